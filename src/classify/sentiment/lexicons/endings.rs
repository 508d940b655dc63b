//! Ends of words that leave what a word says of good and bad as it is: cases, numbers, genders, persons, tenses. Longest
//! first; a word and the words of the lists are both cut before they are compared a second time.

/// Swedish, Danish, Norwegian: definiteness, number, gender, comparison, tense; genitive.
pub(super) const SCANDINAVIAN: &[&str] = &[
    "arnas", "ernas", "ornas", "arna", "erna", "orna", "erne", "ande", "ende", "aste", "este", "ades", "tes",
    "ast", "est", "ade", "are", "ere", "ene", "ats", "ar", "er", "or", "en", "et", "an", "na", "at", "as",
    "es", "de", "te", "ta", "t", "a", "e", "s", "r",
];

/// German: declension, comparison, weak tenses.
pub(super) const GERMAN: &[&str] = &[
    "sten", "ster", "stes", "tens", "tet", "ten", "test", "ste", "est", "em", "en", "er", "es", "et", "te",
    "st", "e", "n", "s", "t",
];

/// Dutch: declension, diminutive, tenses.
pub(super) const DUTCH: &[&str] = &[
    "tjes", "ende", "tje", "jes", "ste", "den", "ten", "de", "te", "en", "er", "je", "e", "s", "t", "d",
];

/// French: gender, number, persons and tenses of the first group.
pub(super) const FRENCH: &[&str] = &[
    "eraient", "erait", "aient", "ement", "antes", "erons", "eront", "ants", "ante", "ait", "ant", "ent",
    "ées", "era", "ons", "ez", "ée", "és", "er", "es", "ai", "é", "e", "s", "x",
];

/// Spanish: gender, number, superlative, adverbs, persons and tenses.
pub(super) const SPANISH: &[&str] = &[
    "amente", "ísimos", "ísimas", "ísimo", "ísima", "iendo", "ieron", "mente", "ando", "aron", "amos",
    "emos", "ados", "adas", "idos", "idas", "ado", "ada", "ido", "ida", "aba", "ía", "ar", "er", "ir", "as",
    "os", "es", "an", "en", "ó", "é", "a", "o", "e", "s",
];

/// Portuguese: as Spanish.
pub(super) const PORTUGUESE: &[&str] = &[
    "amente", "íssimo", "íssima", "mente", "aram", "eram", "ando", "endo", "indo", "ados", "adas", "idos",
    "idas", "inho", "inha", "ado", "ada", "ido", "ida", "ava", "ia", "ou", "eu", "iu", "ar", "er", "ir",
    "as", "os", "es", "am", "em", "a", "o", "e", "s",
];

/// Italian: as Spanish.
pub(super) const ITALIAN: &[&str] = &[
    "issimo", "issima", "issimi", "issime", "amente", "mente", "ando", "endo", "iamo", "ato", "ata", "ati",
    "ate", "ito", "ita", "iti", "ite", "uto", "uta", "are", "ere", "ire", "ano", "ono", "ava", "a", "o", "e",
    "i", "ò",
];

/// Finnish: cases, number, possessives, persons, comparison.
pub(super) const FINNISH: &[&str] = &[
    "immat", "immän", "imman", "issa", "issä", "ista", "istä", "illa", "illä", "ssa", "ssä", "sta", "stä",
    "lla", "llä", "lta", "ltä", "lle", "ksi", "tta", "ttä", "sti", "ista", "mpi", "mme", "tte", "vat", "vät",
    "isi", "ni", "si", "in", "en", "an", "än", "on", "ön", "un", "yn", "ia", "iä", "at", "ät", "et", "it",
    "ot", "öt", "a", "ä", "n", "t", "i",
];

/// Polish: declension of adjectives and nouns, persons of the past tense.
pub(super) const POLISH: &[&str] = &[
    "iego", "iemu", "ego", "emu", "ymi", "imi", "ami", "ych", "ich", "ach", "iej", "ów", "om", "ym", "im",
    "ej", "em", "ał", "ła", "ło", "ie", "ą", "ę", "y", "i", "a", "e", "u", "o",
];

/// Russian: the same.
pub(super) const RUSSIAN: &[&str] = &[
    "ого", "его", "ому", "ему", "ыми", "ими", "ами", "ями", "ешь", "ет", "ют", "ых", "их", "ах", "ях", "ов",
    "ев", "ой", "ей", "ый", "ий", "ая", "яя", "ое", "ее", "ую", "юю", "ые", "ие", "ым", "им", "ом", "ем",
    "ть", "ла", "ло", "ли", "л", "у", "ю", "ы", "и", "а", "я", "о", "е", "ь",
];

/// Turkish: plural, cases, possessives, copula, past, in each harmony.
pub(super) const TURKISH: &[&str] = &[
    "ların", "lerin", "ları", "leri", "yorum", "iyor", "ıyor", "uyor", "üyor", "dım", "dim", "dum", "düm",
    "lar", "ler", "dır", "dir", "dur", "dür", "dan", "den", "tan", "ten", "ydı", "ydi", "nın", "nin", "da",
    "de", "ta", "te", "dı", "di", "du", "dü", "tı", "ti", "tu", "tü", "ım", "im", "um", "üm", "ın", "in",
    "un", "ün", "yı", "yi", "ı", "i", "u", "ü", "a", "e", "m",
];

/// Hindi: number, gender, oblique case.
pub(super) const HINDI: &[&str] = &[
    "ियों",
    "ियाँ",
    "ाओं",
    "ों",
    "ें",
    "ीं",
    "ता",
    "ते",
    "ती",
    "ना",
    "ा",
    "े",
    "ी",
    "ि",
    "ो",
];

/// Arabic: pronouns, plurals, feminine.
pub(super) const ARABIC: &[&str] = &[
    "تهم", "تها", "كم", "هم", "ها", "نا", "ات", "ون", "ين", "ان", "ته", "وا", "ه", "ي", "ك", "ا", "ت",
];

/// Arabic: conjunctions, prepositions and the article, which are written as one with what follows.
pub(super) const ARABIC_BEGINNINGS: &[&str] = &["وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل"];
