//! What had to be repaired in a feed, in words for the operator.

use url::Url;

use super::rewrite::{MAX_ITEMS, joined};
use super::value::BadReferences;
use crate::model::Issue;
use crate::parse::markup::Damage;
use crate::text::charset::Decoded;

/// Damage met in one feed.
#[derive(Clone, Debug, Default)]
pub(super) struct Repairs {
    pub(super) references: BadReferences,
    pub(super) bare_angle: bool,
    pub(super) spaced_tag: bool,
    pub(super) open_cdata: bool,
    pub(super) stray_end: bool,
    pub(super) junk_after: bool,
    pub(super) undeclared_prefix: bool,
    pub(super) odd_namespace: bool,
    pub(super) odd_type: bool,
    pub(super) odd_base: bool,
    pub(super) unfinished: bool,
    pub(super) cut_short: bool,
    pub(super) unclosed: bool,
    pub(super) junk_before: bool,
    pub(super) letter_case: bool,
    pub(super) no_version: bool,
    pub(super) extra_declaration: bool,
    pub(super) too_many_items: bool,
    pub(super) cut_texts: u32,
    pub(super) lost_items: u32,
    pub(super) odd_dates: u32,
    pub(super) odd_date: Option<String>,
}

/// Most bytes of an odd date that are shown.
const SHOWN_BYTES: usize = 60;

impl Repairs {
    /// Adds what the reader of the markup saw.
    pub(super) fn damage(&mut self, damage: Damage) {
        self.bare_angle |= damage.bare_angles > 0;
        self.open_cdata |= damage.open_cdata;
        self.unfinished |= damage.unfinished;
    }

    /// An `xml:base` joined to the base around it; one that is no address is passed over.
    pub(super) fn base(&mut self, around: Option<&Url>, address: &str) -> Option<Url> {
        let base = joined(around, address);
        self.odd_base |= base.is_none();
        base.or_else(|| around.cloned())
    }

    /// Counts a date that could not be understood.
    pub(super) fn odd_date(&mut self, written: &str) {
        self.odd_dates += 1;
        if self.odd_date.is_none() {
            self.odd_date = Some(
                written
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(SHOWN_BYTES)
                    .collect(),
            );
        }
    }

    /// One sentence for each kind of damage.
    pub(super) fn issues(&self) -> Vec<Issue> {
        let flags = [
            (
                self.junk_before,
                "something stood before the feed's root element and was cut off",
            ),
            (
                self.extra_declaration,
                "there was more than one XML declaration, or one inside the feed; the first counts",
            ),
            (
                self.letter_case,
                "element names were not in their proper letter case",
            ),
            (self.no_version, "`rss` had no version; read as 2.0"),
            (self.references.bare, "a bare `&` was read as `&amp;`"),
            (
                self.references.html,
                "HTML entities that XML does not know were resolved",
            ),
            (
                self.references.numeric,
                "references to characters that XML does not allow were resolved or dropped",
            ),
            (self.bare_angle, "a bare `<` was read as text"),
            (
                self.spaced_tag,
                "blanks between a `<` and the name of its element were passed over",
            ),
            (
                self.stray_end,
                "end tags of elements that had not begun were passed over",
            ),
            (
                self.open_cdata,
                "a CDATA section that did not end was ended with its element",
            ),
            (
                self.junk_after,
                "something stood after the feed and was passed over",
            ),
            (
                self.undeclared_prefix,
                "namespace prefixes that are not declared were taken for what they usually mean",
            ),
            (
                self.odd_namespace,
                "a namespace was not written as it is defined, and taken for what was meant",
            ),
            (
                self.odd_type,
                "a `type` of a text that Atom does not know was taken for HTML",
            ),
            (self.odd_base, "an `xml:base` that is no address was passed over"),
            (
                self.unclosed,
                "elements that were never closed were closed where the next one began",
            ),
            (
                self.cut_short || self.unfinished,
                "the feed ends in the middle; what had come was read",
            ),
        ];
        let mut issues: Vec<Issue> = flags
            .into_iter()
            .filter(|(seen, _)| *seen)
            .map(|(_, sentence)| Issue(sentence.to_owned()))
            .collect();
        if self.too_many_items {
            issues.push(Issue(format!("only the first {MAX_ITEMS} items were read")));
        }
        if self.cut_texts > 0 {
            issues.push(Issue(format!(
                "{} texts longer than 2 MiB were cut",
                self.cut_texts
            )));
        }
        if self.lost_items > 0 {
            issues.push(Issue(format!(
                "{} items could not be read and were left out",
                self.lost_items
            )));
        }
        if let Some(date) = &self.odd_date {
            issues.push(Issue(format!(
                "{} dates were not understood, the first is `{date}`",
                self.odd_dates
            )));
        }
        issues
    }
}

/// The text without the characters that XML forbids; `None` if it has none of them.
pub(super) fn without_forbidden(text: &str) -> Option<String> {
    let forbidden =
        |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.contains(forbidden).then(|| text.replace(forbidden, ""))
}

/// What had to be done about a feed's characters before it could be read.
pub(super) fn of_characters(decoded: &Decoded, forbidden: bool) -> Vec<Issue> {
    let encoding = decoded.encoding;
    let mut issues = Vec::new();
    if let Some(label) = &decoded.disbelieved {
        issues.push(format!(
            "it says that its encoding is `{label}`, but it is not; it was read as {encoding}"
        ));
    }
    if decoded.guessed {
        issues.push(format!(
            "it does not say its encoding; it looks like {encoding} and was read so"
        ));
    }
    if decoded.lossy {
        issues.push(format!(
            "some bytes were not {encoding} and were read as well as they could be"
        ));
    }
    if forbidden {
        issues.push("control characters, which XML does not allow, were dropped".to_owned());
    }
    issues.into_iter().map(Issue).collect()
}
