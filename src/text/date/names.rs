//! Names of months, weekdays and zones.

/// Beginnings of month names, lower case, in the languages feeds were seen in (English, German, French, Spanish,
/// Italian, Portuguese, Dutch, Nordic, Polish, Czech, Romanian, Hungarian, Turkish, Finnish, Greek, Russian, Ukrainian).
/// Where two languages disagree on a beginning it is left out.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan", "jän", "ene", "gen", "ian", "sty", "led", "oca", "tammi", "янв", "січ", "ιαν",
    ],
    &[
        "feb", "fev", "fév", "lut", "úno", "uno", "şub", "helmi", "фев", "лют", "φεβ",
    ],
    &[
        "mar", "mär", "mrz", "maa", "mrt", "már", "bře", "mart", "mac", "мар", "бер", "μαρ", "μάρ",
    ],
    &[
        "apr", "avr", "abr", "ápr", "kwi", "dub", "nis", "huhti", "апр", "кві", "απρ",
    ],
    &[
        "may", "mai", "maj", "mei", "mag", "máj", "kvě", "touko", "май", "мая", "тра", "μαι", "μαϊ", "μάι",
        "μαΐ",
    ],
    &[
        "jun", "juin", "giu", "iun", "jún", "cze", "haz", "kesä", "июн", "чер", "ιουν", "ιούν",
    ],
    &[
        "jul", "juil", "lug", "iul", "júl", "lip", "tem", "heinä", "июл", "лип", "ιουλ", "ιούλ", "ιολ",
    ],
    &[
        "aug", "ago", "aoû", "aou", "sie", "ağu", "agu", "elo", "авг", "сер", "αυγ", "αύγ",
    ],
    &[
        "sep", "set", "szept", "wrz", "zář", "zar", "eyl", "syys", "сен", "вер", "σεπ",
    ],
    &[
        "oct", "okt", "ott", "out", "paź", "paz", "říj", "eki", "loka", "окт", "жов", "οκτ",
    ],
    &["nov", "noi", "lis", "kas", "marras", "ноя", "νοε", "νοέ"],
    &[
        "dec", "dez", "dic", "déc", "des", "gru", "pro", "ara", "joulu", "дек", "гру", "δεκ",
    ],
];

/// Beginnings of weekday names that would be taken for something else, or are common enough to be known.
const WEEKDAYS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "dienstag", "mittwoch", "don", "frei", "sam", "son",
    "lun", "mardi", "martes", "marted", "mer", "mié", "mie", "jeu", "jue", "gio", "ven", "vie", "sáb", "sab",
    "dim", "dom", "пн", "вт", "ср", "чт", "пт", "сб", "вс",
];

/// Hours east of Greenwich, in seconds, of zone abbreviations. Those with several meanings have the one that feeds
/// were seen to mean; `pt`, `et`, `ct`, `mt` are read as standard time.
const ZONES: &[(&str, i32)] = &[
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("est", -18_000),
    ("edt", -14_400),
    ("et", -18_000),
    ("cst", -21_600),
    ("cdt", -18_000),
    ("ct", -21_600),
    ("mst", -25_200),
    ("mdt", -21_600),
    ("mt", -25_200),
    ("pst", -28_800),
    ("pdt", -25_200),
    ("pt", -28_800),
    ("ast", -14_400),
    ("adt", -10_800),
    ("nst", -12_600),
    ("ndt", -9_000),
    ("akst", -32_400),
    ("akdt", -28_800),
    ("hst", -36_000),
    ("brt", -10_800),
    ("art", -10_800),
    ("clt", -14_400),
    ("west", 3_600),
    ("cet", 3_600),
    ("cest", 7_200),
    ("met", 3_600),
    ("mest", 7_200),
    ("mez", 3_600),
    ("mesz", 7_200),
    ("bst", 3_600),
    ("eet", 7_200),
    ("eest", 10_800),
    ("sast", 7_200),
    ("cat", 7_200),
    ("wat", 3_600),
    ("eat", 10_800),
    ("msk", 10_800),
    ("msd", 14_400),
    ("ist", 19_800),
    ("pkt", 18_000),
    ("npt", 20_700),
    ("ict", 25_200),
    ("wib", 25_200),
    ("hkt", 28_800),
    ("sgt", 28_800),
    ("awst", 28_800),
    ("jst", 32_400),
    ("kst", 32_400),
    ("acst", 34_200),
    ("acdt", 37_800),
    ("aest", 36_000),
    ("aedt", 39_600),
    ("nzst", 43_200),
    ("nzdt", 46_800),
];

/// 1 to 12, if the word begins like a month's name.
pub(super) fn month_of(word: &str) -> Option<i16> {
    let word = word.trim_matches(['.', ',']).to_lowercase();
    // Longest beginning first, so that «juil» is not taken for another «jui».
    let (_, index) = MONTHS
        .iter()
        .enumerate()
        .flat_map(|(index, stems)| stems.iter().map(move |stem| (stem, index)))
        .filter(|(stem, _)| word.starts_with(**stem))
        .map(|(stem, index)| (stem.len(), index))
        .max()?;
    i16::try_from(index + 1).ok()
}

/// Whether the word begins like a weekday's name.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.iter().any(|stem| word.starts_with(stem))
}

/// Seconds east of Greenwich of a named zone.
pub(super) fn zone_of(word: &str) -> Option<i32> {
    ZONES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, secs)| *secs)
}
