//! Whether a post is plainly of somebody's own: short, about no thing by name or date, as people talk among themselves. Such a
//! post means what its words of feeling say; one that names things is as often a report.

use super::{
    grams,
    marks::{has_link, is_day, is_personal},
    tokens::Scan,
};

/// What each mark says for a post about things (above 0) or of one's own, in logits. Which marks these are is argued; their sizes
/// are those of a logistic model that parts the posts of the training sets, which were gathered by subject, from one half of
/// rated tweets of all sorts, rounded.
mod sign {
    /// A day or month.
    pub(super) const DAY: f32 = 2.5;
    /// A name inside a sentence.
    pub(super) const NAME: f32 = 1.3;
    /// Another one.
    pub(super) const NAMES: f32 = 0.6;
    /// Something is put in quotes.
    pub(super) const QUOTE: f32 = 1.3;
    /// Each hundred bytes, up to one and a half.
    pub(super) const LENGTH: f32 = 1.4;
    /// More than a dozen words.
    pub(super) const WORDS: f32 = 0.5;
    /// It speaks to an account.
    pub(super) const ACCOUNT: f32 = -0.7;
    /// Somebody speaks of himself.
    pub(super) const PERSONAL: f32 = -0.45;
    /// It makes a face.
    pub(super) const FACE: f32 = -0.7;
    /// It ends its last sentence.
    pub(super) const CLOSED: f32 = -1.0;
    /// It points elsewhere.
    pub(super) const LINK: f32 = 0.7;
    /// No word of it carries a feeling.
    pub(super) const WORDLESS: f32 = 1.45;
    /// A post without any mark.
    pub(super) const NONE: f32 = -2.9;
    /// Below this sum a post is plainly of somebody's own.
    pub(super) const OWN: f32 = -2.0;
}

/// Most bytes that count as length.
const LENGTH_BYTES: usize = 150;

/// Share of the band of posts within which a post of somebody's own is neutral: any word of feeling leaves it.
pub(super) const SHARE: f32 = 0.12;

/// Whether a post is plainly of somebody's own; `lexical` are the values of its words by the lexicon and the rules.
pub(super) fn is_own(text: &str, scan: &Scan, lexical: &[f32]) -> bool {
    let word = |is: fn(&str) -> bool| scan.tokens.iter().any(|token| is(scan.key(token)));
    let name = |at: &usize| grams::is_capital_inside(text, scan, *at);
    let names = (0..scan.tokens.len()).filter(name).take(2).count();
    let hundreds = f32::from(u8::try_from(text.len().min(LENGTH_BYTES)).unwrap_or(u8::MAX)) / 100.0;
    let shown = [
        (word(is_day), sign::DAY),
        (names > 0, sign::NAME),
        (names > 1, sign::NAMES),
        (
            memchr::memchr_iter(b'"', text.as_bytes()).nth(1).is_some(),
            sign::QUOTE,
        ),
        (scan.tokens.len() > 12, sign::WORDS),
        (memchr::memchr(b'@', text.as_bytes()).is_some(), sign::ACCOUNT),
        (word(is_personal), sign::PERSONAL),
        (scan.tokens.iter().any(|token| token.face), sign::FACE),
        (text.trim_end().ends_with(['.', '!', '?']), sign::CLOSED),
        (has_link(text, scan), sign::LINK),
        (lexical.iter().all(|value| *value == 0.0), sign::WORDLESS),
    ];
    let signs: f32 = shown.iter().filter(|(is, _)| *is).map(|(_, sign)| sign).sum();
    sign::NONE + sign::LENGTH * hundreds + signs < sign::OWN
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{
        super::{lexicon::Lexicon, lexicons::Speech, rules, tokens},
        is_own,
    };

    #[test]
    fn talk_is_of_ones_own_and_what_names_things_is_not() {
        let lexicon = Lexicon::new(&BTreeMap::new(), &[]);
        for (text, own) in [
            ("love this song :)", true),
            ("@user haha that was mean", true),
            ("so tired of rain", true),
            (
                "Tom Baker said on Friday that the great Acme Tower in Leeds will open in May https://acme.example/tower",
                false,
            ),
            ("\"A great night\" with the Rovers tomorrow", false),
            ("", false),
        ] {
            let scan = tokens::scan(text, &lexicon, Speech::new(Some("en"), None));
            assert_eq!(is_own(text, &scan, &rules::weigh(&scan)), own, "{text}");
        }
    }
}
