//! What a post is made of: words, links, tags, and addresses that hide.

use super::phrases::narrow;

/// How much of a text is words, links and tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) words: usize,
    pub(super) links: usize,
    pub(super) tags: usize,
    /// An address that pays whoever brings visitors.
    pub(super) refers: bool,
    /// An address written so that filters do not see one: full-width letters, cut off its site, with a blank in it.
    pub(super) hidden: bool,
}

impl Shape {
    /// Of a text; at most so many words are looked at.
    pub(super) fn of(text: &str, most: usize) -> Self {
        let mut shape = Self::default();
        let mut after_site = false;
        for word in text.split_whitespace() {
            if shape.words + shape.links > most {
                break;
            }
            // Most words are nothing but letters.
            if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                shape.words += 1;
                after_site = false;
                continue;
            }
            let is_site = is_bare_site(word);
            if (after_site || word.contains('=')) && is_path(word) || is_wide_address(word) {
                shape.links += 1;
                shape.hidden = true;
            } else if is_link(word) {
                shape.links += 1;
                shape.refers |= refers(word);
            } else if word.starts_with('#') {
                shape.tags += 1;
            } else if word.chars().any(char::is_alphanumeric) {
                shape.words += 1;
            }
            after_site = is_site;
        }
        shape
    }
}

fn is_link(word: &str) -> bool {
    let www = |head: &str| head.eq_ignore_ascii_case("www.");
    word.contains("://") || word.get(..4).is_some_and(www) || {
        let (site, path) = word.split_once('/').unwrap_or_default();
        !path.is_empty() && is_bare_site(site)
    }
}

/// `example.com`: letters, a dot, a short ending.
fn is_bare_site(word: &str) -> bool {
    let name = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'.');
    word.rsplit_once('.').is_some_and(|(site, ending)| {
        (2..=4).contains(&ending.len())
            && ending.bytes().all(|c| c.is_ascii_lowercase())
            && site.len() >= 2
            && site.bytes().all(name)
    })
}

/// `/watch?v=abc` or `/Ab3`: the path of an address whose site is left out or stands before a blank.
fn is_path(word: &str) -> bool {
    word.strip_prefix('/').is_some_and(|rest| {
        rest.len() >= 3 && !rest.contains('/') && rest.bytes().all(|c| c.is_ascii_graphic())
    })
}

/// An address in full-width letters.
fn is_wide_address(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    let narrowed: String = word.chars().map(narrow).collect();
    narrowed != word && (narrowed.contains("://") || narrowed.starts_with("www.") || is_link(&narrowed))
}

/// Whether an address names whom to pay for the visit.
fn refers(link: &str) -> bool {
    const SIGNS: [&str; 8] = [
        "/ref/",
        "/refer",
        "referral",
        "/invite",
        "?aff=",
        "&aff=",
        "affiliate",
        "ref.php",
    ];
    SIGNS.iter().any(|sign| link.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_words() {
        for (text, links, hidden, refers) in [
            ("see https://a.example/x and www.b.example now", 2, false, false),
            ("here...https://a.example/x", 1, false, false),
            ("read ab.com/user/b please", 1, false, false),
            ("ab.cd /KlD3Y", 1, true, false),
            ("watch /watch?v=abcdef", 1, true, false),
            ("ｈｔｔｐ://ｗｗｗ.ａ.ｃｏｍ", 1, true, false),
            ("and/or this etc. 24/7 w/o it", 0, false, false),
            ("/r/rockets is nice, e.g. today", 0, false, false),
            ("https://a.example/ref/me", 1, false, true),
        ] {
            let shape = Shape::of(text, 100);
            assert_eq!(
                (shape.links, shape.hidden, shape.refers),
                (links, hidden, refers),
                "{text}: {shape:?}"
            );
        }
    }
}
