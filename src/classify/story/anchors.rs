//! What stays the same when a story is told again in another script: numbers, links and names.
//!
//! A translation shares no words with its original, so only evidence that does not pass through the language counts, and much
//! of it: most of the uncommon numbers of both texts, with names besides. Two reports of one company share its founding year and
//! its name; they do not share what the news is about. Quotes and common words are left out: they do not survive translation.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64;

use super::transliterate::is_cyrillic;

/// Digits from which on a number is uncommon; years are not.
const DIGITS: usize = 3;
/// Uncommon numbers and links that two texts must share.
const FEWEST_NUMBERS: usize = 2;
/// Names that two texts must share.
const FEWEST_NAMES: usize = 2;
/// All of them together.
const FEWEST: usize = 5;
/// Share of the uncommon numbers of the text that has more of them.
const MOST_NUMBERS: (usize, usize) = (3, 5);
/// Letters of a name's skeleton below which it may be anybody's.
const SKELETON: usize = 3;
/// Numbers looked at in one text.
const MOST_LOOKED_AT: usize = 64;

/// Which letters a text is mostly written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    /// Without capital letters.
    Other(u32),
}

impl Script {
    /// Of a text; `None` without letters.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.is_ascii() {
            return Some(Self::Latin);
        }
        let mut counts: Vec<(Self, usize)> = Vec::new();
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            let script = Self::of_letter(c);
            match counts.iter_mut().find(|(known, _)| *known == script) {
                Some((_, count)) => *count += 1,
                None => counts.push((script, 1)),
            }
        }
        counts
            .into_iter()
            .max_by_key(|(_, count)| *count)
            .map(|(script, _)| script)
    }

    fn of_letter(c: char) -> Self {
        match u32::from(c) {
            0x41..=0x24F | 0x1E00..=0x1EFF => Self::Latin,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Self::Greek,
            0x400..=0x52F => Self::Cyrillic,
            // Han, kana and Hangul stand for what they are in one text each.
            0x3040..=0x9FFF => Self::Other(0x30),
            other => Self::Other(other >> 8),
        }
    }
}

/// The evidence of one text.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// Uncommon numbers and links.
    numbers: BTreeSet<String>,
    /// Skeletons of names.
    names: BTreeSet<String>,
}

impl Anchors {
    pub(super) fn of(text: &str, script: Script) -> Self {
        let mut numbers: BTreeSet<String> = numbers(text).collect();
        numbers.extend(links(text));
        Self {
            numbers,
            names: names(text, script),
        }
    }

    /// Share of the evidence of the text that has more of it that both have, if it is enough to tell the same story.
    pub(super) fn agree(&self, other: &Self) -> Option<f64> {
        let numbers = self.numbers.intersection(&other.numbers).count();
        let names = self.names.intersection(&other.names).count();
        let most = self.numbers.len().max(other.numbers.len());
        let (part, whole) = MOST_NUMBERS;
        let is_enough = numbers >= FEWEST_NUMBERS
            && names >= FEWEST_NAMES
            && numbers + names >= FEWEST
            && numbers * whole >= most * part;
        is_enough.then(|| super::share(numbers, most))
    }
}

/// By what a text is found by those that tell its story in another script: its two uncommon numbers with the smallest hashes.
pub(super) fn keys(text: &str) -> Vec<u32> {
    let mut hashes: Vec<u64> = numbers(text)
        .map(|number| xxh3_64(format!("number\u{1f}{number}").as_bytes()))
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    if hashes.len() < FEWEST_NUMBERS {
        return Vec::new();
    }
    let high = |hash: u64| u32::try_from(hash >> 32).unwrap_or(u32::MAX);
    hashes.into_iter().take(FEWEST_NUMBERS).map(high).collect()
}

/// Uncommon numbers as every language writes them: `1,200`, `1.200` and `1 200` are one, and so are `4.5` and `4,5`.
fn numbers(text: &str) -> impl Iterator<Item = String> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| c.is_ascii_digit())?;
        let (number, after) = number(rest.get(start..)?);
        rest = after;
        Some(number)
    })
    .take(MOST_LOOKED_AT)
    .filter(|number| is_uncommon(number))
}

/// The number at the beginning of a text, and what follows it.
fn number(text: &str) -> (String, &str) {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    let mut number = text.get(..end).unwrap_or_default().to_owned();
    let is_short = end <= 3;
    loop {
        let after = text.get(end..).unwrap_or_default();
        let Some(sign) = after.chars().next() else { break };
        let next = after.get(sign.len_utf8()..).unwrap_or_default();
        let group = digits(next);
        let groups = matches!(
            sign,
            ',' | '.' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'
        );
        let is_decimal = matches!(sign, ',' | '.') && matches!(group, 1 | 2) && !number.contains('.');
        if groups && group == 3 && is_short && !number.contains('.') {
            number.push_str(next.get(..group).unwrap_or_default());
        } else if is_decimal {
            number.push('.');
            number.push_str(next.get(..group).unwrap_or_default());
        } else {
            break;
        }
        end += sign.len_utf8() + group;
    }
    (number, text.get(end..).unwrap_or_default())
}

/// Years, days and small counts stand in every text.
fn is_uncommon(number: &str) -> bool {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let is_year = number.len() == 4 && matches!(number.get(..2), Some("19" | "20"));
    let is_round = number.bytes().skip(1).all(|digit| digit == b'0') && digits <= DIGITS;
    !is_year && !is_round && (digits >= DIGITS || number.contains('.'))
}

/// Addresses without what differs from copy to copy.
fn links(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().filter_map(|word| {
        let (_, address) = word.split_once("://")?;
        let address = address.split(['?', '#']).next()?;
        let address = address.trim_end_matches(|c: char| !c.is_alphanumeric());
        address.contains('/').then(|| address.to_lowercase())
    })
}

/// Skeletons of what is written with a capital inside a sentence; in scripts without capitals, of what is written in Latin.
fn names(text: &str, script: Script) -> BTreeSet<String> {
    let mut starts = true;
    let mut found = BTreeSet::new();
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_name = match script {
            Script::Other(_) => bare
                .chars()
                .next()
                .is_some_and(|c| Script::of_letter(c) == Script::Latin && c.is_alphabetic()),
            _ => !starts && bare.starts_with(char::is_uppercase),
        };
        if is_name && !word.contains("://") {
            found.extend(bare.split(['-', '’', '\'']).filter_map(skeleton));
        }
        starts = word.ends_with(['.', '!', '?', ':', '…', '»', '”', '"']);
    }
    found
}

/// The consonants of a name as they sound, by which it is known in each alphabet: `Lindqvist`, `Линдквист`: `lntkfst`.
/// Endings of Cyrillic and Greek names fall away where they are vowels; others make another name, which is then not found.
fn skeleton(name: &str) -> Option<String> {
    let mut sounds = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        let sound = sound(c)?;
        if !sound.is_empty() && !sounds.ends_with(sound) {
            sounds.push_str(sound);
        }
    }
    let declined = sounds
        .strip_suffix('m')
        .filter(|stem| stem.len() > SKELETON && name.chars().any(is_cyrillic));
    let sounds = declined.map_or_else(|| sounds.clone(), str::to_owned);
    (sounds.len() >= SKELETON).then_some(sounds)
}

/// The consonant that a letter stands for, the voice left out; empty for vowels; `None` for what is no letter of a name.
fn sound(c: char) -> Option<&'static str> {
    Some(match c {
        'b' | 'p' | 'б' | 'п' | 'π' | 'β' => "p",
        'd' | 't' | 'д' | 'т' | 'τ' | 'δ' | 'θ' | 'þ' | 'ð' => "t",
        'f' | 'v' | 'w' | 'ф' | 'в' | 'φ' => "f",
        'g' | 'k' | 'c' | 'q' | 'г' | 'ґ' | 'к' | 'х' | 'ц' | 'κ' | 'γ' | 'χ' | 'ç' | 'ч' | 'č' => {
            "k"
        }
        's' | 'z' | 'с' | 'з' | 'ш' | 'ж' | 'щ' | 'σ' | 'ς' | 'ζ' | 'š' | 'ž' => "s",
        'x' | 'ξ' => "ks",
        'l' | 'л' | 'λ' | 'ł' => "l",
        'm' | 'м' | 'μ' => "m",
        'n' | 'н' | 'ν' | 'ñ' => "n",
        'r' | 'р' | 'ρ' => "r",
        c if c.is_alphabetic() => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_in_every_notation() {
        for (text, expected) in [
            ("1,200 people, 4.5 % and 17 November 2026", vec!["1200", "4.5"]),
            ("1 200 человек, 4,5 % и 17 ноября 2026 года", vec!["1200", "4.5"]),
            ("1.200.000 Leute; 1\u{a0}345\u{a0}678", vec!["1200000", "1345678"]),
            ("100 of 300, 20 to 24, in 1998", vec![]),
            ("127.0.0.1", vec!["127.0", "0.1"]),
            ("", vec![]),
        ] {
            assert_eq!(numbers(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn names_sound_alike_in_every_alphabet() {
        for (one, other) in [
            ("Lindqvist", "Линдквист"),
            ("Stockholm", "Стокгольм"),
            ("Berlin", "Берлине"),
            ("Papadopoulos", "Παπαδόπουλος"),
        ] {
            let [one, other] = [one, other].map(|name| skeleton(name).unwrap_or_default());
            let shorter = one.len().min(other.len());
            assert!(
                shorter >= SKELETON && one.get(..SKELETON) == other.get(..SKELETON),
                "{one} {other}"
            );
        }
        assert_eq!(skeleton("Lindqvist"), skeleton("Линдквист"));
        assert_eq!(skeleton("Berlin"), skeleton("Берлине"));
        assert_eq!(skeleton("Berlin"), skeleton("Берлином"));
        assert_eq!(skeleton("Ann"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_evidence(text in "([0-9]{1,4}|[,. '\u{a0}]|Ab|Лин|한|https://a/b|\\PC){0,40}") {
            let script = Script::of(&text).unwrap_or(Script::Latin);
            let found = Anchors::of(&text, script);
            proptest::prop_assert!(found.numbers.len() <= MOST_LOOKED_AT + text.len());
            proptest::prop_assert!(keys(&text).len() <= FEWEST_NUMBERS);
        }
    }
}
