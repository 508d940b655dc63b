//! Names written so that a search misses them: `4cm3`, `A.C.M.E`, `Åcmê`, `Асмє`.
//!
//! Reading every such word as what it imitates would read honest words wrongly: `4K` is no `ak`, `släck` no `slack`. So
//! only words are read that spell a name somebody listens for, and only with a sign that they are meant to: letters
//! borrowed from another script among Latin ones, digits inside a word, accents where the language of the text has none.
//! All spellings of a name share a [`key`](Names::key): one letter for everything that looks alike.

mod bidi;
mod glyph;
mod spaced;
mod word;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::text::hash::ShortHash;
pub(crate) use glyph::plain_letters;

/// Fewest letters of a name that is looked for in disguise.
const MIN_LETTERS: usize = 3;
/// Most; longer ones are no names.
const MAX_LETTERS: usize = 40;

/// A name in disguise: where it stands and how it is usually written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading<'n> {
    /// Byte range in the text.
    pub(crate) range: Range<usize>,
    /// The name, folded.
    pub(crate) name: &'n str,
}

/// Names that are looked for in disguise.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    by_key: HashMap<Box<[u8]>, Vec<Box<str>>, ShortHash>,
    /// The first two letters of all keys: most words share them with no name.
    beginnings: HashSet<[u8; 2], ShortHash>,
}

impl Names {
    /// Of folded words. Left out are those that no disguise is read for: too short or long, of another script, and those
    /// that are `common` words of some language.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>, common: impl Fn(&str) -> bool) -> Self {
        let mut all = Self::default();
        for name in names.filter(|name| !common(name)) {
            let Some(key) = Self::key(name) else { continue };
            if let [first, second, ..] = *key.as_slice() {
                all.beginnings.insert([first, second]);
            }
            let known = all.by_key.entry(key.into());
            // Few names share one.
            let known = known.or_insert_with(|| Vec::with_capacity(1));
            if !known.iter().any(|own| &**own == name) {
                known.push(name.into());
            }
        }
        all
    }

    /// What all spellings of a name have in common; `None` if it is not looked for in disguise.
    fn key(name: &str) -> Option<Vec<u8>> {
        let mut key = Vec::with_capacity(name.len());
        for c in name.chars().filter(|c| *c != '\'') {
            let glyph = glyph::Glyph::of(c).filter(|glyph| !glyph.is_borrowed())?;
            key.push(glyph.class);
        }
        let named = name.chars().filter(|c| c.is_alphabetic()).count() >= MIN_LETTERS;
        (named && (MIN_LETTERS..=MAX_LETTERS).contains(&key.len())).then_some(key)
    }

    /// A name by its folded letters.
    fn written(&self, name: &str) -> Option<&str> {
        let known = self.of_key(&Self::key(name)?).iter();
        known.map(|own| &**own).find(|own| *own == name)
    }

    /// Names that share a key.
    fn of_key(&self, key: &[u8]) -> &[Box<str>] {
        match *key {
            [first, second, _, ..] if self.beginnings.contains(&[first, second]) => {
                self.by_key.get(key).map_or(&[], Vec::as_slice)
            }
            _ => &[],
        }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// Every name in disguise in a text, in order, none overlapping another.
    pub(crate) fn find(&self, text: &str) -> Vec<Reading<'_>> {
        let mut found = Vec::new();
        if self.is_empty() {
            return found;
        }
        let hints = spaced::hints(text);
        let ascii = text.is_ascii();
        if hints.words || !ascii {
            word::find(self, text, &mut found);
        }
        if !ascii {
            bidi::find(self, text, &mut found);
        }
        if hints.lone {
            spaced::find(self, text, &mut found);
        }
        found.sort_by_key(|reading| (reading.range.start, std::cmp::Reverse(reading.range.end)));
        let mut end = 0;
        found.retain(|reading| {
            let free = reading.range.start >= end;
            if free {
                end = reading.range.end;
            }
            free
        });
        found
    }
}

#[cfg(test)]
mod tests;
