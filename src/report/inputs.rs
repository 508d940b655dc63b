//! What a report is computed from.

use std::collections::BTreeMap;

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};

use super::{Dossier, FrozenBaseline};
use crate::model::{
    Brand, BrandId, Campaign, CampaignId, Currency, EmvPlan, EngagementReading, Expected, Influencer,
    LinkState, Mention, MentionId, OutcomeDay, Platform, Range, Rollup, SourceName, SourceState, Subject,
    Teller, Tiers, Topic, Window, day_of,
};

/// Day totals by subject and day.
pub type Rollups = BTreeMap<(Subject, Date), Rollup>;

/// Everything a report is computed from; nothing else is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The brand reported.
    pub brand: &'a BrandId,
    /// All brands, for names and competitors.
    pub brands: &'a [Brand],
    /// Campaigns to report; those of other brands are left out.
    pub campaigns: &'a [Campaign],
    /// Every campaign of the configuration: outcomes are led back among all of them, whichever are reported.
    pub all_campaigns: &'a [Campaign],
    /// The roster.
    pub influencers: &'a [Influencer],
    /// Where the follower tiers begin.
    pub tiers: Tiers,
    /// Topics of the configuration.
    pub topics: &'a [Topic],
    /// Currency of costs and of `cpm`.
    pub currency: Currency,
    /// Configured prices of a thousand views, in `currency`.
    pub cpm: &'a BTreeMap<Platform, Range>,
    /// How earned media value is reckoned.
    pub emv: &'a EmvPlan,
    /// Zone days are reckoned in.
    pub timezone: &'a TimeZone,
    /// Its IANA name.
    pub timezone_name: &'a str,
    /// The days reported.
    pub window: Window,
    /// Seen from when: days after it do not count.
    pub as_of: Timestamp,
    /// Roll-ups of [`needed_subjects`] over [`needed_days`]; days without mentions may be missing.
    pub rollups: &'a Rollups,
    /// The mentions named by [`super::needed_mentions`], as far as they are still stored.
    pub top_mentions: &'a BTreeMap<MentionId, Mention>,
    /// The mentions of the stories named by [`super::needed_stories`], as far as they are still stored.
    pub stories: &'a BTreeMap<String, Vec<Mention>>,
    /// Readings of the reactions of those mentions, oldest first, where there are any.
    pub readings: &'a BTreeMap<MentionId, Vec<EngagementReading>>,
    /// People whom all audiences are drawn from, where that is told.
    pub people: Option<u64>,
    /// Mentions with a promo code of the roster, of whatever day.
    pub with_codes: &'a [Mention],
    /// The mentions named by [`super::needed_texts`], as far as they are still stored with their texts.
    pub texts: &'a BTreeMap<MentionId, Mention>,
    /// What came of it on the days that have any outcome, over [`needed_days`].
    pub outcomes: &'a BTreeMap<Date, OutcomeDay>,
    /// Imports in the order of the configuration.
    pub tellers: &'a [Teller],
    /// Expectations frozen when campaigns began.
    pub expected: &'a BTreeMap<CampaignId, Expected>,
    /// Baselines frozen so far.
    pub baselines: &'a BTreeMap<CampaignId, FrozenBaseline>,
    /// Configured sources with what was learnt about them.
    pub sources: &'a [(SourceName, SourceState)],
    /// What was learnt about sources that are configured no more: they listened once.
    pub former_sources: &'a [SourceState],
    /// First day that was listened to, where the caller knows it; roll-ups and polls on earlier days move it back.
    pub heard_since: Option<Date>,
    /// First day each brand was listened for; brands not named here were there from the beginning.
    pub brands_since: &'a BTreeMap<BrandId, Date>,
    /// Backlinks of the brand that are looked at again.
    pub looked: &'a Looked,
    /// What influencers are judged by, beside the roll-ups.
    pub dossier: &'a Dossier,
    /// Whole days that may pass without a poll while all is well: 0 unless every source is asked that rarely.
    pub rest_days: i32,
}

/// Backlinks of a brand that are looked at again.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// How each stands; `None` before the first look.
    pub states: Vec<Option<LinkState>>,
    /// Mentions to whose links something happened in the window or later.
    pub changed: Vec<Mention>,
}

/// Days charts reach back at least.
pub(super) const CHART_DAYS: i64 = 56;

/// The brand, its competitors and its campaigns: the subjects whose roll-ups a report reads.
pub fn needed_subjects(brand: &BrandId, brands: &[Brand], campaigns: &[Campaign]) -> Vec<Subject> {
    let competitors = brands
        .iter()
        .filter(|other| other.competitor_of.as_ref() == Some(brand))
        .map(|other| Subject::Brand(other.id.clone()));
    let campaigns = campaigns
        .iter()
        .filter(|campaign| campaign.brand == *brand)
        .map(|campaign| Subject::Campaign(campaign.id.clone()));
    std::iter::once(Subject::Brand(brand.clone()))
        .chain(competitors)
        .chain(campaigns)
        .collect()
}

/// The days whose roll-ups a report reads: window, previous window, chart, and each campaign with its baseline.
pub fn needed_days(
    brand: &BrandId,
    campaigns: &[Campaign],
    window: Window,
    as_of: Timestamp,
    zone: &TimeZone,
) -> Window {
    let chart = window
        .to
        .checked_sub(Span::new().days(CHART_DAYS))
        .unwrap_or(Date::MIN);
    let mut days = Window {
        from: chart
            .min(window.previous().from)
            .min(super::days_before(window).from),
        to: window.to.max(next_day(day_of(as_of, zone))),
    };
    for campaign in campaigns.iter().filter(|campaign| campaign.brand == *brand) {
        days.from = days.from.min(campaign.baseline().from);
    }
    days
}

/// The day after.
pub(super) fn next_day(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}
