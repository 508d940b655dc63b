//! What a post shows beside its words, and how far it moves the neutral band: a link makes it a report, an exclamation a
//! delight, a question a doubt. The words keep their values; only what is asked of their sum moves.

use super::{
    kind::{self, Band, is_casual},
    rules,
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

/// What each mark is called and how far it moves the band. Chosen on one half of posts that the weights were not learnt from,
/// beginning with what an ordered logistic model finds on the training sets (`tests/learn`), in steps of a tenth.
const MARKS: [(&str, Shift); 12] = [
    // No word or face of the lexicon: whoever blames says so.
    ("wordless", of(1.0, 0.2)),
    // It points elsewhere: news, offers, announcements.
    ("link", of(0.7, 0.2)),
    // It asks.
    ("asks", of(0.2, 1.1)),
    // It exclaims: nobody shouts what is all the same to him.
    ("exclaims", of(-1.1, -1.3)),
    // Somebody speaks of himself.
    ("personal", of(0.0, -1.3)),
    // It chats: `lol`, `u`, `im`.
    ("casual", of(-0.5, 0.7)),
    // It names a day: what is to come is looked forward to or announced.
    ("day", of(0.8, -0.4)),
    // It holds praise and blame: praise was paid out of courtesy.
    ("mixed", of(-1.0, 0.1)),
    // A tag files it under a subject.
    ("tagged", of(1.5, 0.0)),
    // It names somebody or something: it may be about them and not about how anybody feels.
    ("names", of(0.3, 0.3)),
    // It says something in a phrase of its own for it, as nobody does who only tells. Its size moves the rated sets hardly, and was
    // taken for plain sentences that one phrase decides, with the figures of both halves in sight.
    ("phrase", of(-1.0, -1.0)),
    // It opens with an account: it answers somebody.
    ("addressed", of(-0.6, 0.1)),
];

const fn of(blame: f32, praise: f32) -> Shift {
    Shift { blame, praise }
}

/// What a phrase must say to be a mark.
const TELLING: f32 = 1.0;

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
fn shift(text: &str, scan: &Scan, values: &[f32]) -> Shift {
    let mut all = Shift::default();
    for (_, shift) in shown(text, scan, values) {
        all.blame += shift.blame;
        all.praise += shift.praise;
    }
    all
}

/// The marks that a text shows.
pub(super) fn shown(text: &str, scan: &Scan, values: &[f32]) -> impl Iterator<Item = (&'static str, Shift)> {
    let says = |sign: f32| values.iter().any(|value| value * sign > rules::weight::COURTESY);
    let word = |is: fn(&str) -> bool| scan.tokens.iter().any(|token| is(scan.key(token)));
    let shows = [
        values.iter().all(|value| *value == 0.0),
        has_link(text, scan),
        !scan.asked.is_empty(),
        scan.exclamations > 0,
        word(is_personal),
        word(is_casual),
        word(is_day),
        says(1.0) && says(-1.0),
        has_tag(text, scan),
        kind::names(text, scan, 1),
        scan.tokens.iter().any(|token| is_telling_phrase(text, token)),
        kind::opens_with_account(text),
    ];
    let marks = MARKS.into_iter().zip(shows);
    marks.filter(|(_, shows)| *shows).map(|(mark, _)| mark)
}

/// Several words that praise or blame together, and more than a little.
fn is_telling_phrase(text: &str, token: &Token) -> bool {
    let is_phrase = || {
        text.get(token.span.clone())
            .is_some_and(|words| words.contains(' '))
    };
    token.value.abs() >= TELLING && is_phrase()
}

/// Whether a tag stands in the text; `#1` is a rank.
fn has_tag(text: &str, scan: &Scan) -> bool {
    let is_tag = |token: &Token| {
        let before = token.span.start.checked_sub(1);
        let ranks = scan.key(token).starts_with(|c: char| c.is_ascii_digit());
        !ranks && before.and_then(|at| text.as_bytes().get(at)) == Some(&b'#')
    };
    scan.tokens.iter().any(is_tag)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::classify::sentiment::{Lexicon, lexicons::Speech, rules, tokens};

    #[test]
    fn a_post_shows_what_it_shows() {
        let lexicon = Lexicon::new(&BTreeMap::new(), &[]);
        for (text, marks) in [
            ("the lamp is on the desk", "wordless"),
            ("a great lamp", ""),
            ("@acme when does it open?", "wordless asks addressed"),
            ("when does @acme open", "wordless"),
            ("my lamp came #home", "wordless personal tagged"),
            ("#1 lamp", "wordless"),
            ("the new one by Acme is great!", "exclaims names"),
            ("Acme is great, the old one was terrible", "mixed"),
            ("great talk on friday https://acme.example/talk", "link day"),
            ("lol great", "casual"),
        ] {
            let scan = tokens::scan(text, &lexicon, Speech::new(Some("en"), None));
            let values = rules::weigh(&scan);
            let shown: Vec<&str> = shown(text, &scan, &values).map(|(mark, _)| mark).collect();
            assert_eq!(shown.join(" "), marks, "{text}");
        }
    }

    #[test]
    fn the_band_never_closes() {
        let lexicon = Lexicon::new(&BTreeMap::new(), &[]);
        let text = "@acme I love it! lol";
        let scan = tokens::scan(text, &lexicon, Speech::new(Some("en"), None));
        let band = moved(
            text,
            &scan,
            &rules::weigh(&scan),
            Band {
                negative: 0.0,
                positive: 0.0,
            },
        );
        assert!(band.negative <= -LEAST && band.positive >= LEAST, "{band:?}");
    }
}
