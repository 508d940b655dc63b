//! What a campaign is compared with: channels that are no influencer, such as advertisements, with costs of their own.

use std::collections::BTreeMap;

use super::{Money, OutcomeKind};

/// A channel that is no influencer, and what it costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparator {
    /// Its name for people.
    pub name: String,
    /// Channels as the marks of outcomes name them, in the form of [`Comparator::channel_key`]; may be empty where everything is
    /// told by hand.
    pub channels: Vec<String>,
    /// What it costs over the campaign, hours × rate included, in the configuration's currency.
    pub cost: Money,
    /// What one of its outcomes is worth beside one of an influencer, above 0: `0.5` if two are as good as one.
    pub quality: f64,
    /// What it brought, told by hand; counts in place of what imports tell.
    pub told: BTreeMap<OutcomeKind, u64>,
    /// What its orders left, told by hand.
    pub revenue: Option<Money>,
}

impl Comparator {
    /// Kinds that can be told by hand, which are those compared: the nearest to the sale first.
    pub const KINDS: [OutcomeKind; 4] = [
        OutcomeKind::Order,
        OutcomeKind::Lead,
        OutcomeKind::Follow,
        OutcomeKind::Click,
    ];

    /// A channel's name as it is compared: lower case, one space around `/`.
    pub fn channel_key(name: &str) -> String {
        let parts: Vec<&str> = name.split('/').map(str::trim).collect();
        parts.join(" / ").to_lowercase()
    }
}
