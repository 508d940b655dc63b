//! Pages that were made for search engines instead of readers: what their makers leave behind beside disguised letters.
//!
//! No sign is proof by itself: people write English on Korean sites, and articles about search engines quote what spam looks
//! like. So each but the clearest weighs less than it takes to be set aside, and two together do it.

mod foreign;
mod injected;
mod placeholder;
mod spintax;
mod title;

use crate::{
    classify::language::Languages,
    model::{Document, Language},
};

use super::Clues;
use placeholder::Placeholders;

/// Fewer bytes than this are no page: posts are judged by what they promote.
const FEWEST_BYTES: usize = 400;
/// Fewer words than this tell nothing about how a page was made.
const FEWEST_WORDS: usize = 80;

/// What is judged of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page<'p> {
    /// Its title, links and what stands around its text.
    pub(super) document: &'p Document,
    /// Its text.
    pub(super) said: &'p str,
    /// The language of its text.
    pub(super) language: &'p Language,
}

/// Judges pages; built once.
#[derive(Clone, Debug)]
pub(super) struct Pages {
    placeholders: Placeholders,
}

impl Pages {
    /// Reads the built-in lists.
    pub(super) fn new() -> Self {
        Self {
            placeholders: Placeholders::new(),
        }
    }

    /// Adds what speaks against a page.
    pub(super) fn judge(&self, page: Page<'_>, languages: &Languages, clues: &mut Clues) {
        let said = page.said;
        if said.len() < FEWEST_BYTES || said.split_whitespace().nth(FEWEST_WORDS).is_none() {
            return;
        }
        let found = [
            title::judge(&page.document.title, said),
            foreign::judge(page, languages),
            spintax::judge(said),
            injected::judge(said, &page.document.links, page.document.url.as_deref()),
        ];
        for (weight, reason) in found.into_iter().flatten() {
            clues.add(weight, reason);
        }
        for (weight, reason) in self.placeholders.judge(said) {
            clues.add(weight, reason);
        }
    }
}

/// A few words as evidence: cut after so many characters.
pub(super) fn shown(words: &str) -> String {
    const MOST_CHARS: usize = 60;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("«{}…»", words.get(..end).unwrap_or_default()),
        None => format!("«{words}»"),
    }
}
