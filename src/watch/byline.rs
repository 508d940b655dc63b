//! Names in bylines: whom `By Kristal Sky | Photo: R. Doe`, `Sky, Kristal` and `Kristal Sky und Robin Doe` name, and how many.

use icu_normalizer::DecomposingNormalizerBorrowed;

use crate::text::fold::{fold_key, is_mark};

/// Words before a name that say that it wrote, in the major languages, folded.
const BY: &[&str] = &[
    "by",
    "words by",
    "written by",
    "text by",
    "story by",
    "posted by",
    "von",
    "text von",
    "ein beitrag von",
    "av",
    "text",
    "texte",
    "texto",
    "testo",
    "tekst",
    "teksti",
    "text av",
    "af",
    "par",
    "por",
    "texto de",
    "di",
    "a cura di",
    "door",
    "kirjoittanut",
    "autor",
    "author",
    "reporter",
];
/// Words between two authors, folded.
const AND: &[&str] = &[
    "and", "und", "och", "og", "et", "y", "e", "en", "ja", "with", "mit", "med", "i", "и", "та", "ve",
];
/// Words that say that a picture, not the text, is by whom comes next, folded.
const PICTURED: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "photographs",
    "photography",
    "picture",
    "pictures",
    "illustration",
    "illustrations",
    "foto",
    "fotos",
    "bild",
    "bilder",
    "fotograf",
    "kuva",
    "kuvat",
];
/// Words of those who sign as a desk, a firm or a title: no person is called so. Folded.
const NOBODY: &[&str] = &[
    "news",
    "press",
    "desk",
    "staff",
    "team",
    "writer",
    "writers",
    "editor",
    "editors",
    "editorial",
    "reporter",
    "reporters",
    "correspondent",
    "contributor",
    "contributors",
    "agency",
    "agencies",
    "magazine",
    "media",
    "radio",
    "times",
    "post",
    "daily",
    "group",
    "inc",
    "ltd",
    "llc",
    "gmbh",
    "ab",
    "company",
    "co",
    "sons",
    "redaktion",
    "redaktionen",
    "redaction",
    "rédaction",
    "redacción",
    "redazione",
    "redactie",
    "reporterin",
    "journalist",
    "journalists",
    "journaliste",
    "director",
    "manager",
    "chief",
    "senior",
    "the",
    "our",
    "and",
    "university",
    "institute",
    "association",
    "department",
    "center",
    "centre",
    "online",
    "tv",
];
/// Words behind which stands where somebody works, folded.
const OF: &[&str] = &["of", "for", "at", "in", "from"];
/// Words of a person's name.
const NAME_WORDS: std::ops::RangeInclusive<usize> = 2..=5;
/// Signs of a name in a script that has no blanks between its parts.
const NAME_SIGNS: std::ops::RangeInclusive<usize> = 2..=4;
/// Most authors that are read of one byline.
const MOST: usize = 8;
/// Longest byline that is read, in bytes.
const LONGEST_BYTES: usize = 300;

/// A name as it is compared: folded, without diacritics (`Kristál` is `Kristal` to many an editor), its words apart by a blank.
pub(super) fn key(name: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(name);
    let plain: String = decomposed.chars().filter(|c| !is_mark(*c)).collect();
    let folded = fold_key(&plain);
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'');
    let words = words.filter(|word| !word.is_empty());
    let spelt = words.map(|word| {
        word.replace('ß', "ss")
            .replace('ø', "o")
            .replace('æ', "ae")
            .replace('ł', "l")
            .replace('đ', "d")
    });
    spelt.collect::<Vec<_>>().join(" ")
}

/// The names that a byline may mean, as keys, the most literal first.
pub(super) fn names(byline: &str) -> Vec<String> {
    let byline = byline.trim();
    if byline.len() > LONGEST_BYTES {
        return Vec::new();
    }
    // What follows names who took the picture, or where one works; so does what stands in brackets.
    let byline = without_brackets(byline);
    let signed = byline
        .split(['|', '•', '·', '/', '\n'])
        .next()
        .unwrap_or_default();
    let mut names = vec![without_by(&key(signed))];
    let parts: Vec<String> = signed
        .split([',', ';', '&'])
        .flat_map(apart)
        .map(|part| without_by(&key(&part)))
        .collect();
    names.extend(parts.iter().cloned());
    // `Sky, Kristal`: two short parts are one name turned round.
    if let (Some((last, first)), 1) = (signed.split_once(','), signed.matches(',').count()) {
        let (last, first) = (without_by(&key(last)), key(first));
        if last.split(' ').count() <= 2 && first.split(' ').count() <= 2 {
            names.push(format!("{first} {last}"));
        }
    }
    names.retain(|name| !name.is_empty());
    names.truncate(MOST);
    names
}

/// The people who signed together, each as written and without `By`; empty where one signed, or where it cannot be told that
/// several did: `Bang & Olufsen` and `Ann Smith, Staff Writer` are one each.
pub(crate) fn people(byline: &str) -> Vec<String> {
    if byline.len() > LONGEST_BYTES {
        return Vec::new();
    }
    let byline = without_brackets(byline);
    let signed = byline
        .split(['|', '•', '·', '/', '\n'])
        .next()
        .unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    for chunk in signed.split([';', '&', '+', '、']).flat_map(apart) {
        let people = people_of(&chunk);
        if people.is_empty() {
            return Vec::new();
        }
        let new = people.into_iter().filter(|name| !name.is_empty());
        found.extend(new);
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|name| seen.insert(key(name)));
    found.truncate(MOST);
    if found.len() < 2 { Vec::new() } else { found }
}

/// The people in a part of a byline that `and` does not part; none where a part is nobody's name.
fn people_of(chunk: &str) -> Vec<String> {
    let pieces: Vec<&str> = chunk
        .split([',', '，'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect();
    match pieces.as_slice() {
        // `Sky, Kristal`: one name turned round.
        [last, first] if words_of(last) == 1 && NAME_WORDS.contains(&(1 + words_of(first))) => {
            let name = format!("{} {last}", only_name(first));
            if is_person(&name) { vec![name] } else { Vec::new() }
        }
        // What is no name beside one is what they are, or where they work.
        _ => pieces
            .iter()
            .map(|piece| only_name(piece))
            .filter(|name| is_person(name))
            .collect(),
    }
}

fn words_of(text: &str) -> usize {
    text.split_whitespace().count()
}

/// A name without who says that it wrote before it, and where it works behind it.
fn only_name(piece: &str) -> String {
    let words: Vec<&str> = piece.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| key(word)).collect();
    let longest = (1..=words.len().min(4)).rev().find(|many| {
        let by = folded.get(..*many).unwrap_or_default().join(" ");
        BY.contains(&by.as_str())
    });
    let said = folded.iter().rposition(|word| word == "by").map(|at| at + 1);
    let from = said.or(longest).unwrap_or(0);
    // `Photos by Robin Doe`.
    if folded
        .iter()
        .take(from)
        .any(|word| PICTURED.contains(&word.as_str()))
    {
        return String::new();
    }
    let place = folded
        .iter()
        .skip(from)
        .position(|word| OF.contains(&word.as_str()) || PICTURED.contains(&word.as_str()));
    let name = words.iter().skip(from).take(place.unwrap_or(words.len()));
    name.copied().collect::<Vec<_>>().join(" ")
}

fn is_person(name: &str) -> bool {
    let sign = |c: char| c.is_alphabetic() || is_mark(c) || matches!(c, '-' | '\'' | '’' | '.' | ' ');
    if !name.chars().all(sign) {
        return false;
    }
    let is_somebody = key(name).split(' ').all(|word| !NOBODY.contains(&word));
    let without_blanks = name
        .chars()
        .all(|c| !c.is_ascii() && !c.is_lowercase() && !c.is_uppercase())
        && NAME_SIGNS.contains(&name.chars().count());
    is_somebody && (NAME_WORDS.contains(&words_of(name)) || without_blanks)
}

/// A byline without what stands in brackets, where one works or an address; of `mail@paper.example (Kristal Sky)` the name.
fn without_brackets(byline: &str) -> String {
    if let Some((mail, name)) = byline.split_once('(')
        && mail.contains('@')
    {
        return name.trim_end_matches(')').to_owned();
    }
    let mut depth = 0_usize;
    byline
        .chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => return depth == 0,
            }
            false
        })
        .collect()
}

fn without_by(key: &str) -> String {
    let rest = BY.iter().filter_map(|by| key.strip_prefix(by)?.strip_prefix(' '));
    rest.min_by_key(|rest| rest.len()).unwrap_or(key).to_owned()
}

/// Authors joined by a word.
fn apart(part: &str) -> Vec<String> {
    let mut authors = vec![String::new()];
    for word in part.split_whitespace() {
        if AND.contains(&word.to_lowercase().as_str()) {
            authors.push(String::new());
        } else if let Some(author) = authors.last_mut() {
            author.push(' ');
            author.push_str(word);
        }
    }
    authors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_name_people_in_many_ways() {
        for byline in [
            "Kristal Sky",
            "By KRISTAL SKY",
            "By Kristal Sky | Photo: Robin Doe",
            "Von Kristal Sky",
            "Av Kristál Ský",
            "Sky, Kristal",
            "Robin Doe and Kristal Sky",
            "Robin Doe, Kristal Sky",
            "Robin Doe & Kristal Sky",
            "Robin Doe och Kristal Sky",
            "desk@paper.example (Kristal Sky)",
            "Kristal Sky (Rocket News)",
            "Kristal Sky / Rocket News",
            "Robin Doe (Rocket News) and Kristal Sky (Acme)",
        ] {
            assert!(
                names(byline).contains(&"kristal sky".to_owned()),
                "{byline}: {:?}",
                names(byline)
            );
        }
        for byline in ["Kristal Skyler", "Kristal", "Robin Sky", "Kristal Robin Sky", ""] {
            assert!(!names(byline).contains(&"kristal sky".to_owned()), "{byline}");
        }
        assert_eq!(key("Sørén Łoß"), "soren loss");
    }

    #[test]
    fn everybody_who_signed_is_told() {
        for (byline, expected) in [
            ("By Ann Smith and Bob Jones", &["Ann Smith", "Bob Jones"][..]),
            ("Ann Smith & Bob Jones", &["Ann Smith", "Bob Jones"]),
            (
                "By Ann Smith, Bob Jones and Eva Lund",
                &["Ann Smith", "Bob Jones", "Eva Lund"],
            ),
            ("Ann Smith, Bob Jones", &["Ann Smith", "Bob Jones"]),
            ("Av Anna Berg och Åsa Öst", &["Anna Berg", "Åsa Öst"]),
            ("Von Anna Berg und Jörg Groß", &["Anna Berg", "Jörg Groß"]),
            ("Par Anne Dubois et Luc Petit", &["Anne Dubois", "Luc Petit"]),
            ("Por Ana Díaz y Juan Ruiz", &["Ana Díaz", "Juan Ruiz"]),
            ("Di Anna Rossi e Luca Verdi", &["Anna Rossi", "Luca Verdi"]),
            ("Door Anna Visser en Jan Bakker", &["Anna Visser", "Jan Bakker"]),
            ("Teksti: Anna Laine ja Jussi Mäki", &["Anna Laine", "Jussi Mäki"]),
            ("Анна Петрова и Иван Смирнов", &["Анна Петрова", "Иван Смирнов"]),
            ("Anna Nowak i Jan Kowalski", &["Anna Nowak", "Jan Kowalski"]),
            ("王小明、李四", &["王小明", "李四"]),
            ("Smith, Ann; Jones, Bob", &["Ann Smith", "Bob Jones"]),
            (
                "Ann Smith (Reuters) and Bob Jones (Rocket News)",
                &["Ann Smith", "Bob Jones"],
            ),
            (
                "By Ann Smith in London and Bob Jones in Lund",
                &["Ann Smith", "Bob Jones"],
            ),
            (
                "Ann Smith, Staff Writer, and Bob Jones",
                &["Ann Smith", "Bob Jones"],
            ),
            (
                "Ann Smith, with additional reporting by Bob Jones",
                &["Ann Smith", "Bob Jones"],
            ),
            // One person, or nobody who can be told.
            ("By Ann Smith", &[]),
            ("Smith, Ann", &[]),
            ("Ann Smith, Reuters", &[]),
            ("Ann Smith, Staff Writer", &[]),
            ("By Ann Smith | Photo: Bob Jones", &[]),
            ("Ann Smith Foto: Bob Jones", &[]),
            ("By Ann Smith, photos by Bob Jones", &[]),
            (
                "Words by Ann Smith and Eva Lund, photography by Bob Jones",
                &["Ann Smith", "Eva Lund"],
            ),
            ("José Ortega y Gasset", &[]),
            ("Martin King, Jr.", &[]),
            ("Ann Smith and the BBC", &[]),
            ("Bang & Olufsen", &[]),
            ("Marks and Spencer", &[]),
            ("Food and Wine Editors", &[]),
            ("Ann Smith and Ann Smith", &[]),
            ("rocketfan_99 and co", &[]),
            ("", &[]),
        ] {
            assert_eq!(people(byline), expected, "{byline}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_byline_is_read(byline in "\\PC{0,120}") {
            proptest::prop_assert!(names(&byline).len() <= MOST);
            proptest::prop_assert!(people(&byline).len() <= MOST && people(&byline).len() != 1);
        }
    }
}
