//! The words of one language.

use std::collections::HashMap;

use crate::text::hash::ShortHash;

use super::{
    super::{
        lexicon::{Entry, role},
        phrases::{Phrases, Word},
    },
    ALL, Source, endings,
};

/// Letters that must be left of a word without its end; Devanagari writes few letters.
const STEM_LETTERS: usize = 4;
const SHORT_STEM_LETTERS: usize = 3;

/// Letters of the longest Korean stem.
const LONGEST_STEM: usize = 8;

/// Bytes of the longest Arabic word that is looked up.
const ARABIC_BYTES: usize = 64;

/// Words, stems and phrases with what they carry.
#[derive(Clone, Debug)]
pub(in super::super) struct Tongue {
    code: &'static str,
    words: HashMap<Box<str>, Entry, ShortHash>,
    /// Words of the lists without their ends; 0 where they disagree.
    stems: HashMap<Box<str>, f32, ShortHash>,
    phrases: Phrases,
    endings: Endings,
    /// First letters of what stands inside words, with the letters of the longest that begins so.
    firsts: HashMap<char, usize, ShortHash>,
}

impl Tongue {
    /// Reads both lists of a language.
    pub(super) fn read(source: &Source) -> Self {
        let mut out = Self {
            code: source.code,
            words: HashMap::default(),
            stems: HashMap::default(),
            phrases: Phrases::default(),
            endings: Endings::new(source.endings),
            firsts: HashMap::default(),
        };
        for (head, words) in kin(source.code).lines().filter_map(|line| line.split_once('\t')) {
            let valued = head.parse::<f32>().is_ok_and(|value| value != 0.0);
            for word in words.split(' ').filter(|word| valued && !word.contains('_')) {
                out.add(head, word);
            }
        }
        for table in [source.list, source.own] {
            for (head, words) in table.lines().filter_map(|line| line.split_once('\t')) {
                for word in words.split(' ').filter(|word| !word.is_empty()) {
                    out.add(head, word);
                }
            }
        }
        let valued: Vec<(Box<str>, Entry)> = out
            .words
            .iter()
            .map(|(word, entry)| (word.clone(), *entry))
            .collect();
        for (word, entry) in valued {
            out.add_stem(&word, entry.value);
            if let (true, Some(first)) = (out.is_agglutinated(), word.chars().next()) {
                let letters = out.firsts.entry(first).or_default();
                *letters = word.chars().count().min(LONGEST_STEM).max(*letters);
            }
        }
        out
    }

    fn add(&mut self, head: &str, written: &str) {
        let word = self.folded(written);
        let entry = match head.parse::<f32>() {
            // A word with a role may have a value besides, told after it.
            Ok(value) => Entry {
                value,
                ..self.words.get(&*word).copied().unwrap_or_default()
            },
            Err(_) => Entry {
                role: role(head),
                turns_back: matches!(head, "after" | "behind"),
                ..Entry::default()
            },
        };
        if word.contains('_') {
            // The words of a text are compared as they are written.
            self.phrases.add(word.split('_'), entry);
            if word != written {
                self.phrases.add(written.split('_'), entry);
            }
        } else {
            self.words.insert(word.into(), entry);
        }
    }

    /// A word with a role, or without valence, silences its stem: `super` is not `superb`.
    fn add_stem(&mut self, word: &str, value: f32) {
        let Some(stem) = self.stem(word) else { return };
        let old = self.stems.entry(stem.into()).or_insert(value);
        if *old * value <= 0.0 {
            *old = 0.0;
        } else if value.abs() < old.abs() {
            *old = value;
        }
    }

    /// Looks a lower-case word up, as it stands, then without its end.
    pub(in super::super) fn word(&self, key: &str) -> Option<Entry> {
        if let Some(entry) = self.words.get(key) {
            return Some(*entry);
        }
        if self.code == "ar" {
            return self.arabic(key);
        }
        let value = self.stems.get(self.stem(key)?).copied()?;
        Some(Entry {
            value,
            ..Entry::default()
        })
    }

    fn arabic(&self, key: &str) -> Option<Entry> {
        let (mut room, mut length) = ([0; ARABIC_BYTES], 0);
        for c in key.chars().filter(|c| !is_mark(*c)) {
            let end = length + c.len_utf8();
            plain(c).encode_utf8(room.get_mut(length..end)?);
            length = end;
        }
        let key = std::str::from_utf8(room.get(..length)?).ok()?;
        let without = |beginning: &&str| {
            key.strip_prefix(*beginning)
                .filter(|rest| rest.chars().nth(2).is_some())
        };
        let forms = std::iter::once(key).chain(endings::ARABIC_BEGINNINGS.iter().filter_map(without));
        let whole = forms.clone().find_map(|form| self.words.get(form).copied());
        whole.or_else(|| {
            let value = forms
                .filter_map(|form| self.stems.get(self.stem(form)?))
                .find(|value| **value != 0.0)?;
            Some(Entry {
                value: *value,
                ..Entry::default()
            })
        })
    }

    /// The word without its longest end; the word itself where it has none.
    fn stem<'w>(&self, word: &'w str) -> Option<&'w str> {
        let least = if self.code == "hi" {
            SHORT_STEM_LETTERS
        } else {
            STEM_LETTERS
        };
        let long_enough = |stem: &&str| stem.chars().nth(least - 1).is_some();
        self.endings
            .of(word)
            .filter_map(|ending| word.strip_suffix(ending))
            .find(long_enough)
            .or_else(|| Some(word).filter(|word| !self.endings.is_empty() && long_enough(word)))
    }

    /// Arabic without its vowel marks, with one form of alif, ya and ta marbuta; other words as they are.
    fn folded(&self, word: &str) -> String {
        if self.code != "ar" {
            return word.to_owned();
        }
        word.chars().filter(|c| !is_mark(*c)).map(plain).collect()
    }

    /// The longest phrase that begins with the word of the key `first`.
    pub(in super::super) fn phrase<'k>(
        &self,
        first: u64,
        next: impl Fn(usize) -> Option<Word<'k>>,
    ) -> Option<(usize, Entry)> {
        self.phrases.find(first, next)
    }

    /// Whether its words are inside longer runs of letters (Korean, whose endings follow).
    pub(in super::super) fn is_agglutinated(&self) -> bool {
        self.code == "ko"
    }

    /// The longest known stem at the beginning of `rest`, with its bytes. `begins` tells whether a word begins there: of one
    /// syllable only there, and what changes its neighbours only as the whole word or at the end of another.
    pub(in super::super) fn stem_at(&self, rest: &str, begins: bool) -> Option<(usize, Entry)> {
        let longest = *self.firsts.get(&rest.chars().next()?)?;
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(longest);
        let mut found = None;
        for (letters, end) in ends.enumerate() {
            let Some(entry) = rest.get(..end).and_then(|stem| self.words.get(stem)) else {
                continue;
            };
            let one = letters == 0 && !entry.turns_back;
            let whole = begins && end == rest.len();
            let allowed = if entry.value == 0.0 {
                !one || whole
            } else {
                !one || begins
            };
            if allowed {
                found = Some((end, *entry));
            }
        }
        found
    }

    /// Whether a word that begins so is in another language although the text is in this one.
    pub(super) fn is_foreign_to(&self, first: char) -> bool {
        first.is_ascii_alphabetic() && matches!(self.code, "ko" | "ar")
    }

    /// Whether its texts hold English words throughout, to be looked up where its own words are not found.
    pub(in super::super) fn mixes_english(&self) -> bool {
        self.code == "hi"
    }

    /// Words and phrases it knows.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }
}

/// What a language understands of its neighbour, as far as its own lists do not say otherwise: Danish and Bokmål are told apart by
/// few words of a short text.
fn kin(code: &str) -> &'static str {
    let of = match code {
        "da" => "nb",
        "nb" => "da",
        _ => return "",
    };
    let source = ALL.iter().find(|source| source.code == of);
    source.map_or("", |source| source.own)
}

/// Vowel marks, and the stroke that draws a word out.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}')
}

/// One form of what is written in several; as many bytes long.
fn plain(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        c => c,
    }
}

/// Endings by their last byte, longest first.
#[derive(Clone, Debug)]
struct Endings(Vec<Vec<&'static str>>);

impl Endings {
    fn new(endings: &[&'static str]) -> Self {
        if endings.is_empty() {
            return Self(Vec::new());
        }
        let mut table = vec![Vec::new(); 256];
        for ending in endings {
            let place = ending.bytes().next_back().map(usize::from);
            if let Some(row) = place.and_then(|place| table.get_mut(place)) {
                row.push(*ending);
            }
        }
        Self(table)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that a word may end in.
    fn of(&self, word: &str) -> impl Iterator<Item = &'static str> {
        let place = word.bytes().next_back().map(usize::from);
        let row = place.and_then(|place| self.0.get(place));
        row.into_iter().flatten().copied()
    }
}
