//! Titles that nobody wrote for people: the end of an address, or a chain of search words.

use std::collections::{HashMap, HashSet};

use super::shown;

/// Words of a slug: `state-of-the-art` is a word that people write.
const SLUG_WORDS: usize = 5;
/// Parts of a chain that must share a word.
const CHAIN_PARTS: usize = 4;
/// Longest part of a chain, in words: longer ones are clauses.
const PART_WORDS: usize = 5;

const SLUG: f32 = 0.35;
const CHAIN: f32 = 0.3;

/// What a title, or the first line of the text where there is none, says against a page.
pub(super) fn judge(title: &str, said: &str) -> Option<(f32, String)> {
    let title = match title.trim() {
        "" => said.lines().map(str::trim).find(|line| !line.is_empty())?,
        title => title,
    };
    // `How to … > Board`, `how-to-… | Site`: sites put their name beside it.
    let slug = title
        .split([' ', '\t', '>', '|', '»', '·', '\u{a0}'])
        .find(|part| is_slug(part));
    if let Some(slug) = slug.filter(|slug| slug.len() * 2 > title.len()) {
        return Some((
            SLUG,
            format!("its title is the end of an address: {}", shown(slug)),
        ));
    }
    let word = chained(title)?;
    Some((
        CHAIN,
        format!("its title is a chain of search words around {}", shown(&word)),
    ))
}

/// Whether words stand in a row as addresses have them: `cheap-rocket-skates-for-sale`.
pub(super) fn is_slug(word: &str) -> bool {
    ['-', '_', '+'].into_iter().any(|sign| {
        let (mut words, mut others) = (0, 0);
        for part in word.split(sign) {
            match part.chars().filter(|c| c.is_alphabetic()).count() {
                2.. if part.chars().all(char::is_alphanumeric) => words += 1,
                _ if part.chars().all(char::is_alphanumeric) => others += 1,
                _ => return false,
            }
        }
        words + others >= SLUG_WORDS && words >= 4.max(others * 2)
    })
}

/// A word that most parts of a title begin again with: `buy rockets, cheap rockets, rockets online, best rockets`.
fn chained(title: &str) -> Option<String> {
    // A page without a title may be one line of any length: how many parts have a word is counted in one pass.
    let (mut parts, mut having) = (0, HashMap::<String, usize>::new());
    for part in title.split([',', '|', ';', '/', '•']) {
        let words = part.split(|c: char| !c.is_alphanumeric());
        let words: HashSet<String> = words
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        if words.len() > PART_WORDS {
            return None;
        }
        parts += 1;
        for word in words {
            *having.entry(word).or_default() += 1;
        }
    }
    let shared = |(word, having): &(String, usize)| word.chars().count() >= 4 && *having >= CHAIN_PARTS;
    let shared = having.into_iter().filter(|_| parts >= CHAIN_PARTS).filter(shared);
    shared.map(|(word, _)| word).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_for_machines_are_told_from_titles_for_people() {
        for (title, weight) in [
            ("how-to-buy-cheap-rocket-skates > Questions", Some(SLUG)),
            ("how_to_buy_cheap_rocket_skates", Some(SLUG)),
            ("Best+Rocket+Skates+Of+2026", Some(SLUG)),
            (
                "buy rockets, cheap rockets, rockets online, best rockets | Shop",
                Some(CHAIN),
            ),
            ("State-of-the-art rockets for everybody who wants to fly", None),
            ("A state-of-the-art, best-in-class rocket", None),
            ("How to buy cheap rocket skates", None),
            ("my-cool-crate 0.3.1 released", None),
            ("Rockets, skates, boards and helmets | Acme", None),
            ("2026-11-17-09-30", None),
            ("https://a.example/how-to-buy-cheap-rocket-skates", None),
            ("Пошаговая-инструкция-как-купить-ракету", Some(SLUG)),
            ("", None),
        ] {
            let judged = judge(title, "A text that begins like any other").map(|(weight, _)| weight);
            assert_eq!(judged, weight, "{title}");
        }
        let first_line = "\n how-to-buy-cheap-rocket-skates > Board\nText";
        assert_eq!(judge("", first_line).map(|(weight, _)| weight), Some(SLUG));
    }

    proptest::proptest! {
        #[test]
        fn any_title_is_judged(title in "[a-z,| >_+-]{0,60}|\\PC{0,40}") {
            drop(judge(&title, ""));
        }
    }
}
