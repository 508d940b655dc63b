//! What a text offers to learn weights from: for the recipe in `tests/learn` only, which spells keys out.

use std::ops::Range;

use super::{
    Among, Sentiments, Share, denials, entities,
    grams::{self, Gram, Shape},
    lexicons,
    lexicons::Speech,
    marks,
    named::{self, Side},
    rules,
    tokens::{self, Scan, Token},
    weights::Weights,
};

pub use super::grams::Scope;

/// A text as the recipe sees it.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// What the rules alone make of it: the sum before it is flattened.
    pub rules: f32,
    /// What the text shows beside its words: `link`, `asks`, `exclaims` …; none in languages with bands of their own.
    pub marks: Vec<&'static str>,
    /// Every key a weight may be learnt for, as files spell it, with what is left of it where it stands (1 in a plain
    /// statement).
    pub keys: Vec<(String, f32)>,
    /// Words of the text that the lexicon knows, by value or by what they do to others.
    pub known: Vec<String>,
    /// Of these, words that have a value by themselves and stand in no phrase.
    pub feeling: Vec<String>,
    /// Words that name something where they stand, or are written in capitals only: no weight is learnt for a word that is mostly a name.
    pub names: Vec<String>,
}

impl Sentiments {
    /// What weights can be learnt from a text in a language.
    pub fn evidence(&self, text: &str, language: &str, scope: &Scope) -> Evidence {
        self.evidence_beside(text, language, scope, |_, _, _| {})
    }

    /// What weights of posts can be learnt from a text in a language, beside those of its words: these count with the rules.
    pub fn evidence_of_posts(&self, text: &str, language: &str, scope: &Scope) -> Evidence {
        self.evidence_beside(text, language, scope, |text, scan, values| {
            if let Some(words) = Weights::for_language(language) {
                self.learn(text, scan, &[Some((words, Share::ALL))], values);
            }
        })
    }

    fn evidence_beside(
        &self,
        text: &str,
        language: &str,
        scope: &Scope,
        known: impl Fn(&str, &Scan, &mut [f32]),
    ) -> Evidence {
        let decoded = entities::decode(text);
        let read = decoded.as_ref().map_or(text, |decoded| &decoded.text);
        let paired = lexicons::band(Some(language)).is_some();
        // A word that stands in phrases is learnt by itself too, and what a text is about beside what it says, lest other words are
        // taken for it: so where texts are judged phrases are one token, and here their words.
        let read_as = if paired { tokens::scan } else { tokens::scan_apart };
        let scan = read_as(read, &self.lexicon, Speech::new(Some(language), None));
        let mut values = rules::weigh(&scan);
        let shown = marks::shown(read, &scan, &values).map(|(mark, _)| mark).collect();
        known(read, &scan, &mut values);
        let factors = super::factors(&scan);
        for (value, factor) in values.iter_mut().zip(&factors) {
            *value *= factor;
        }
        let mut out = Evidence {
            rules: rules::total(&scan, &values),
            marks: match lexicons::band(Some(language)) {
                None => shown,
                Some(_) => Vec::new(),
            },
            ..Evidence::default()
        };
        out.known = (0..scan.tokens.len())
            .filter(|at| super::speaks(&scan, *at))
            .filter_map(|at| scan.tokens.get(at))
            .map(|token| squeezed(scan.key(token)))
            .collect();
        let alone = |token: &&Token| {
            !read
                .get(token.span.clone())
                .unwrap_or("")
                .contains(char::is_whitespace)
        };
        let feeling = scan.tokens.iter().filter(|token| token.value != 0.0);
        out.feeling = feeling
            .filter(alone)
            .map(|token| squeezed(scan.key(token)))
            .collect();
        grams::each(read, &scan, scope, |gram| {
            // A pair says how a feeling is meant; of what a text is about there are too many.
            if gram.shape == Shape::Pair
                && !paired
                && !super::speaks(&scan, gram.at)
                && !super::speaks(&scan, gram.at.saturating_sub(1))
            {
                return;
            }
            if denials::are_pieces_denied(&scan, gram.at) {
                return;
            }
            let left = factors.get(gram.at).copied().unwrap_or(1.0);
            out.keys.push((spell(&scan, &gram), left));
        });
        out.names = names(read, &scan, scope);
        out
    }
}

impl Sentiments {
    /// What weights can be learnt from a text that is judged towards the name at the bytes `target`, in a language: keys with how
    /// much of them is left there; `None` where it is not about a name as articles are.
    pub fn evidence_towards(&self, text: &str, target: Range<usize>, language: &str) -> Option<Evidence> {
        let scan = tokens::scan(text, &self.lexicon, Speech::new(Some(language), None));
        let places = std::slice::from_ref(&target);
        if !named::is_meant(text, &scan, places) {
            return None;
        }
        let about = Among {
            text,
            scan: &scan,
            places,
            others: &named::others(text, &scan, places),
        };
        let mut out = Evidence {
            rules: self.by_rules(about, Some(language)).iter().sum(),
            ..Evidence::default()
        };
        named::each(about, &target, |_, (gram, side), left| {
            let side = match side {
                Side::Either => "",
                Side::Before => "<",
                Side::After => ">",
            };
            out.keys.push((format!("{side}{}", spell(&scan, gram)), left));
        });
        out.names = names(text, &scan, &Scope::default());
        Some(out)
    }
}

/// Words that name something where they stand, by how they are written: `Acme`, `ACME`, `iPhone`.
fn names(text: &str, scan: &Scan, scope: &Scope) -> Vec<String> {
    let titled = scope.capital_nouns || grams::is_titled(text, scan);
    let named = (0..scan.tokens.len()).filter(|at| !titled && grams::is_name(text, scan, *at, false));
    let shouted = |at: usize| scan.mixed_case && scan.tokens.get(at).is_some_and(|token| token.caps);
    let capitals =
        (0..scan.tokens.len()).filter(|at| shouted(*at) || grams::has_inner_capital(text, scan, *at));
    named
        .chain(capitals)
        .filter_map(|at| scan.tokens.get(at))
        .map(|token| scan.key(token).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

fn spell(scan: &Scan, gram: &Gram) -> String {
    let word = |at: Option<usize>| {
        let token = at.and_then(|at| scan.tokens.get(at));
        squeezed(token.map_or("", |token| scan.key(token)))
    };
    let this = word(Some(gram.at));
    match &gram.shape {
        Shape::Word => this,
        Shape::Negated => format!("¬{this}"),
        Shape::Pair => format!("{}_{this}", word(gram.at.checked_sub(1))),
        Shape::Piece(range) => {
            let word = scan.tokens.get(gram.at).map_or("", |token| scan.key(token));
            let many = range.end() + 1 - range.start();
            let piece: String = grams::ends(word).skip(*range.start()).take(many).collect();
            format!("~{piece}")
        }
    }
}

/// The word with letters drawn out twice at most, as keys see it.
fn squeezed(word: &str) -> String {
    let (mut last, mut same) = ('\0', 0_u32);
    let keep = |c: &char| {
        same = if *c == last { same + 1 } else { 1 };
        last = *c;
        same <= 2
    };
    word.chars().filter(keep).collect()
}
