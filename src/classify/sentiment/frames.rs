//! What a word says within the frame that stands before it: `few people enjoyed it`, `too small to be useful`, `looking for a good
//! lamp`, `if there is a problem`, `a film about war`.

use super::{
    groups::Group,
    lexicon::Role,
    turns::{Here, Turn},
};

/// How many words before a word what frames it may stand.
const FRAME_REACH: usize = 6;

impl Here<'_> {
    /// How its frame turns the word.
    pub(super) fn framed(&self) -> Option<Turn> {
        if self.is_topic() || self.is_case() {
            return Some(Turn::Unsaid);
        }
        if self.this.value < 0.0 {
            return None;
        }
        if self.is_sought() || self.is_claimed() {
            return Some(Turn::Unsaid);
        }
        if self.is_denied_twice() {
            return Some(Turn::Unsurpassed);
        }
        let stopped =
            self.key(1) == "being" && matches!(self.key(2), "stopped" | "stops" | "stop" | "ceased");
        (stopped || self.is_sparse() || self.results_from_too_much() || self.is_elsewhere())
            .then_some(Turn::Wanting)
    }

    /// `a film about war`: what a work is about, it does not say. Praise before a name for it is said: `talk about their great show`.
    fn is_topic(&self) -> bool {
        let about = self.nearest(|key| key == "about");
        let also = self.key(1) == "and";
        let about = about.filter(|about| self.this.value < 0.0 || *about == 1 || also && *about == 3);
        about.is_some_and(|about| (about + 1..=about + 2).any(|distance| self.is(distance, Group::Work)))
    }

    /// `let me know if there is a problem`, `in case of damage`: a fault that may never be.
    fn is_case(&self) -> bool {
        if !(self.this.is(Group::Fault) || self.this.is(Group::Trouble)) {
            return false;
        }
        let case = self.nearest(|key| matches!(key, "if" | "case" | "should" | "whenever"));
        case.is_some_and(|case| match self.key(case) {
            "case" => self.key(case + 1) == "in",
            // `if only there were no problems`
            _ => self.key(case - 1) != "only",
        })
    }

    /// `looking for a good lamp`, `can you recommend a good dentist`: praise of what nobody has yet.
    fn is_sought(&self) -> bool {
        let article = match self.nearest(|key| matches!(key, "a" | "an" | "some" | "any")) {
            Some(article) if (1..article).all(|distance| self.adds_to_praise(distance)) => article,
            _ => return false,
        };
        let (before, verb) = (self.key(article + 1), self.key(article + 2));
        match before {
            "for" => matches!(
                verb,
                "look"
                    | "looking"
                    | "search"
                    | "searching"
                    | "shopping"
                    | "hunting"
                    | "hunt"
                    | "ask"
                    | "asking"
            ),
            "of" => matches!(verb, "need" | "search"),
            // An imperative recommends, a question asks for it.
            "recommend" | "suggest" => self.is_asked(),
            _ => false,
        }
    }

    /// `they claim it is comfortable`, `claims to be the best`: so somebody says who sells it.
    fn is_claimed(&self) -> bool {
        let claim = self.nearest(|key| {
            matches!(
                key,
                "claim" | "claims" | "claimed" | "claiming" | "supposedly" | "allegedly" | "advertised"
            )
        });
        claim.is_some_and(|claim| {
            let by_us = matches!(self.key(claim + 1), "i" | "we" | "can" | "to");
            !by_us && (self.key(claim) != "advertised" || self.key(claim - 1) == "as")
        })
    }

    /// `nothing I don't like`, `hard not to like`.
    fn is_denied_twice(&self) -> bool {
        let Some(inner) = (1..=3).find(|distance| self.denies(*distance)) else {
            return false;
        };
        (inner + 1..=inner + 2).any(|outer| {
            matches!(
                self.key(outer),
                "nothing"
                    | "nobody"
                    | "none"
                    | "hard"
                    | "difficult"
                    | "impossible"
                    | "can't"
                    | "cant"
                    | "cannot"
            )
        })
    }

    /// `few people enjoyed it`, `hardly anything good`, `little to like`, `less reliable`.
    fn is_sparse(&self) -> bool {
        if self.key(1) == "less" {
            return !matches!(self.key(2), "or" | "no" | "not" | "for" | "much");
        }
        let sparse = self.nearest(|key| matches!(key, "few" | "little" | "hardly" | "scarcely" | "barely"));
        sparse.is_some_and(|sparse| match (self.key(sparse), sparse) {
            ("hardly" | "scarcely", 1) => true,
            ("hardly" | "scarcely" | "barely", _) => matches!(
                self.key(sparse - 1),
                "any" | "anyone" | "anybody" | "anything" | "ever" | "be" | "call"
            ),
            ("few", _) => {
                let some = matches!(
                    self.key(sparse + 1),
                    "a" | "the" | "quite" | "last" | "past" | "these" | "first"
                );
                !some && sparse <= 3 && sparse > 1
            }
            (_, 1) => false,
            _ => {
                let some = matches!(self.key(sparse + 1), "a" | "the" | "my" | "this" | "quite");
                !some && matches!(self.key(sparse - 1), "to" | "about" | "of" | "else" | "reason")
            }
        })
    }

    /// `too small to be useful`, `not loud enough to be useful`.
    fn results_from_too_much(&self) -> bool {
        let to = if self.key(1) == "be" { 2 } else { 1 };
        if self.key(to) != "to" {
            return false;
        }
        (to + 1..=to + 3).any(|distance| match self.key(distance) {
            // `not too small to be useful`
            "too" => !self.denies(distance + 1),
            "enough" => (distance + 1..=distance + 3).any(|before| self.denies(before)),
            _ => false,
        })
    }

    /// `my old phone was better`, `if the staff were friendlier`: better than what is told of.
    fn is_elsewhere(&self) -> bool {
        if !self.compares() {
            return false;
        }
        let in_clause = |distance: usize| {
            let before = self.before(distance);
            before.is_some_and(|token| token.clause == self.this.clause)
        };
        let said = |words: &[&str]| {
            (1..=FRAME_REACH).any(|distance| in_clause(distance) && words.contains(&self.key(distance)))
        };
        let is = said(&["is", "was", "are", "were"]);
        let other = said(&[
            "old",
            "previous",
            "former",
            "original",
            "competition",
            "competitors",
            "others",
            "alternatives",
        ]);
        let wished = said(&["if"]) && said(&["was", "were", "had"]);
        is && other || wished
    }

    /// The distance of the nearest word of a kind in the clause, with no denial between.
    fn nearest(&self, is: impl Fn(&str) -> bool) -> Option<usize> {
        for distance in 1..=FRAME_REACH {
            let token = self
                .before(distance)
                .filter(|token| token.clause == self.this.clause)?;
            if is(self.key(distance)) {
                return Some(distance);
            }
            if token.role == Role::Not {
                return None;
            }
        }
        None
    }

    fn adds_to_praise(&self, distance: usize) -> bool {
        let token = self.before(distance);
        token.is_some_and(|token| token.role == Role::More || token.value > 0.0)
    }

    fn is_asked(&self) -> bool {
        self.scan.asked.binary_search(&self.this.sentence).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::assert_judged;
    use crate::model::Polarity::{Negative, Neutral, Positive};

    #[test]
    fn a_frame_says_how_a_word_is_meant() {
        assert_judged(&[
            ("Few people enjoyed the evening.", Negative),
            ("There was hardly anything good about it.", Negative),
            ("The new one is less comfortable.", Negative),
            ("The handle is too small to be useful.", Negative),
            ("My old one was much better.", Negative),
            ("If the staff were friendlier we would stay.", Negative),
            ("A few people enjoyed the evening.", Positive),
            ("It is much better than my old one.", Positive),
            ("There is nothing I don't like about it.", Positive),
            ("We are looking for a good dentist.", Neutral),
            ("Please let me know if there is a problem.", Neutral),
            ("In case of damage contact the shop.", Neutral),
            ("It is a film about war and death.", Neutral),
            ("It is a film about love and hope.", Neutral),
            ("Come and talk about their great new event.", Positive),
            ("I have never slept so well.", Positive),
            ("We haven't laughed so hard in ages.", Positive),
            ("I have never seen such a mess.", Negative),
            ("There is no reason not to buy it.", Positive),
            ("It claims to be reliable.", Neutral),
            ("It stopped being fun.", Negative),
            ("Is it any good?", Neutral),
            ("Is it normal that it leaks?", Negative),
        ]);
    }
}
