//! A text cut into its sentences, each with the letters and runs of letters it holds.

use super::{
    Languages,
    grams::{Votes, WORD_LETTERS},
    script::{Letters, Script, script},
};

/// Letters below which a sentence is read together with what follows it.
const SENTENCE_LETTERS: usize = 16;

/// A stretch of text: where it ends, and what it holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Passage {
    /// Byte of the text after it.
    pub(super) end: usize,
    pub(super) letters: Letters,
    pub(super) latin: Votes<32>,
    pub(super) cyrillic: Votes<8>,
}

impl Passage {
    /// Both stretches as one.
    pub(super) fn join(&mut self, other: &Self) {
        self.end = self.end.max(other.end);
        self.letters.merge(&other.letters);
        self.latin.add(&other.latin);
        self.cyrillic.add(&other.cyrillic);
    }
}

/// Cuts a text; addresses and account names, which say nothing about its language, are left out.
pub(super) fn passages(languages: &Languages, text: &str) -> Vec<Passage> {
    let mut reader = Reader {
        languages,
        text,
        word: Word::default(),
        now: Passage::default(),
        done: Vec::new(),
    };
    reader.read();
    reader.close(text.len());
    reader.done
}

struct Reader<'l, 't> {
    languages: &'l Languages,
    text: &'t str,
    word: Word,
    now: Passage,
    done: Vec<Passage>,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let mut chars = self.text.char_indices();
        while let Some((at, c)) = chars.next() {
            if let Some(script) = script(c) {
                self.letter(c, script);
                continue;
            }
            if matches!(c, '\'' | '’') && self.word.apostrophe() {
                continue;
            }
            if self.is_address(at, c) {
                self.word.clear();
                for (_, c) in chars.by_ref() {
                    if c.is_whitespace() {
                        break;
                    }
                }
                continue;
            }
            self.flush();
            if ends_sentence(c) && self.now.letters.total() >= SENTENCE_LETTERS {
                self.close(at + c.len_utf8());
            }
        }
    }

    fn letter(&mut self, c: char, script: Script) {
        if self.word.script != Some(script) {
            self.flush();
            self.word.script = Some(script);
        }
        self.now.letters.add(c, script);
        if script.is_latin() || script.is_cyrillic() {
            self.word.push(c);
        }
    }

    /// Whether an address or account name goes on here; what of it was read before is in the word.
    fn is_address(&self, at: usize, c: char) -> bool {
        let rest = || self.text.get(at..).unwrap_or("");
        match c {
            '@' => true,
            ':' => rest().starts_with("://"),
            '.' => self.word.is("www"),
            _ => false,
        }
    }

    fn flush(&mut self) {
        if let Some(script) = self.word.script {
            let Some(word) = self.word.spaced() else {
                return;
            };
            if script.is_cyrillic() {
                self.languages.cyrillic.count(word, &mut self.now.cyrillic);
            } else {
                self.languages.latin.count(word, &mut self.now.latin);
            }
            self.word.clear();
        }
    }

    fn close(&mut self, end: usize) {
        self.flush();
        let mut passage = std::mem::take(&mut self.now);
        passage.end = end;
        match self.done.last_mut() {
            // What is left is too short to stand alone.
            Some(last) if passage.letters.total() < SENTENCE_LETTERS => last.join(&passage),
            _ => self.done.push(passage),
        }
    }
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '\n' | '…' | '。' | '！' | '？' | '|' | '।')
}

/// The word being read, in small letters, between two spaces.
struct Word {
    chars: [char; WORD_LETTERS + 2],
    length: usize,
    script: Option<Script>,
    apostrophe: bool,
}

impl Default for Word {
    fn default() -> Self {
        Self {
            chars: [' '; WORD_LETTERS + 2],
            length: 0,
            script: None,
            apostrophe: false,
        }
    }
}

impl Word {
    fn push(&mut self, c: char) {
        if std::mem::take(&mut self.apostrophe) {
            self.put('\'');
        }
        self.put(if c.is_ascii() {
            c.to_ascii_lowercase()
        } else {
            c.to_lowercase().next().unwrap_or(c)
        });
    }

    fn put(&mut self, c: char) {
        if self.length < WORD_LETTERS
            && let Some(place) = self.chars.get_mut(self.length + 1)
        {
            *place = c;
            self.length += 1;
        }
    }

    /// Notes an apostrophe, which counts if a letter follows; `false` when no letter stands before it.
    fn apostrophe(&mut self) -> bool {
        let inside = self.length > 0 && !self.apostrophe;
        self.apostrophe = inside;
        inside
    }

    /// The word between two spaces; `None` when there is none.
    fn spaced(&mut self) -> Option<&[char]> {
        if self.length == 0 {
            return None;
        }
        *self.chars.get_mut(self.length + 1)? = ' ';
        self.chars.get(..self.length + 2)
    }

    fn is(&self, word: &str) -> bool {
        let letters = self.chars.get(1..=self.length).unwrap_or_default();
        self.length == word.len() && letters.iter().copied().eq(word.chars())
    }

    fn clear(&mut self) {
        self.length = 0;
        self.apostrophe = false;
        self.script = None;
    }
}
