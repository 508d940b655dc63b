//! What a mapping of outcomes may fill.

use std::collections::BTreeMap;

use crate::model::OutcomeKind;
use crate::text::nearest::nearest;

/// Fields beside the counts, with what they mean.
const OWN: &[(&str, &str)] = &[
    (
        "id",
        "id of the row at its source: the same one again is told anew, never added",
    ),
    (
        "order",
        "number of the order that a refund pays back; of an order its number, where `id` is another one",
    ),
    (
        "from",
        "first day that the file tells everything of, where a column says so; also in a remark: `# From: 2026-03-01`",
    ),
    (
        "through",
        "last day that the file tells everything of, likewise: a quiet last day is then known to be one",
    ),
    ("at", "when it happened; a day alone for counts of a day"),
    (
        "updated",
        "when it was last changed: an older telling never replaces a newer one",
    ),
    (
        "kind",
        "what happened: `order`, `lead`, `click` …, or the name of a metric",
    ),
    ("count", "how often; default 1"),
    ("money", "what was paid, before refunds"),
    ("refunded", "what of it was paid back"),
    (
        "currency",
        "ISO 4217 code of the money; default: the configuration's",
    ),
    ("status", "paid, pending, refunded, cancelled …"),
    ("cancelled", "whether, or when, it was called off"),
    ("test", "whether it was only a test"),
    ("codes", "discount codes, several with `,` between them"),
    ("utm_source", "`utm_source`"),
    ("utm_medium", "`utm_medium`"),
    ("utm_campaign", "`utm_campaign`"),
    ("utm_term", "`utm_term`"),
    ("utm_content", "`utm_content`"),
    (
        "source_medium",
        "source and medium in one, as in `instagram / influencer`",
    ),
    (
        "ref",
        "an affiliate's `ref`, or another name the source knows an influencer by",
    ),
    ("referrer", "address or host that the visitor came from"),
    (
        "landing",
        "address or path of the first page; UTM parameters and `ref` are read from it",
    ),
    ("link", "the link that was followed"),
    ("skus", "article numbers bought"),
    (
        "customer",
        "address or number of the customer, kept as a keyed hash only",
    ),
    ("new_customer", "whether it is the customer's first order"),
    (
        "order_index",
        "which order of the customer it is, 0 for the first",
    ),
    ("subscription", "whether it is part of a subscription"),
    (
        "tags",
        "tags; one with `subscription` in it says that the order is part of one",
    ),
    ("influencer", "id, name or account of the influencer"),
    ("platform", "platform it happened on"),
    ("campaign", "id of the campaign"),
    ("post", "address or name of the post"),
    ("note", "free text"),
];

/// Every field of a mapping with what it means: those of the row, then a count for each kind of outcome.
pub fn fields() -> Vec<(&'static str, String)> {
    let own = OWN.iter().map(|(name, meaning)| (*name, (*meaning).to_owned()));
    let counts = OutcomeKind::ALL.iter().map(|(_, one, many)| {
        (
            *many,
            format!("how many of the kind `{one}`; makes an outcome of its own"),
        )
    });
    own.chain(counts).collect()
}

/// The field of that name.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    let own = OWN.iter().map(|(name, _)| *name);
    let counts = OutcomeKind::ALL.iter().map(|(_, _, many)| *many);
    own.chain(counts).find(|known| *known == name)
}

/// What to say about a field that there is not.
pub(crate) fn unknown(name: &str) -> String {
    let all = fields();
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    nearest(name, names.iter().copied()).map_or_else(
        || {
            format!(
                "`{name}` is no field of an outcome; there are `{}`",
                names.join("`, `")
            )
        },
        |near| format!("`{name}` is no field of an outcome; did you mean `{near}`?"),
    )
}

/// The texts that a row tells, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told(BTreeMap<&'static str, Vec<String>>);

impl Told {
    /// Adds a text to a field; empty ones say nothing.
    pub(crate) fn add(&mut self, field: &'static str, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.0.entry(field).or_default().push(text.to_owned());
        }
    }

    /// Whether nothing is told.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first text of a field.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field)?.first().map(String::as_str)
    }

    /// Every text of a field.
    pub(super) fn all(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }
}
