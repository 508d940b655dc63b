//! Whether a source's ids and links stay with their items, or change with every poll.
//!
//! A published id or a link tells documents apart that share title and day. Where a source makes up new ones with every
//! answer they tell nothing, and title, day and text have to do. Which of the two it is shows in what a poll brings:
//! items under the ids they had, or the items of the last poll under new ones.

use std::collections::BTreeSet;

use jiff::{Timestamp, tz::TimeZone};

use super::Kind;
use crate::{
    model::{Author, Mention},
    text::{fold::fold_key, url::canonical},
};

/// So many items under new ids, and most of a poll, are no coincidence, however little each of them says.
const MANY: usize = 3;
/// Shortest value of a parameter that may be a token, in bytes.
const TOKEN_BYTES: usize = 8;
/// Parameters that are tokens whatever their value.
const TOKEN_NAMES: [&str; 10] = [
    "s",
    "sid",
    "session",
    "session_id",
    "sessionid",
    "token",
    "nonce",
    "rnd",
    "rand",
    "_",
];

/// A document as it was told, in what stays when only its id and link change.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    /// Title.
    pub title: &'a str,
    /// Text; `None` where it is no longer kept.
    pub text: Option<&'a str>,
    /// Who wrote it.
    pub author: &'a Author,
    /// When it counts.
    pub at: Timestamp,
    /// Address as published.
    pub url: Option<&'a str>,
}

impl<'a> Telling<'a> {
    /// As a mention has it; `blank` says that its text is no longer kept.
    pub fn of(mention: &'a Mention, blank: bool) -> Self {
        Self {
            title: &mention.title,
            text: (!blank).then_some(mention.text.as_str()),
            author: &mention.author,
            at: mention.at,
            url: mention.url.as_deref(),
        }
    }
}

/// Whether a document under a new id or link is one that is known under another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It tells something else.
    No,
    /// It tells the same, but so little that two might.
    Perhaps,
    /// It tells the same, and no two would.
    Surely,
}

impl Again {
    /// Compares what is told now, by a document with these keys, with what was told.
    pub fn of(new: Telling<'_>, keys: &[u128], old: Telling<'_>) -> Self {
        let same_text = match (new.text, old.text) {
            (Some(new), Some(old)) => new.trim() == old.trim(),
            _ => true,
        };
        let same = same_text
            && fold_key(new.title.trim()) == fold_key(old.title.trim())
            && new.author.name == old.author.name
            && new.author.handle == old.author.handle;
        let long = keys.iter().any(|key| Kind::of(*key) == Kind::Text);
        match same {
            true if long => Self::Surely,
            true if new.at == old.at => {
                if has_time(new.at) || differ_by_a_token(new.url, old.url) {
                    Self::Surely
                } else {
                    Self::Perhaps
                }
            }
            _ => Self::No,
        }
    }
}

/// Words of two texts that are compared.
const COMPARED_WORDS: usize = 2_000;

/// Whether what is told now is what was told, where a whole source came under new names: title, or text, are the same, and
/// at least half of the words of the texts. A move changes what templates add to a text.
pub fn tells_alike(new: Telling<'_>, old: Telling<'_>) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        fold_key(text)
            .split_whitespace()
            .take(COMPARED_WORDS)
            .map(str::to_owned)
            .collect()
    };
    let (Some(new_text), Some(old_text)) = (new.text, old.text) else {
        return true;
    };
    let (new, old) = (words(new_text), words(old_text));
    let both = new.intersection(&old).count();
    let either = new.len() + old.len() - both;
    // An excerpt in place of the whole text says the same.
    both * 2 >= either || both * 10 >= new.len().min(old.len()).max(1) * 9
}

/// Whether an instant is more than a day or an hour: no two documents of one title share it by chance.
fn has_time(at: Timestamp) -> bool {
    let time = at.to_zoned(TimeZone::UTC).time();
    time.minute() != 0 || time.second() != 0
}

/// Whether two addresses are of one page and differ in parameters that name a session rather than a page.
fn differ_by_a_token(new: Option<&str>, old: Option<&str>) -> bool {
    let (Some(new), Some(old)) = (new.and_then(canonical), old.and_then(canonical)) else {
        return false;
    };
    let (new_page, new) = new.split_once('?').unwrap_or((&new, ""));
    let (old_page, old) = old.split_once('?').unwrap_or((&old, ""));
    let different = [only_in(new, old), only_in(old, new)].concat();
    let is_token = |pair: &&str| {
        pair.split_once('=')
            .is_some_and(|(name, value)| is_token(name, value))
    };
    new_page == old_page && !different.is_empty() && different.iter().all(is_token)
}

/// Parameters of one query that another lacks.
fn only_in<'a>(query: &'a str, other: &str) -> Vec<&'a str> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .filter(|pair| !other.split('&').any(|known| known == *pair))
        .collect()
}

fn is_token(name: &str, value: &str) -> bool {
    let has = |wanted: fn(&u8) -> bool| value.as_bytes().iter().any(wanted);
    TOKEN_NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
        || (value.len() >= TOKEN_BYTES && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic))
}

/// What one poll shows about the ids and links of its source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotation {
    looked_at: usize,
    kept: usize,
    perhaps: usize,
    surely: usize,
}

impl Rotation {
    /// A document under an id or link that is known.
    pub fn note_kept(&mut self) {
        self.looked_at += 1;
        self.kept += 1;
    }

    /// A document whose ids and links are new although title and day, or text, are known under others; `None` where
    /// those are new too.
    pub fn note_new(&mut self, again: Option<Again>) {
        self.looked_at += 1;
        match again {
            Some(Again::Perhaps) => self.perhaps += 1,
            Some(Again::Surely) => self.surely += 1,
            Some(Again::No) | None => {}
        }
    }

    /// Whether title and day, or text, lead to a mention although its ids and links are others.
    pub fn overrules(&self, again: Again) -> bool {
        let renamed = self.perhaps + self.surely;
        let all = renamed >= MANY && renamed > self.kept && renamed * 2 > self.looked_at;
        all || (again == Again::Surely && self.surely > self.kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_told_from_a_page() {
        for (new, old, expected) in [
            ("https://a.example/x?s=1", "https://a.example/x?s=2", true),
            (
                "https://a.example/x?id=7&sid=ab",
                "https://a.example/x?id=7&sid=cd",
                true,
            ),
            (
                "https://a.example/x?k=9f8a7c6d",
                "https://a.example/x?k=1b2c3d4e",
                true,
            ),
            ("https://a.example/x?id=1", "https://a.example/x?id=2", false),
            (
                "https://a.example/x?q=rockets",
                "https://a.example/x?q=skateboards",
                false,
            ),
            (
                "https://a.example/x?id=1&s=1",
                "https://a.example/x?id=2&s=2",
                false,
            ),
            ("https://a.example/x", "https://a.example/x?s=2", true),
            ("https://a.example/x?s=2", "https://a.example/x?s=2", false),
            ("https://a.example/1?s=1", "https://a.example/2?s=2", false),
            ("https://a.example/1", "https://a.example/2", false),
        ] {
            assert_eq!(differ_by_a_token(Some(new), Some(old)), expected, "{new}");
        }
    }

    #[test]
    fn a_poll_shows_whether_ids_stay() {
        use Again::{No, Perhaps, Surely};
        let rotation = |kept: usize, new: &[Option<Again>]| {
            let mut rotation = Rotation::default();
            (0..kept).for_each(|_| rotation.note_kept());
            for again in new {
                rotation.note_new(*again);
            }
            [No, Perhaps, Surely].map(|again| rotation.overrules(again))
        };
        let (none, surely, all) = ([false; 3], [false, false, true], [true; 3]);
        for (kept, new, expected) in [
            (0, &[][..], none),
            (0, &[Some(Perhaps)], none),
            (0, &[Some(Perhaps); 2], none),
            (0, &[Some(Perhaps); 3], all),
            (3, &[Some(Perhaps); 3], none),
            (
                0,
                &[Some(Perhaps), Some(Perhaps), Some(Perhaps), None, None, None],
                none,
            ),
            (0, &[Some(Surely)], surely),
            (1, &[Some(Surely)], none),
            (0, &[Some(Surely), None, None, Some(No)], surely),
            (1, &[Some(Surely), Some(Perhaps), Some(Surely), None], all),
        ] {
            assert_eq!(rotation(kept, new), expected, "{kept} {new:?}");
        }
    }
}
