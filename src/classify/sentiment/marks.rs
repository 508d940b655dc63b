//! What a post shows beside its words, and how far it moves the neutral band: a link makes it a report, an exclamation a
//! delight, a question a doubt. The words keep their values; only what is asked of their sum moves.

use super::{
    kind::{Band, is_casual},
    tokens::{Scan, Token},
};

/// How far a mark moves the two ends of the band, on the −4 … 4 scale of words.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Shift {
    /// Added to what blame must reach.
    pub(super) blame: f32,
    /// Added to what praise must reach.
    pub(super) praise: f32,
}

/// Chosen by an ordered logistic model over the posts of the training sets, its rows parted by topic, in steps of a tenth.
mod shift {
    use super::Shift;

    /// No word or face of the lexicon: whoever blames says so.
    pub(super) const WORDLESS: Shift = of(1.2, 0.2);
    /// It points elsewhere: news, offers, announcements.
    pub(super) const LINK: Shift = of(0.8, 0.2);
    /// It asks.
    pub(super) const ASKS: Shift = of(-0.3, 0.8);
    /// It exclaims: of two who shout over plain news, the glad one is the rule.
    pub(super) const EXCLAIMS: Shift = of(0.2, -1.7);
    /// Somebody speaks of himself.
    pub(super) const PERSONAL: Shift = of(-0.1, -0.8);
    /// It chats: `lol`, `u`, `im`.
    pub(super) const CASUAL: Shift = of(-0.6, 0.8);
    /// It names a day: what is to come is looked forward to or announced.
    pub(super) const DAY: Shift = of(0.9, -0.5);
    /// It holds praise and blame: praise was paid out of courtesy.
    pub(super) const MIXED: Shift = of(-1.2, 0.1);

    const fn of(blame: f32, praise: f32) -> Shift {
        Shift { blame, praise }
    }
}

/// What is asked at least, whatever the marks.
const LEAST: f32 = 0.1;

/// The band of a post, in sums of words; `band` is that of its kind, `values` are those of the lexicon and the rules.
pub(super) fn moved(text: &str, scan: &Scan, values: &[f32], band: Band) -> Band {
    let shift = shift(text, scan, values);
    Band {
        negative: (band.negative - shift.blame).min(-LEAST),
        positive: (band.positive + shift.praise).max(LEAST),
    }
}

/// How far all marks of a text move its band.
pub(super) fn shift(text: &str, scan: &Scan, values: &[f32]) -> Shift {
    let mut all = Shift::default();
    for (_, shift) in shown(text, scan, values).into_iter().filter(|(is, _)| *is) {
        all.blame += shift.blame;
        all.praise += shift.praise;
    }
    all
}

fn shown(text: &str, scan: &Scan, values: &[f32]) -> [(bool, Shift); 8] {
    let (praised, blamed) = (values.iter().any(|v| *v > 0.0), values.iter().any(|v| *v < 0.0));
    let word = |is: fn(&str) -> bool| scan.tokens.iter().any(|token| is(scan.key(token)));
    [
        (!praised && !blamed, shift::WORDLESS),
        (has_link(text, scan), shift::LINK),
        (!scan.asked.is_empty(), shift::ASKS),
        (scan.exclamations > 0, shift::EXCLAIMS),
        (word(is_personal), shift::PERSONAL),
        (word(is_casual), shift::CASUAL),
        (word(is_day), shift::DAY),
        (praised && blamed, shift::MIXED),
    ]
}

/// Whether an address stands in the text.
fn has_link(text: &str, scan: &Scan) -> bool {
    let link = |token: &Token| {
        let first = text.get(token.span.start..token.span.start + 4);
        scan.key(token).is_empty() && first.is_some_and(|first| matches!(first, "http" | "www."))
    };
    scan.tokens.iter().any(link)
}

pub(super) fn is_personal(word: &str) -> bool {
    matches!(
        word,
        "i" | "me" | "my" | "mine" | "myself" | "i'm" | "im" | "i've" | "ive" | "i'll" | "i'd"
    )
}

fn is_day(word: &str) -> bool {
    matches!(
        word,
        "tonight"
            | "tomorrow"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "mon"
            | "tue"
            | "wed"
            | "thu"
            | "fri"
            | "sat"
            | "sun"
            | "january"
            | "february"
            | "march"
            | "april"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "jan"
            | "feb"
            | "mar"
            | "apr"
            | "jun"
            | "jul"
            | "aug"
            | "sept"
            | "sep"
            | "oct"
            | "nov"
            | "dec"
            | "pm"
            | "am"
            | "th"
            | "st"
            | "nd"
            | "rd"
    )
}
