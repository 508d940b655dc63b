//! Phrases that turn what a word says without denying it: what could not be better praises, what could be better does not,
//! who solved a problem has none.

use super::{
    afar,
    denials::is_perfect,
    groups::Group,
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
    /// `a fund for flood victims`, `cancer insurance`: a harm beside the help against it.
    Helped,
    /// `a film about war`, `if there is a problem`, `looking for a good lamp`: not of what is told of.
    Unsaid,
    /// `I don't think it's a good phone`: praise that is denied from afar.
    Denied,
    /// `I don't think it's a bad phone`: blame that is.
    Cleared,
}

impl Turn {
    /// Whether the word says something else than by itself, so that nothing learnt of it holds here.
    pub(super) fn means_otherwise(self) -> bool {
        self.share() <= 0.0
    }

    /// What is left of the word.
    pub(super) fn share(self) -> f32 {
        match self {
            Self::Unsurpassed => 1.0,
            Self::Wanting => weight::WANTING,
            Self::Overdone => weight::OVERDONE,
            Self::Undone => weight::UNDONE,
            Self::Conceded => weight::CONCEDED,
            Self::Helped | Self::Unsaid => 0.0,
            Self::Denied => weight::NEGATED_PRAISE,
            Self::Cleared => weight::NEGATED_BLAME,
        }
    }
}

/// How many words before a word may turn it.
const TURN_REACH: usize = 4;

/// How many words before a word it may be wished for.
const WISH_REACH: usize = 8;

/// How many words before a trouble what undoes it may stand: `recovered all the files I had lost`.
const UNDONE_REACH: usize = 6;

/// How many words from a harm its help may stand.
const HELP_REACH: usize = 6;

/// How the word at a place is turned, if it is.
pub(super) fn of(scan: &Scan, at: usize) -> Option<Turn> {
    let this = scan.tokens.get(at).filter(|token| token.value != 0.0)?;
    let here = Here { scan, at, this };
    let (turn, denied) = if this.value > 0.0 {
        (here.compared().or_else(|| here.praised()), Turn::Denied)
    } else {
        let turn = here.compared().or_else(|| here.undone());
        (turn.or_else(|| here.helped()), Turn::Cleared)
    };
    turn.or_else(|| afar::denial(scan, at).map(|_| denied))
        .or_else(|| here.framed())
}

/// A word and what stands before it in its sentence.
pub(super) struct Here<'s> {
    pub(super) scan: &'s Scan,
    at: usize,
    pub(super) this: &'s Token,
}

impl Here<'_> {
    pub(super) fn before(&self, distance: usize) -> Option<&Token> {
        let token = self.scan.tokens.get(self.at.checked_sub(distance)?)?;
        (token.sentence == self.this.sentence).then_some(token)
    }

    pub(super) fn key(&self, distance: usize) -> &str {
        self.before(distance).map_or("", |token| self.scan.key(token))
    }

    pub(super) fn denies(&self, distance: usize) -> bool {
        self.before(distance).is_some_and(|token| token.role == Role::Not)
    }

    pub(super) fn compares(&self) -> bool {
        let in_ier = || self.scan.key(self.this).ends_with("ier") && !self.this.is(Group::NoComparative);
        self.this.is(Group::Comparative) || in_ier() || self.key(1) == "more"
    }

    pub(super) fn is(&self, distance: usize, group: Group) -> bool {
        self.before(distance).is_some_and(|token| token.is(group))
    }

    /// `can not imagine a friendlier`, `never had a better`, `nothing better`. What never *gets* better is bad enough.
    fn compared(&self) -> Option<Turn> {
        if !self.compares() {
            return None;
        }
        // `you will not find a better one`
        let article = usize::from(matches!(self.key(1), "a" | "an" | "any"));
        let found = matches!(self.key(article + 1), "find" | "imagine");
        if found && (article + 2..=WISH_REACH).any(|distance| self.denies(distance)) {
            return Some(Turn::Unsurpassed);
        }
        let denial = (1..=TURN_REACH).find(|distance| self.denies(*distance))?;
        let between = |allowed: fn(&str) -> bool| {
            (1..denial).all(|near| matches!(self.key(near), "a" | "an" | "more") || allowed(self.key(near)))
        };
        let key = self.key(denial);
        let able = matches!(key, "can't" | "cant" | "cannot" | "couldn't" | "couldnt")
            || key == "not" && matches!(self.key(denial + 1), "can" | "could");
        let goes_no_further = if able {
            between(|key| {
                matches!(
                    key,
                    "be" | "been" | "have" | "imagine" | "ask" | "asked" | "for" | "wish" | "hope"
                )
            })
        } else if is_perfect(key) {
            // `hasn't been faster` tells of no progress, `hasn't been a better one` of the best.
            let one = (1..denial).any(|near| matches!(self.key(near), "a" | "an"));
            (key == "never" || one)
                && between(|key| {
                    matches!(
                        key,
                        "been"
                            | "had"
                            | "felt"
                            | "seen"
                            | "tasted"
                            | "slept"
                            | "looked"
                            | "met"
                            | "eaten"
                            | "ever"
                    )
                })
        } else {
            matches!(key, "nothing" | "nobody" | "none")
                && between(|key| matches!(key, "is" | "be" | "could"))
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

    /// `could be better`, `should have been great`, `used to be good`, `supposed to be fun`, in one clause.
    fn falls_short(&self) -> bool {
        let in_clause = |distance: &usize| {
            let before = self.before(*distance);
            before.is_some_and(|token| token.clause == self.this.clause) && !self.denies(*distance)
        };
        let mut been = false;
        for distance in (1..=TURN_REACH).take_while(in_clause) {
            let key = self.key(distance);
            let (next, after) = match distance {
                1 => ("", ""),
                2 => (self.key(1), self.scan.key(self.this)),
                _ => (self.key(distance - 1), self.key(distance - 2)),
            };
            let told = match key {
                "could" | "should" | "needs" | "could've" | "should've" | "would've" => been,
                "would" | "might" => been && next == "have",
                // `is used to make good bread`, `got used to the great keys` tell nothing of the past.
                "used" => next == "to" && is_state(after) && !is_being(self.key(distance + 1)),
                "supposed" => next == "to" && after == "be",
                _ => false,
            };
            if told {
                return true;
            }
            been |= key == "been" || key == "be" && self.compares();
        }
        false
    }

    /// `I wish it had a better screen`, `would have liked a better one`: phrases of wishing blame a little by themselves.
    fn is_wished(&self) -> bool {
        let mut words = (1..=WISH_REACH).map_while(|distance| self.before(distance));
        words.any(|token| {
            // Looked at first, as few words carry a little blame.
            let blames = token.value < 0.0 && token.value > -1.5 && token.clause == self.this.clause;
            blames && matches!(self.scan.key(token), "wish" | "wished" | "would" | "should")
        })
    }

    /// `fixed a bug`, `prevents injuries`; who never fixed it left it as it was, and who should has not.
    fn undone(&self) -> Option<Turn> {
        let troubles = [Group::Trouble, Group::Fault, Group::Misfortune];
        if !troubles.into_iter().any(|group| self.this.is(group)) {
            return None;
        }
        let verb = (1..=UNDONE_REACH).find(|distance| self.is(*distance, Group::Undoing))?;
        let same_clause = self.before(verb)?.clause == self.this.clause;
        let meant = |distance: usize| {
            let unreal = matches!(
                self.key(distance),
                "if" | "should" | "wish" | "would" | "claim" | "claims" | "claimed"
            );
            !unreal && !self.denies(distance)
        };
        (same_clause && (verb + 1..=verb + 3).all(meant)).then_some(Turn::Undone)
    }

    /// `a fund for flood victims`, `cancer insurance`; `protection against fraud`, and no `fraud at the hospital`.
    fn helped(&self) -> Option<Turn> {
        // What the user says of a word holds beside anything.
        if self.this.own {
            return None;
        }
        let helped = if self.this.is(Group::Misfortune) {
            let from = self.at.saturating_sub(HELP_REACH);
            let near = self.scan.tokens.get(from..).unwrap_or_default().iter();
            let mut near = near.take(self.at - from + 1 + HELP_REACH);
            near.any(|token| token.sentence == self.this.sentence && token.is(Group::Help))
        } else {
            let behind = self.scan.tokens.get(self.at + 1);
            let guarded = |token: &Token| token.clause == self.this.clause && token.is(Group::GuardBehind);
            self.this.is(Group::Wrong)
                && (behind.is_some_and(guarded) || (1..=2).any(|distance| self.is(distance, Group::Guard)))
        };
        helped.then_some(Turn::Helped)
    }
}

/// What used to be so: `used to be`, `used to love`.
fn is_state(key: &str) -> bool {
    matches!(key, "be" | "have" | "love" | "like" | "enjoy" | "recommend")
}

/// Words after which `used to` is no past.
fn is_being(key: &str) -> bool {
    matches!(
        key,
        "is" | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "get"
            | "got"
            | "getting"
            | "become"
            | "became"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::{classify::sentiment::Sentiments, model::Polarity};

    #[test]
    fn what_the_user_says_of_a_harm_holds_beside_help() {
        let own = BTreeMap::from([("flood".to_owned(), -2.0)]);
        let text = "A fund for flood victims";
        for (values, expected) in [(BTreeMap::new(), Polarity::Neutral), (own, Polarity::Negative)] {
            let judged = Sentiments::new(&values, &[]).judge(text, Some("en"));
            assert_eq!(judged.label, expected, "{judged:?}");
        }
    }
}
