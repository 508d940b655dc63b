//! Languages of a text: by script where the script says it, else by runs of letters.

mod grams;
mod passage;
mod script;

use crate::{model::Language, text::language::code_of};

use grams::Grams;
use passage::{Passage, passages};
use script::Kind;

const LATIN: &[u8] = include_bytes!("grams-latin.bin");
const CYRILLIC: &[u8] = include_bytes!("grams-cyrillic.bin");
const HEADINGS: &str = include_str!("grams.txt");

/// Letters below which a text must be clearer than usual to say anything by itself.
const FEW_LETTERS: usize = 20;

/// Letters below which a text says nothing by itself.
const TOO_FEW_LETTERS: usize = 5;

/// The probabilities are a little lower than the shares of right answers on texts that learning has not seen. Below these
/// more answers are wrong than right: probability below which a text of enough letters, one of few, and one of very few has no known language.
const LEAST_PROBABILITY: [f32; 3] = [0.2, 0.3, 0.5];

/// Letters below which a text is of very few.
const VERY_FEW_LETTERS: usize = 10;

/// Bytes looked at; more does not change the verdict.
const LOOK_BYTES: usize = 2048;

/// Log-odds that the source's word for a language is worth: as much as a short word.
const DECLARED_BONUS: f32 = 1.5;

/// Log-odds by which the language of a sentence must be likelier than that of the whole text to be one of its own: 1 in
/// 50.
const OWN_LANGUAGE_ODDS: f32 = 3.9;

/// Smallest share of a text that is named as one of its languages.
const LEAST_SHARE: f32 = 0.1;

/// Judges languages; built once.
#[derive(Clone, Debug)]
pub struct Languages {
    latin: Grams<32>,
    cyrillic: Grams<8>,
}

/// A text as it is read: its main language, and which language each part is in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Of the text as a whole.
    pub main: Language,
    /// Ends (bytes into the text, ascending) and languages of its sentences, where they are not all in the main language.
    parts: Vec<(usize, Option<&'static str>)>,
    /// Languages with the letters that are written in them; most letters first, empty when the main one is not known.
    letters: Vec<(String, usize)>,
}

impl Reading {
    /// ISO 639-1 code of the language at a byte of the text.
    pub fn at(&self, byte: usize) -> Option<&str> {
        let part = self.parts.partition_point(|(end, _)| *end <= byte);
        match self.parts.get(part) {
            Some((_, code)) => *code,
            None => self.main.code.as_deref(),
        }
    }

    /// Whether every sentence is in the main language.
    pub fn is_uniform(&self) -> bool {
        self.parts.is_empty()
    }

    /// Languages of the text with their shares of its letters, largest first, as far as each is a tenth.
    pub fn shares(&self) -> impl Iterator<Item = (&str, f32)> {
        let all: usize = self.letters.iter().map(|(_, letters)| letters).sum();
        let share = move |letters: usize| ratio(letters, all);
        self.letters
            .iter()
            .map(move |(code, letters)| (code.as_str(), share(*letters)))
            .filter(|(_, share)| *share >= LEAST_SHARE)
    }
}

impl Default for Languages {
    fn default() -> Self {
        Self::new()
    }
}

impl Languages {
    /// Takes the built-in tables.
    pub fn new() -> Self {
        let heading = |name: &str| {
            let mut lines = HEADINGS.lines().filter_map(|line| line.split_once('\t'));
            lines
                .find(|(table, _)| *table == name)
                .map_or("", |(_, heading)| heading)
        };
        Self {
            latin: Grams::new(LATIN, heading("latin")),
            cyrillic: Grams::new(CYRILLIC, heading("cyrillic")),
        }
    }

    /// Judges a text as a whole. `declared` (BCP 47, from the source) stands in where the text itself is too short or too
    /// mixed to tell, and settles near ties.
    pub fn judge(&self, text: &str, declared: Option<&str>) -> Language {
        let passages = passages(self, beginning(text, LOOK_BYTES));
        self.main(&passages, declared.and_then(primary))
    }

    /// Judges a text and each of its sentences.
    pub fn read(&self, text: &str, declared: Option<&str>) -> Reading {
        let passages = passages(self, beginning(text, LOOK_BYTES));
        let main = self.main(&passages, declared.and_then(primary));
        // What is too little to name the language of a text names none of its parts.
        if main.code.is_none() {
            return Reading::default();
        }
        let mut reading = Reading {
            main,
            ..Reading::default()
        };
        for passage in &passages {
            let code = self.language_of(passage, reading.main.code.as_deref());
            reading.parts.push((passage.end, code));
            Self::share_out(passage, code, &mut reading.letters);
        }
        let main = reading.main.code.as_deref();
        if reading.parts.iter().all(|(_, code)| *code == main) {
            reading.parts.clear();
        }
        reading
            .letters
            .sort_by_key(|(_, letters)| std::cmp::Reverse(*letters));
        reading
    }

    /// Of a text by its sentences: what all of them say together, else what its longest clear sentence says.
    fn main(&self, passages: &[Passage], declared: Option<String>) -> Language {
        let own = |passage: &Passage| self.verdict(passage, declared.as_deref());
        let clear = || {
            let clear = passages
                .iter()
                .filter_map(|passage| Some((passage, own(passage)?)));
            clear
                .max_by_key(|(passage, _)| passage.letters.total())
                .map(|(_, verdict)| verdict)
        };
        match (own(&whole(passages)).or_else(clear), declared) {
            (Some((code, confidence)), _) => Language {
                code: Some(code.to_owned()),
                confidence,
            },
            (None, Some(code)) => Language {
                code: Some(code),
                confidence: 0.5,
            },
            (None, None) => Language::default(),
        }
    }

    fn verdict(&self, passage: &Passage, declared: Option<&str>) -> Option<(&'static str, f32)> {
        let letters = passage.letters.total();
        let bonus = declared.map(|code| (code, DECLARED_BONUS));
        let (code, probability) = match passage.letters.kind() {
            Kind::None => return None,
            Kind::One(code) => return Some((code, certainty(letters, passage.letters.share()))),
            Kind::Latin => self.latin.best(&passage.latin, bonus)?,
            Kind::Cyrillic => self.cyrillic.best(&passage.cyrillic, bonus)?,
        };
        let [usual, few, very_few] = LEAST_PROBABILITY;
        let least = match letters {
            ..TOO_FEW_LETTERS => return None,
            TOO_FEW_LETTERS..VERY_FEW_LETTERS => very_few,
            VERY_FEW_LETTERS..FEW_LETTERS => few,
            _ => usual,
        };
        let certain = certainty(letters, passage.letters.share());
        (probability >= least).then_some((code, rounded(certain.min(probability))))
    }

    /// The language of a sentence within a text in `main`: its own where that is clear, else the main one.
    fn language_of(&self, passage: &Passage, main: Option<&str>) -> Option<&'static str> {
        let main = main.unwrap_or("");
        let (rival, main) = match passage.letters.kind() {
            Kind::None => return None,
            Kind::One(code) => return Some(code),
            Kind::Latin => (self.latin.rival(&passage.latin, main), self.latin.known(main)),
            Kind::Cyrillic => (
                self.cyrillic.rival(&passage.cyrillic, main),
                self.cyrillic.known(main),
            ),
        };
        rival
            .filter(|(_, odds)| *odds >= OWN_LANGUAGE_ODDS && self.verdict(passage, None).is_some())
            .map(|(code, _)| code)
            .or(main)
    }

    /// Adds the letters of a sentence in `code` to those of its languages. Words of another script that has one language
    /// are in that language; some Latin or Cyrillic words in another script's sentence are names.
    fn share_out(passage: &Passage, code: Option<&'static str>, letters: &mut Vec<(String, usize)>) {
        for (kind, count) in passage.letters.scripts() {
            let code = match kind {
                Kind::One(code) => Some(code),
                kind if kind == passage.letters.kind() => code,
                _ => None,
            };
            let Some(code) = code else { continue };
            match letters.iter_mut().find(|(known, _)| known == code) {
                Some((_, sum)) => *sum += count,
                None => letters.push((code.to_owned(), count)),
            }
        }
    }
}

fn whole(passages: &[Passage]) -> Passage {
    let mut passages = passages.iter();
    let mut whole = passages.next().cloned().unwrap_or_default();
    for passage in passages {
        whole.join(passage);
    }
    whole
}

/// Confidence from the number of letters (20 → 0.77, 100 → 0.94, measured shares of right answers are a little higher)
/// and the share of them that agree.
fn certainty(letters: usize, share: f32) -> f32 {
    let letters = f32::from(u16::try_from(letters).unwrap_or(u16::MAX));
    rounded((share * (letters + 2.0) / (letters + 8.0)).clamp(0.0, 0.99))
}

fn rounded(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn ratio(part: usize, whole: usize) -> f32 {
    let short = |value: usize| f32::from(u16::try_from(value).unwrap_or(u16::MAX));
    rounded(short(part) / short(whole).max(1.0))
}

/// `en-GB` → `en`, `no` → `nb`; `None` for what is no language tag.
fn primary(tag: &str) -> Option<String> {
    code_of(tag).filter(|code| code != "und")
}

/// The first bytes of a text, up to a character's end.
fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests;
