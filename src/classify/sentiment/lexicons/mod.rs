//! The words of languages other than English: one list from free sources and one of our own each (`LICENSE-lexicons`).

mod band;
mod endings;
mod tongue;

use std::sync::OnceLock;

use crate::classify::language::Reading;

pub(super) use band::band;
pub(super) use tongue::Tongue;

/// A language with words of its own.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// ISO 639-1 code.
    pub code: &'static str,
    /// English name.
    pub name: &'static str,
    /// Where the list comes from, with its licence.
    pub from: &'static str,
    /// Valences from free lists.
    list: &'static str,
    /// Valences and modifiers of our own; they win.
    own: &'static str,
    /// How words change at their ends.
    endings: &'static [&'static str],
}

const AFINN: &str = "afinn-165-multilingual (MIT)";

macro_rules! source {
    ($code:literal, $name:literal, $from:expr, $endings:expr) => {
        Source {
            code: $code,
            name: $name,
            from: $from,
            list: include_str!(concat!($code, ".txt")),
            own: include_str!(concat!($code, ".own.txt")),
            endings: $endings,
        }
    };
}

/// Every language besides English. A newcomer adds two files and one line.
pub const ALL: &[Source] = &[
    source!("ar", "Arabic", AFINN, endings::ARABIC),
    source!("da", "Danish", AFINN, endings::SCANDINAVIAN),
    source!("de", "German", AFINN, endings::GERMAN),
    source!("es", "Spanish", AFINN, endings::SPANISH),
    source!("fi", "Finnish", AFINN, endings::FINNISH),
    source!(
        "fr",
        "French",
        "afinn-165-multilingual (MIT), vaderSentiment-fr (MIT), textblob-fr (PDDL)",
        endings::FRENCH
    ),
    source!("hi", "Hindi", AFINN, endings::HINDI),
    source!("it", "Italian", AFINN, endings::ITALIAN),
    source!("ko", "Korean", AFINN, &[]),
    source!("nb", "Norwegian", AFINN, endings::SCANDINAVIAN),
    source!("nl", "Dutch", AFINN, endings::DUTCH),
    source!("pl", "Polish", AFINN, endings::POLISH),
    source!("pt", "Portuguese", AFINN, endings::PORTUGUESE),
    source!("ru", "Russian", AFINN, endings::RUSSIAN),
    source!(
        "sv",
        "Swedish",
        "afinn-165-multilingual (MIT), vaderSentiment-swedish (MIT)",
        endings::SCANDINAVIAN
    ),
    source!("tr", "Turkish", AFINN, endings::TURKISH),
];

impl Source {
    /// How many words and phrases it knows.
    pub fn words(&self) -> usize {
        tongue(self.code).map_or(0, Tongue::len)
    }
}

/// The tables, each read when a text first asks for it.
static READ: [OnceLock<Tongue>; ALL.len()] = [const { OnceLock::new() }; ALL.len()];

/// The table of a language, `None` where there is none.
pub(super) fn tongue(code: &str) -> Option<&'static Tongue> {
    // Bokmål and Nynorsk share one list.
    let code = if matches!(code, "nn" | "no") { "nb" } else { code };
    let place = ALL.iter().position(|source| source.code == code)?;
    let source = ALL.get(place)?;
    Some(READ.get(place)?.get_or_init(|| Tongue::read(source)))
}

/// Whose words a word is looked up among.
#[derive(Clone, Copy, Debug)]
pub(super) enum Voice {
    /// The English lexicon.
    English,
    /// Another language.
    Other(&'static Tongue),
    /// Only faces and the user's own words count.
    Silent,
}

impl Voice {
    /// An unknown language is read as English: too short to tell, and the lexicon finds nothing in most others.
    pub(super) fn of(code: Option<&str>) -> Self {
        let code = code.map_or("en", |tag| tag.split(['-', '_']).next().unwrap_or(tag));
        match tongue(code) {
            _ if code == "en" => Self::English,
            Some(tongue) => Self::Other(tongue),
            None => Self::Silent,
        }
    }
}

/// In which languages a text is read: the main one, sentences in others, words of a script that says its language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speech<'r> {
    main: Voice,
    reading: Option<&'r Reading>,
    /// Words say what people rated them at: see `Entry::rated`.
    pub(super) as_rated: bool,
}

impl<'r> Speech<'r> {
    /// A text in a language, as the reading of its sentences has it where there is one.
    pub(super) fn new(language: Option<&str>, reading: Option<&'r Reading>) -> Self {
        Self::of(Voice::of(language), reading)
    }

    /// The same by the voice of the language.
    pub(super) fn of(main: Voice, reading: Option<&'r Reading>) -> Self {
        Self {
            main,
            reading: reading.filter(|reading| !reading.is_uniform()),
            as_rated: false,
        }
    }

    /// The same with what people rated words at, whatever we made of them.
    pub(super) fn as_rated(self) -> Self {
        Self {
            as_rated: true,
            ..self
        }
    }

    /// Whose word begins at a byte of the text with a letter.
    pub(super) fn voice(&self, at: usize, first: char) -> Voice {
        let here = match self.reading.and_then(|reading| reading.at(at)) {
            Some(code) => Voice::of(Some(code)),
            None => self.main,
        };
        if first < '\u{600}' {
            return match here {
                // Latin words among others are mostly English.
                Voice::Other(tongue) if tongue.is_foreign_to(first) => Voice::English,
                here => here,
            };
        }
        match (first, here) {
            ('\u{600}'..='\u{6ff}', Voice::English) => Voice::of(Some("ar")),
            ('\u{900}'..='\u{97f}', _) => Voice::of(Some("hi")),
            ('\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}', _) => {
                Voice::of(Some("ko"))
            }
            (_, here) => here,
        }
    }
}

#[cfg(test)]
mod tests;
