//! Other spellings of the words of a query that mean the same name.
//!
//! Looking for one more literal costs nothing while a text is read, so what can be said by literals is said by them: a
//! phrase as one hashtag, names without their accents, plurals, prefixes that Arabic and Hebrew write onto a name.

use super::patterns::{Layer, is_common};
use crate::text::fold::plain_letters;
use crate::text::words::is_word;

/// How the words of a query may be spelled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelling {
    /// The form of texts they are compared with.
    pub(super) layer: Layer,
    /// Whether plurals of the last word count.
    pub(super) plurals: bool,
}

impl From<Layer> for Spelling {
    fn from(layer: Layer) -> Self {
        Self {
            layer,
            plurals: false,
        }
    }
}

/// Fewest letters of a name that counts without its accents: `åre` is not `are`.
const MIN_UNACCENTED: usize = 5;
/// Fewest letters of a name that counts with prefixes, plurals.
const MIN_INFLECTED: usize = 3;
/// Conjunctions, prepositions and articles that Arabic writes onto a name; a name of few letters takes none.
const ARABIC: [&str; 11] = ["و", "ب", "ل", "ف", "ك", "ال", "وال", "بال", "لل", "فال", "كال"];
/// The same of Hebrew.
const HEBREW: [&str; 12] = ["ו", "ה", "ב", "כ", "ל", "מ", "ש", "וה", "שה", "מה", "וב", "ול"];

impl Spelling {
    /// Other rows of words that mean the same as these, folded ones; none for words with wildcards or signs.
    pub(super) fn others(self, parts: &[String]) -> Vec<Vec<String>> {
        let mut others = Vec::new();
        // Most words are plain ones, which only a plural is another spelling of.
        if !self.plurals
            && let [only] = parts
            && only.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return others;
        }
        let is_plain = |part: &String| part.chars().all(|c| is_word(c) || is_apostrophe(c));
        if self.layer == Layer::Exact && !self.plurals || !parts.iter().all(is_plain) {
            return others;
        }
        if self.layer != Layer::Exact {
            others.extend(hashtag(parts));
            others.extend(prefixed(parts));
        }
        if self.layer == Layer::Unmasked {
            others.extend(unaccented(parts));
        }
        if self.plurals {
            others.extend(plurals(parts));
        }
        others
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// `#GoogleAnalytics` for `google analytics`: a hashtag has neither spaces nor apostrophes.
fn hashtag(parts: &[String]) -> Option<Vec<String>> {
    let changed = parts.len() > 1 || parts.iter().any(|part| part.contains(is_apostrophe));
    changed.then(|| {
        let letters: usize = parts.iter().map(String::len).sum();
        let mut tag = String::with_capacity(letters + 1);
        tag.push('#');
        for part in parts {
            tag.extend(part.chars().filter(|c| !is_apostrophe(*c)));
        }
        vec![tag]
    })
}

/// `Nestle` for `Nestlé`, and `Mueller` for `Müller`. Short names and common words would be others.
fn unaccented(parts: &[String]) -> Vec<Vec<String>> {
    let letters: usize = parts.iter().map(|part| part.chars().count()).sum();
    if parts.iter().all(|part| part.is_ascii()) || letters < MIN_UNACCENTED {
        return Vec::new();
    }
    let lower: Vec<String> = parts.iter().map(|part| part.to_lowercase()).collect();
    let bare = |part: &String| plain_letters(part).unwrap_or_else(|| part.clone());
    let double = |part: &String| {
        let mut doubled = part.clone();
        for (letter, two) in [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"), ("ø", "oe")] {
            doubled = doubled.replace(letter, two);
        }
        doubled
    };
    let rows = [
        lower.iter().map(bare).collect::<Vec<_>>(),
        lower.iter().map(double).collect(),
    ];
    rows.into_iter()
        .filter(|row| *row != lower && !row.iter().all(|part| is_common(part)))
        .collect()
}

fn prefixed(parts: &[String]) -> Vec<Vec<String>> {
    let Some((first, rest)) = parts.split_first() else {
        return Vec::new();
    };
    let prefixes: &[&str] = match first.chars().next() {
        Some('\u{621}'..='\u{64a}') => &ARABIC,
        Some('\u{5d0}'..='\u{5ea}') => &HEBREW,
        _ => return Vec::new(),
    };
    if first.chars().count() < MIN_INFLECTED + 1 {
        return Vec::new();
    }
    let row = |prefix: &&str| {
        let mut row = vec![format!("{prefix}{first}")];
        row.extend_from_slice(rest);
        row
    };
    prefixes.iter().map(row).collect()
}

/// `Acmes` for `Acme`: plural and, in the languages that write it without an apostrophe, genitive. Whatever follows an
/// apostrophe (`Acme's`) is found anyway; of a name that has one itself the form without it counts.
fn plurals(parts: &[String]) -> Vec<Vec<String>> {
    let Some((last, rest)) = parts.split_last() else {
        return Vec::new();
    };
    // `McDonalds` for `McDonald's`.
    if let Some(stem) = last.strip_suffix("'s").or_else(|| last.strip_suffix("’s")) {
        let bare = [rest, &[format!("{stem}s")]].concat();
        return if stem.chars().all(char::is_alphanumeric) {
            vec![bare]
        } else {
            Vec::new()
        };
    }
    let lower = last.to_lowercase();
    let latin = lower
        .chars()
        .all(|c| matches!(c, 'a'..='z' | 'à'..='ÿ' | '0'..='9'));
    if !latin || lower.chars().count() < MIN_INFLECTED {
        return Vec::new();
    }
    let mut forms = Vec::new();
    if ["s", "x", "z", "ch", "sh"].iter().any(|end| lower.ends_with(end)) {
        forms.push(format!("{last}es"));
    } else {
        forms.push(format!("{last}s"));
    }
    let stem = last.strip_suffix(['y', 'Y']);
    if let Some(stem) = stem.filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        forms.push(format!("{stem}ies"));
    }
    forms
        .into_iter()
        .map(|form| rest.iter().cloned().chain([form]).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_other_spellings() {
        let all = Spelling {
            layer: Layer::Unmasked,
            plurals: true,
        };
        for (written, expected) in [
            ("acme", vec!["acmes"]),
            ("box", vec!["boxes"]),
            ("berry", vec!["berrys", "berries"]),
            ("google analytics", vec!["#googleanalytics", "google analyticses"]),
            ("mcdonald's", vec!["#mcdonalds", "mcdonalds"]),
            ("mcdonald’s", vec!["#mcdonalds", "mcdonalds"]),
            ("nestlé", vec!["nestle", "nestlés"]),
            ("müller", vec!["muller", "mueller", "müllers"]),
            ("åre", vec!["åres"]),
            ("acm*", vec![]),
            ("c++", vec![]),
            ("дом", vec![]),
        ] {
            let parts: Vec<String> = written.split(' ').map(str::to_owned).collect();
            let others: Vec<String> = all.others(&parts).iter().map(|row| row.join(" ")).collect();
            assert_eq!(others, expected, "{written}");
        }
        let arabic = Spelling::from(Layer::Plain).others(&["أكمي".to_owned()]);
        assert!(arabic.contains(&vec!["وأكمي".to_owned()]));
        assert_eq!(
            Spelling::from(Layer::Exact).others(&["nestlé".to_owned()]).len(),
            0
        );
    }
}
