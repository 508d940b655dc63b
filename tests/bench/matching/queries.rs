//! The watch list: boolean queries as people write them who watch ten, a thousand or ten thousand brands.
//!
//! Frozen: the engine is measured against this list, never the list fitted to the engine. What it is like, and why:
//!
//! - **Names.** Of 423 companies in a public list of their blogs, 45 in 100 have a name of one word, 48 of two, 7 of three.
//!   One word is mostly a coinage (`stouraex`). Of two words both are mostly ordinary ones (`Credit Karma`, `Engine Yard`):
//!   two in three here, the third has a coinage before (`Stoura Foods`). Ordinary words are drawn as the language uses them
//!   (Zipf), those of grammar left out.
//! - **Most names stand nowhere.** Whoever watches ten thousand brands hears little of nearly all of them in a thousand
//!   posts. One query in ten is about a name that the texts do say, as long as there are any: in real texts these are words,
//!   and pairs of words, written with a capital inside a sentence, of which most are people and places, one in five may be a
//!   brand. They are drawn evenly, be they said once or in every text.
//! - **Ambiguous names.** One query in twenty is about an ordinary word of the language (`Gap`, `Orange`, `Target`). Nobody
//!   can use that alone, but one in five tries.
//! - **Repeated names.** One query in twenty is about a name that is watched already, for another country or department.
//! - **Shapes**, as the guides of the tools in the field teach them: the name alone (15 in 100) or in its spellings, as a tag
//!   and as an account (15); with two to six words of its trade (25), without one to four things it is confused with, some of
//!   them phrases that begin with the name (15), with both (10), within ten words of its trade (8); a list of competitors
//!   with words of the trade (5); the name's beginning (4); a topic without any name, of ordinary words alone (3). So a query
//!   has four literals on average, most of which are words that texts are full of.
//!
//! - **Words** of names and trades are those of the language, not of the texts: whoever writes a query does not know them.
//!
//! Left out is what a folded text cannot answer: brands watched in exact case, sites, authors, numbers of followers.

#![expect(clippy::indexing_slicing, reason = "places are drawn within the tables")]

use std::collections::HashSet;

use super::dice::Dice;

/// One query and the words and phrases in it.
pub(crate) struct Asked {
    pub(crate) query: String,
    pub(crate) literals: Vec<String>,
}

/// What queries are made of.
pub(crate) struct Language<'a> {
    /// Names that the texts say.
    pub(crate) heard: &'a [String],
    /// Its words, the most frequent first.
    pub(crate) words: &'a [String],
}

/// Words up to this rank are grammar: no part of a name, and nothing anybody watches.
const GRAMMAR: usize = 200;
/// Words up to this rank are no brand's whole name.
const EVERYDAY: usize = 500;

/// So many queries.
pub(crate) fn queries(language: &Language<'_>, count: usize) -> Vec<Asked> {
    let mut list = List {
        language,
        dice: Dice::new(7),
        left: language.heard.to_vec(),
        known: language.words.iter().cloned().collect(),
        names: Vec::new(),
    };
    (0..count).map(|_| list.query()).collect()
}

/// The list while it is written.
struct List<'a> {
    language: &'a Language<'a>,
    dice: Dice,
    /// Names the texts say that are not watched yet.
    left: Vec<String>,
    /// What is no name nobody heard: words of the language, and names given.
    known: HashSet<String>,
    names: Vec<String>,
}

/// A query under construction.
#[derive(Default)]
struct Draft {
    literals: Vec<String>,
}

impl Draft {
    /// A word or phrase as a query writes it.
    fn term(&mut self, words: &str) -> String {
        self.literals.push(words.to_owned());
        let operator = matches!(words, "and" | "or" | "not" | "near" | "onear" | "atleast");
        if operator || !words.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            format!("\"{words}\"")
        } else {
            words.to_owned()
        }
    }

    fn any(&mut self, words: &[String]) -> String {
        let terms: Vec<String> = words.iter().map(|words| self.term(words)).collect();
        format!("({})", terms.join(" OR "))
    }

    /// A tag or an account: its sign and the name without spaces.
    fn tag(&mut self, sign: char, name: &str) -> String {
        let tag = format!("{sign}{}", name.replace(' ', ""));
        self.literals.push(tag.clone());
        tag
    }

    fn done(self, query: String) -> Asked {
        Asked {
            query,
            literals: self.literals,
        }
    }
}

impl List<'_> {
    fn query(&mut self) -> Asked {
        let (name, ambiguous) = self.name();
        self.names.push(name.clone());
        // The first shapes are the name alone: of no use for an ordinary word.
        let from = if ambiguous && self.dice.roll(5) > 0 { 30 } else { 0 };
        let shape = from + self.dice.roll(100 - from);
        self.shaped(&name, shape)
    }

    fn shaped(&mut self, name: &str, shape: usize) -> Asked {
        let mut draft = Draft::default();
        let query = match shape {
            0..15 => draft.term(name),
            15..30 => {
                let (term, tag) = (draft.term(name), draft.tag('#', name));
                let (account, more) = (draft.tag('@', name), self.word());
                let longer = draft.term(&format!("{name} {more}"));
                format!("{term} OR {tag} OR {account} OR {longer}")
            }
            30..55 => format!("{} AND {}", draft.term(name), draft.any(&self.trade(2, 6))),
            55..70 => format!("{} NOT {}", draft.term(name), draft.any(&self.confused(name))),
            70..80 => {
                let (term, trade) = (draft.term(name), draft.any(&self.trade(2, 6)));
                format!("{term} AND {trade} NOT {}", draft.any(&self.confused(name)))
            }
            80..88 => format!("{} NEAR/10 {}", draft.term(name), draft.any(&self.trade(2, 4))),
            88..93 => {
                let rivals = [vec![name.to_owned()], self.rivals()].concat();
                format!("{} AND {}", draft.any(&rivals), draft.any(&self.trade(2, 4)))
            }
            93..97 => {
                draft.literals.push(name.to_owned());
                if name.contains(' ') {
                    format!("\"{name}*\"")
                } else {
                    format!("{name}*")
                }
            }
            _ => {
                let (one, other) = (draft.any(&self.trade(2, 3)), draft.any(&self.trade(2, 3)));
                format!("{one} AND {other} NOT {}", draft.any(&self.trade(1, 2)))
            }
        };
        draft.done(query)
    }

    /// A name, and whether it is an ordinary word.
    fn name(&mut self) -> (String, bool) {
        match self.dice.roll(20) {
            0 if !self.names.is_empty() => (self.names[self.dice.roll(self.names.len())].clone(), false),
            1 => {
                let words = self.language.words;
                (
                    words[self.dice.zipf(EVERYDAY.min(words.len() / 2), words.len())].clone(),
                    true,
                )
            }
            2 | 3 if !self.left.is_empty() => (self.left.swap_remove(self.dice.roll(self.left.len())), false),
            _ => (self.unheard(), false),
        }
    }

    /// A name that nobody heard.
    fn unheard(&mut self) -> String {
        loop {
            let name = match self.dice.roll(100) {
                0..45 => self.dice.coinage(),
                45..77 => format!("{} {}", self.word(), self.word()),
                77..93 => format!("{} {}", self.dice.coinage(), self.word()),
                _ => format!("{} {} {}", self.word(), self.word(), self.word()),
            };
            if self.known.insert(name.clone()) {
                return name;
            }
        }
    }

    /// A word of the language that means something.
    fn word(&mut self) -> String {
        let words = self.language.words;
        words[self.dice.zipf(GRAMMAR.min(words.len() / 4), words.len())].clone()
    }

    fn trade(&mut self, least: usize, most: usize) -> Vec<String> {
        let count = least + self.dice.roll(most - least + 1);
        (0..count).map(|_| self.word()).collect()
    }

    /// What a name is confused with.
    fn confused(&mut self, name: &str) -> Vec<String> {
        let mut all = self.trade(1, 4);
        for words in &mut all {
            if self.dice.roll(3) == 0 {
                *words = format!("{name} {words}");
            }
        }
        all
    }

    /// Names that are watched by others too.
    fn rivals(&mut self) -> Vec<String> {
        let count = 2 + self.dice.roll(3);
        (0..count)
            .map(|_| self.names[self.dice.roll(self.names.len())].clone())
            .collect()
    }
}
