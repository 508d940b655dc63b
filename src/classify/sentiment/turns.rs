//! Phrases that turn what a word says without denying it: what could not be better praises, what could be better does not,
//! who solved a problem has none.

use super::{
    lexicon::Role,
    rules::weight,
    tokens::{Scan, Token},
};

/// How the words before a word turn it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// `could not be happier`, `never tasted better`: as far as it goes, no denial.
    Unsurpassed,
    /// `could be better`, `should have been fun`, `used to be great`, `I wish it were good`: it is not.
    Wanting,
    /// `too slick`: further than it should go.
    Overdone,
    /// `solved the problem`, `prevents injuries`: it is less of it.
    Undone,
    /// `an otherwise great phone`: something about it is not.
    Conceded,
}

impl Turn {
    /// Whether the word says something else than by itself, so that nothing learnt of it holds here.
    pub(super) fn means_otherwise(self) -> bool {
        self.share() < 0.0
    }

    /// What is left of the word.
    pub(super) fn share(self) -> f32 {
        match self {
            Self::Unsurpassed => 1.0,
            Self::Wanting => weight::WANTING,
            Self::Overdone => weight::OVERDONE,
            Self::Undone => weight::UNDONE,
            Self::Conceded => weight::CONCEDED,
        }
    }
}

/// How many words before a word may turn it.
const REACH: usize = 4;

/// How many words before a word it may be wished for.
const WISH_REACH: usize = 8;

/// How the word at a place is turned, if it is.
pub(super) fn of(scan: &Scan, at: usize) -> Option<Turn> {
    let here = Here {
        scan,
        at,
        this: scan.tokens.get(at)?,
    };
    here.compared().or_else(|| match here.this.value {
        value if value > 0.0 => here.praised(),
        value if value < 0.0 => here.undone(),
        _ => None,
    })
}

/// A word and what stands before it in its sentence.
struct Here<'s> {
    scan: &'s Scan,
    at: usize,
    this: &'s Token,
}

impl Here<'_> {
    fn before(&self, distance: usize) -> Option<&Token> {
        let token = self.scan.tokens.get(self.at.checked_sub(distance)?)?;
        (token.sentence == self.this.sentence).then_some(token)
    }

    fn key(&self, distance: usize) -> &str {
        self.before(distance).map_or("", |token| self.scan.key(token))
    }

    fn denies(&self, distance: usize) -> bool {
        self.before(distance).is_some_and(|token| token.role == Role::Not)
    }

    fn compares(&self) -> bool {
        is_comparative(self.scan.key(self.this)) || self.key(1) == "more"
    }

    /// `can not imagine a friendlier`, `never been happier`, `nothing better`.
    fn compared(&self) -> Option<Turn> {
        if !self.compares() {
            return None;
        }
        let denial = (1..=REACH).find(|distance| self.denies(*distance))?;
        let goes_no_further = match self.key(denial) {
            "not" => matches!(self.key(denial + 1), "can" | "could"),
            key => matches!(
                key,
                "can't"
                    | "cant"
                    | "cannot"
                    | "couldn't"
                    | "couldnt"
                    | "never"
                    | "haven't"
                    | "havent"
                    | "hasn't"
                    | "hadn't"
                    | "nothing"
                    | "nobody"
                    | "none"
            ),
        };
        goes_no_further.then_some(Turn::Unsurpassed)
    }

    fn praised(&self) -> Option<Turn> {
        match self.key(1) {
            "otherwise" => return Some(Turn::Conceded),
            // What raters call good is often too good to be bad; what nobody rated is mostly a property.
            "too" if self.this.induced && !self.denies(2) => return Some(Turn::Overdone),
            _ => {}
        }
        (self.falls_short() || self.is_wished()).then_some(Turn::Wanting)
    }

    /// `could be better`, `should have been great`, `used to be good`, `supposed to be fun`.
    fn falls_short(&self) -> bool {
        let mut been = false;
        for distance in 1..=REACH {
            if self.denies(distance) {
                return false;
            }
            let phrase = self.before(distance).is_some_and(|token| token.value < 0.0);
            let told = match self.key(distance) {
                // `should have been`, `would have liked` stand in the lexicon.
                "could" | "should" | "would" if phrase => return true,
                "could" | "should" | "would" | "might" | "needs" | "could've" | "should've" | "would've" => {
                    been
                }
                "used" | "supposed" => self.key(distance - 1) == "to",
                _ => false,
            };
            if told && distance > 1 {
                return true;
            }
            been |= match self.key(distance) {
                "been" => true,
                "be" => self.compares(),
                _ => false,
            };
        }
        false
    }

    /// `I wish it had a better screen`: a wish that blames, in the same clause.
    fn is_wished(&self) -> bool {
        let mut words = (1..=WISH_REACH).map_while(|distance| self.before(distance));
        words.any(|token| {
            let wishes = token.value < 0.0 && matches!(self.scan.key(token), "wish" | "wished");
            wishes && token.clause == self.this.clause
        })
    }

    /// `fixed a bug`, `prevents injuries`; who never fixed it left it as it was.
    fn undone(&self) -> Option<Turn> {
        let verb = (1..=3).find(|distance| undoes(self.key(*distance)))?;
        let same_clause = self.before(verb)?.clause == self.this.clause;
        let denied = (verb + 1..=verb + 3).any(|distance| self.denies(distance));
        (same_clause && !denied).then_some(Turn::Undone)
    }
}

/// Verbs that make less of what they are about, as they tell that it was so or is; `to fix` asks for it only.
fn undoes(key: &str) -> bool {
    matches!(
        key,
        "fixes"
            | "fixed"
            | "solves"
            | "solved"
            | "resolves"
            | "resolved"
            | "eliminates"
            | "eliminated"
            | "reduces"
            | "reduced"
            | "prevents"
            | "prevented"
            | "cures"
            | "cured"
            | "alleviates"
            | "alleviated"
            | "relieves"
            | "relieved"
            | "removes"
            | "removed"
    )
}

/// Whether a word that praises or blames compares.
fn is_comparative(key: &str) -> bool {
    matches!(key, "better" | "worse") || key.len() > 5 && key.ends_with("er")
}
