//! Short words and special letters, each a vote for the languages that use it.

use std::collections::HashMap;

use crate::classify::hash::ShortHash;

const WORDS: &str = include_str!("words.txt");
const LETTERS: &str = include_str!("letters.txt");

/// What a letter foreign to a language takes from it.
const FOREIGN_LETTER: f32 = 0.8;

/// Both tables by word and letter; a language is one bit.
#[derive(Clone, Debug)]
pub(super) struct Votes {
    codes: Vec<&'static str>,
    words: HashMap<&'static str, u64, ShortHash>,
    letters: HashMap<char, u64, ShortHash>,
    cyrillic: u64,
}

/// The count for one text.
#[derive(Debug)]
pub(super) struct Ballot<'v> {
    codes: &'v [&'static str],
    scores: Vec<f32>,
    evidence: f32,
}

impl Votes {
    pub(super) fn new() -> Self {
        let codes: Vec<&'static str> = rows(WORDS).map(|(code, _)| code).collect();
        let mut out = Self {
            words: HashMap::default(),
            letters: HashMap::default(),
            cyrillic: 0,
            codes,
        };
        for (code, words) in rows(WORDS) {
            let bit = out.bit(code);
            for word in words.split(' ') {
                *out.words.entry(word).or_default() |= bit;
            }
        }
        for (code, letters) in rows(LETTERS) {
            let bit = out.bit(code);
            for c in letters.chars() {
                *out.letters.entry(c).or_default() |= bit;
            }
            if letters.starts_with('а') {
                out.cyrillic |= bit;
            }
        }
        out
    }

    fn bit(&self, code: &str) -> u64 {
        self.codes
            .iter()
            .position(|known| *known == code)
            .map_or(0, |index| 1 << index)
    }

    /// Counts the votes of a text among the languages of one script.
    pub(super) fn count(&self, text: &str, cyrillic: bool) -> Ballot<'_> {
        let mut ballot = Ballot {
            codes: &self.codes,
            scores: vec![0.0; self.codes.len()],
            evidence: 0.0,
        };
        for (index, score) in ballot.scores.iter_mut().enumerate() {
            if (self.cyrillic >> index & 1 == 1) != cyrillic {
                *score = f32::NEG_INFINITY;
            }
        }
        self.words_of(text, &mut ballot);
        self.letters_of(text, &mut ballot);
        ballot
    }

    fn words_of(&self, text: &str, ballot: &mut Ballot<'_>) {
        let mut lower = String::with_capacity(24);
        for word in text.split(|c: char| !c.is_alphabetic() && c != '\'') {
            if word.is_empty() || word.len() > 20 {
                continue;
            }
            lower.clear();
            if word.is_ascii() {
                lower.push_str(word);
                lower.make_ascii_lowercase();
            } else {
                lower.extend(word.chars().flat_map(char::to_lowercase));
            }
            if let Some(mask) = self.words.get(&*lower) {
                // A word that many languages share says little about each.
                let weight = 1.0 / f32::from(u8::try_from(mask.count_ones()).unwrap_or(u8::MAX)).sqrt();
                ballot.vote(*mask, weight);
                ballot.evidence += weight;
            }
        }
    }

    fn letters_of(&self, text: &str, ballot: &mut Ballot<'_>) {
        if text.is_ascii() {
            return;
        }
        for c in text.chars().filter(|c| !c.is_ascii()) {
            let lower = c.to_lowercase().next().unwrap_or(c);
            let mask = self.letters.get(&lower).or_else(|| self.letters.get(&c));
            if let Some(mask) = mask {
                ballot.vote(!mask, -FOREIGN_LETTER);
                // Letters of the whole script prove nothing; `ł` and `ї` do.
                ballot.evidence += if mask.count_ones() < 4 { 1.0 } else { 0.0 };
            }
        }
    }
}

impl Ballot<'_> {
    fn vote(&mut self, mut mask: u64, weight: f32) {
        while mask != 0 {
            let index = mask.trailing_zeros();
            mask &= mask - 1;
            match usize::try_from(index)
                .ok()
                .and_then(|index| self.scores.get_mut(index))
            {
                Some(score) => *score += weight,
                None => return,
            }
        }
    }

    /// Gives one language a bonus.
    pub(super) fn add(&mut self, code: &str, weight: f32) {
        if let Some(index) = self.codes.iter().position(|known| *known == code)
            && let Some(score) = self.scores.get_mut(index)
        {
            *score += weight;
        }
    }

    /// Whether the text itself says anything.
    pub(super) fn has_evidence(&self) -> bool {
        self.evidence > 0.6
    }

    /// The language with most votes and its lead over the next; earlier in the table wins a tie.
    pub(super) fn winner(&self) -> Option<(&'static str, f32)> {
        let (mut best, mut second) = ((0, f32::NEG_INFINITY), f32::NEG_INFINITY);
        for (index, score) in self.scores.iter().copied().enumerate() {
            if score > best.1 {
                second = best.1;
                best = (index, score);
            } else if score > second {
                second = score;
            }
        }
        let code = self.codes.get(best.0).copied()?;
        best.1.is_finite().then_some((code, best.1 - second))
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
}
