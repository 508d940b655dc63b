//! Phrases: words that mean something together, found by their first word.

use std::collections::HashMap;

use crate::classify::hash::ShortHash;

use super::lexicon::Entry;

#[derive(Clone, Debug)]
struct Phrase {
    /// Words after the first.
    rest: Vec<Box<str>>,
    entry: Entry,
}

/// Phrases by their first word, longest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases(HashMap<Box<str>, Vec<Phrase>, ShortHash>);

impl Phrases {
    /// Adds a phrase; a later one of the same words wins.
    pub(super) fn add(&mut self, first: &str, rest: Vec<Box<str>>, entry: Entry) {
        let phrases = self.0.entry(first.into()).or_default();
        phrases.retain(|phrase| phrase.rest != rest);
        phrases.push(Phrase { rest, entry });
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
    }

    /// The longest phrase that begins with `first` and goes on with the words that `next(n)` gives (n from 0).
    /// Returns how many words follow the first.
    pub(super) fn find<'k>(
        &self,
        first: &str,
        next: impl Fn(usize) -> Option<&'k str>,
    ) -> Option<(usize, Entry)> {
        self.0
            .get(first)?
            .iter()
            .find(|phrase| {
                let mut rest = phrase.rest.iter().enumerate();
                rest.all(|(n, word)| next(n) == Some(&**word))
            })
            .map(|phrase| (phrase.rest.len(), phrase.entry))
    }
}
