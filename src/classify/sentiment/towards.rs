//! Sentiment towards one thing named in a text: words near it, in its clause and sentence, count more; words beyond another
//! name count for that one.

use std::ops::Range;

use super::{
    comparison,
    lexicon::Role,
    rivals::Rivals,
    rules,
    tokens::{Scan, Token},
};

/// Weights, chosen on public sets of targeted sentiment (reviews, tweets, news), one setting for all.
mod weight {
    /// Fading per word of distance: `1 / (1 + FADE · distance)`.
    pub(super) const FADE: f32 = 0.12;
    /// Another clause of the same sentence.
    pub(super) const OTHER_CLAUSE: f32 = 0.4;
    /// Another clause, parted by a contrast.
    pub(super) const CONTRASTED: f32 = 0.25;
    /// Another sentence.
    pub(super) const OTHER_SENTENCE: f32 = 0.5;
    /// What the own sentence must say for those before it to be of something else.
    pub(super) const DEFINITE: f32 = 0.7;
    /// What is left of those that are.
    pub(super) const OF_ANOTHER: f32 = 0.3;
    /// The next sentence where it goes on about the same by a pronoun.
    pub(super) const GOES_ON: f32 = 0.7;
    /// In a question, and in what is only wished or supposed.
    pub(super) const UNREAL: f32 = 0.5;
    /// In a question for yes or no, which says neither.
    pub(super) const ASKED_WHETHER: f32 = 0.1;
    /// Beyond another name.
    pub(super) const BEYOND: f32 = 0.3;
}

/// Makes of each value what it says of the thing at the bytes `places`, by the place it bears on most.
pub(super) fn bear(
    scan: &Scan,
    places: &[Range<usize>],
    others: &[Range<usize>],
    rivals: Option<&Rivals>,
    values: &mut [f32],
) {
    let plain = values.to_vec();
    values.fill(0.0);
    for target in places {
        let mut said = plain.clone();
        let mut bearing = bearing(scan, target, others);
        let place = Place::of(scan, target);
        comparison::choose(scan, &place, &mut said, &mut bearing);
        if let Some(rivals) = rivals {
            rivals.choose(scan, &place, &mut said, &mut bearing);
        }
        own_sentence_first(scan, &place, &said, &mut bearing);
        for ((value, said), (bears, token)) in
            values.iter_mut().zip(said).zip(bearing.iter().zip(&scan.tokens))
        {
            let weighed = said * bears;
            if weighed.abs() > value.abs() && !places.iter().any(|place| is_named_by(token, place)) {
                *value = weighed;
            }
        }
    }
}

/// Where the target's own sentence says the opposite of those before it, these tell of something else: `Lovely hotel. Acme lost our
/// bags.`
fn own_sentence_first(scan: &Scan, place: &Place, said: &[f32], bearing: &mut [f32]) {
    let (mut own, mut other) = (0.0, 0.0);
    for ((token, said), bears) in scan.tokens.iter().zip(said).zip(bearing.iter()) {
        if token.sentence == place.sentence {
            own += said * bears;
        } else if token.sentence < place.sentence {
            other += said * bears;
        }
    }
    if own * other >= 0.0 || own.abs() < weight::DEFINITE {
        return;
    }
    for (token, bears) in scan.tokens.iter().zip(bearing) {
        if token.sentence < place.sentence {
            *bears *= weight::OF_ANOTHER;
        }
    }
}

/// How each token bears on what stands at the bytes `target`, −1 to 1; `others` are the places of other names that are
/// judged too.
fn bearing(scan: &Scan, target: &Range<usize>, others: &[Range<usize>]) -> Vec<f32> {
    let supposed = rules::supposed(scan);
    let mut bearing = reach(scan, target, others);
    for (bears, token) in bearing.iter_mut().zip(&scan.tokens) {
        if *bears != 0.0 {
            *bears *= unreal(scan, token, &supposed);
        }
    }
    comparison::turn(scan, &Place::of(scan, target), &mut bearing);
    bearing
}

/// How much of what a token says is left at the bytes `target`, 0 to 1, by distance, clause, sentence and other names alone.
pub(super) fn reach(scan: &Scan, target: &Range<usize>, others: &[Range<usize>]) -> Vec<f32> {
    let place = Place::of(scan, target);
    let beyond = beyond(scan, &place, others);
    let tokens = scan.tokens.iter().enumerate();
    tokens
        .map(|(index, token)| {
            if others.iter().any(|other| overlaps(token, other)) {
                return 0.0;
            }
            let far = if beyond.contains(&index) {
                1.0
            } else {
                weight::BEYOND
            };
            place.weight(index, token, target) * far
        })
        .collect()
}

/// Where the target stands among the tokens.
pub(super) struct Place {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) clause: u32,
    pub(super) sentence: u32,
    /// Tokens around it up to the nearest contrast on either side.
    uncontrasted: Range<usize>,
    /// Whether the next sentence begins with a pronoun.
    goes_on: bool,
}

/// Pronouns that go on about what was named, at the beginning of the next sentence.
const PRONOUNS: [&str; 12] = [
    "it", "it's", "its", "they", "they're", "their", "this", "these", "he", "she", "he's", "she's",
];

impl Place {
    pub(super) fn of(scan: &Scan, target: &Range<usize>) -> Self {
        let first = scan
            .tokens
            .partition_point(|token| token.span.end <= target.start);
        let after = scan.tokens.partition_point(|token| token.span.start < target.end);
        let last = after.saturating_sub(1).max(first);
        let contrast = |token: &Token| matches!(token.role, Role::But | Role::Although);
        let (head, tail) = scan.tokens.split_at(first.min(scan.tokens.len()));
        let from = head.iter().rposition(contrast).map_or(0, |at| at + 1);
        let to = tail
            .iter()
            .position(contrast)
            .map_or(scan.tokens.len(), |at| first + at);
        let at = scan.tokens.get(first).or_else(|| scan.tokens.last());
        let sentence = at.map_or(0, |token| token.sentence);
        let next = tail.iter().find(|token| token.sentence > sentence);
        Self {
            first,
            last,
            clause: at.map_or(0, |token| token.clause),
            sentence,
            uncontrasted: from..to,
            goes_on: next.is_some_and(|token| PRONOUNS.contains(&scan.key(token))),
        }
    }

    fn weight(&self, index: usize, token: &Token, target: &Range<usize>) -> f32 {
        if is_named_by(token, target) {
            return 0.0;
        }
        let distance = if index < self.first {
            self.first - index
        } else {
            index.saturating_sub(self.last)
        };
        let distance = f32::from(u16::try_from(distance).unwrap_or(u16::MAX));
        let near = 1.0 / (1.0 + weight::FADE * distance);
        near * self.belonging(index, token)
    }

    fn belonging(&self, index: usize, token: &Token) -> f32 {
        if token.sentence != self.sentence {
            let next = token.sentence == self.sentence + 1 && self.goes_on;
            return if next {
                weight::GOES_ON
            } else {
                weight::OTHER_SENTENCE
            };
        }
        if token.clause == self.clause {
            return 1.0;
        }
        if self.uncontrasted.contains(&index) {
            weight::OTHER_CLAUSE
        } else {
            weight::CONTRASTED
        }
    }
}

/// Whether a token is of the name at a place, and no phrase around it: `can't thank Acme enough`.
fn is_named_by(token: &Token, place: &Range<usize>) -> bool {
    let is_around = token.span.start < place.start && place.end < token.span.end;
    overlaps(token, place) && !is_around
}

fn overlaps(token: &Token, place: &Range<usize>) -> bool {
    token.span.start < place.end && place.start < token.span.end
}

/// Words that join names to a list, whose members share what is said.
const JOINING: [&str; 6] = ["and", "or", "the", "plus", "both", "n"];

/// Tokens that no other name parts from the target. Names in one list with it part nothing.
fn beyond(scan: &Scan, place: &Place, others: &[Range<usize>]) -> Range<usize> {
    let (mut from, mut to) = (0, scan.tokens.len());
    let (mut first, mut last) = (place.first, place.last);
    let mut places: Vec<Place> = others.iter().map(|other| Place::of(scan, other)).collect();
    places.sort_by_key(|other| other.first.abs_diff(place.first));
    for other in &places {
        let between = |range: Range<usize>| {
            let mut tokens = scan.tokens.get(range).unwrap_or_default().iter();
            other.sentence == place.sentence && tokens.all(|token| JOINING.contains(&scan.key(token)))
        };
        if other.last < first {
            if between(other.last + 1..first) {
                first = other.first;
            } else {
                from = from.max(other.first);
            }
        } else if other.first > last {
            if between(last + 1..other.first) {
                last = other.last;
            } else {
                to = to.min(other.first);
            }
        }
    }
    from..to
}

/// Words that open a question for yes or no.
const WHETHER: [&str; 16] = [
    "is", "are", "was", "were", "do", "does", "did", "has", "have", "can", "could", "will", "would",
    "should", "anyone", "any",
];

fn asks_whether(scan: &Scan, sentence: u32) -> bool {
    let first = scan.tokens.partition_point(|token| token.sentence < sentence);
    scan.tokens
        .get(first)
        .is_some_and(|token| WHETHER.contains(&scan.key(token)))
}

fn unreal(scan: &Scan, token: &Token, supposed: &[u32]) -> f32 {
    let asked = scan.asked.binary_search(&token.sentence).is_ok();
    if asked && asks_whether(scan, token.sentence) {
        return weight::ASKED_WHETHER;
    }
    if token.role == Role::If {
        return 0.0;
    }
    match (asked, supposed.binary_search(&token.clause).is_ok()) {
        (false, false) => 1.0,
        (true, true) => weight::UNREAL * weight::UNREAL,
        _ => weight::UNREAL,
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::LazyLock};

    use crate::{
        classify::sentiment::Sentiments,
        model::Polarity::{Negative, Neutral, Positive},
    };

    static SENTIMENTS: LazyLock<Sentiments> = LazyLock::new(|| Sentiments::new(&BTreeMap::new(), &[]));

    /// Verdicts argued from language, towards what stands between brackets.
    #[test]
    fn towards_a_thing_as_people_read_it() {
        for (text, expected) in [
            ("I prefer Acme to [Coyote].", Negative),
            ("I prefer [Acme] to Coyote.", Positive),
            ("We left [Coyote] and switched to Acme.", Neutral),
            ("She switched from [Coyote] to Acme.", Negative),
            ("She switched from Coyote to [Acme].", Positive),
            (
                "The food was awful, but [the staff] was friendly and helpful.",
                Positive,
            ),
            (
                "[The staff] was friendly and helpful, but the food was awful.",
                Positive,
            ),
            ("[The battery] is not good.", Negative),
            ("[The battery] isn't bad at all.", Positive),
            ("I bought [the lamp] yesterday.", Neutral),
            (
                "I bought [the lamp]. It is wonderful, really excellent.",
                Positive,
            ),
            ("Is [the lamp] any good?", Neutral),
            ("I wish for [the lamp].", Neutral),
            ("Nothing beats [Acme].", Positive),
            ("[Acme] outperforms Coyote.", Positive),
            ("Acme outperforms [Coyote].", Negative),
            ("Everything is great, [the screen] is not.", Negative),
            ("The sound is far superior to [the Coyote].", Negative),
            ("Apart from [Coyote], every lamp was great.", Negative),
            ("Every lamp was terrible except [the Acme].", Positive),
            ("All the lamps were great except the one from [Coyote].", Negative),
            (
                "The staff at Acme are lovely, unlike those at [Coyote].",
                Negative,
            ),
            ("We replaced our awful Coyote with an [Acme].", Positive),
            ("We replaced our awful [Coyote] with an Acme.", Negative),
            ("I bought [Acme] instead of the terrible Coyote.", Positive),
            ("I hated running until I found [Acme].", Positive),
            ("I can't thank [Acme] enough.", Positive),
            ("I can't recommend [Acme] highly enough.", Positive),
            ("Lovely hotel. [Acme] lost our luggage.", Negative),
            ("Wonderful city. [Acme] was filthy.", Negative),
            ("[Acme] was acquitted of bribery.", Neutral),
            ("The charges against [Acme] were dismissed.", Neutral),
            ("There is no link between [Acme] and cancer.", Neutral),
            ("They claim [the Acme] is comfortable.", Neutral),
            ("I was not at all happy with [Acme].", Negative),
            ("[Acme] stopped being fun.", Negative),
            ("I see no reason to recommend [Acme].", Negative),
        ] {
            let (from, to) = (text.find('[').expect(text), text.find(']').expect(text));
            let plain = text.replace(['[', ']'], "");
            let judged = SENTIMENTS.towards(&plain, from..to - 1, Some("en"));
            assert_eq!(judged.label, expected, "{text} {judged:?}");
        }
    }
}
