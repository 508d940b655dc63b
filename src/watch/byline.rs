//! Names in bylines: whom `By Kristal Sky | Photo: R. Doe`, `Sky, Kristal` and `Kristal Sky und Robin Doe` name.

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
    "text av",
    "af",
    "tekst",
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
    "and", "und", "och", "og", "et", "y", "e", "en", "ja", "with", "mit", "med",
];
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
    // `mail@paper.example (Kristal Sky)`, as RSS has it.
    let byline = match byline.split_once('(') {
        Some((mail, name)) if mail.contains('@') => name.trim_end_matches(')'),
        _ => byline,
    };
    // What follows names who took the picture, or where one works.
    let signed = byline
        .split(['|', '•', '·', '/', '\n', '('])
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

    proptest::proptest! {
        #[test]
        fn any_byline_is_read(byline in "\\PC{0,120}") {
            proptest::prop_assert!(names(&byline).len() <= MOST);
        }
    }
}
