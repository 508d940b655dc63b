//! The numbers of one digest: what `report --json`, `/campaigns/{id}` and the mail show.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    AroundPost, Automated, BacklinkChecks, BrandId, CampaignId, CodeLeak, EffectChecks, EffectDifference,
    EngagementReading, Event, Figure, GoalDetail, Horizon, InfluencerId, InfluencerReturn, Kind, LinkState,
    MentionId, Money, Objective, PlanReport, Platform, Polarity, ReturnReport, Roster, StoryRow, Talk, Tier,
    Unusual, ValueReport, VoiceRow, Window,
};

/// Everything known about one brand in one window, with its campaigns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Which brand.
    pub brand: BrandId,
    /// Its name.
    pub brand_name: String,
    /// The window reported.
    pub window: Window,
    /// Seen from when: nothing later counts.
    pub as_of: Timestamp,
    /// IANA name of the zone days are reckoned in.
    pub timezone: String,
    /// Headline metrics, in the order of `metrics::ALL`.
    pub tiles: Vec<Tile>,
    /// Mentions a day, oldest first, from the start of the chart's span to the end of the window.
    pub days: Vec<DayCount>,
    /// Campaigns of the brand that touch the window or are followed after their end.
    pub campaigns: Vec<CampaignReport>,
    /// Influencers of the roster with anything to report.
    pub influencers: Vec<InfluencerRow>,
    /// Same figures by platform.
    pub platforms: Vec<PivotRow>,
    /// Same figures by follower tier.
    pub tiers: Vec<PivotRow>,
    /// Mentions that mattered most, each story once.
    pub top: Vec<TopRow>,
    /// Negative ones that need an answer first.
    pub negative: Vec<TopRow>,
    /// Stories told more than once, the farthest told first.
    #[serde(default)]
    pub stories: Vec<StoryRow>,
    /// Promo codes that others hand out, as far as that goes on in the window.
    #[serde(default)]
    pub leaks: Vec<CodeLeak>,
    /// Days of the window that stand out from the four weeks before each, the newest first.
    #[serde(default)]
    pub unusual: Vec<Unusual>,
    /// Posts of the roster with what moved around them.
    #[serde(default)]
    pub around_posts: Vec<AroundPost>,
    /// Backlinks in the window.
    pub backlinks: Vec<BacklinkRow>,
    /// How all backlinks stand, and what happened to them in the window.
    #[serde(default)]
    pub backlink_checks: BacklinkChecks,
    /// What the mentions are and what they are about.
    #[serde(default)]
    pub talk: Talk,
    /// Authors not on the roster worth a look.
    pub new_voices: Vec<VoiceRow>,
    /// Accounts of programs that spoke of it; they are no voices.
    #[serde(default)]
    pub automated: Automated,
    /// Hashtags: this window and the previous one.
    pub hashtags: Vec<ShiftRow>,
    /// Languages: this window and the previous one.
    pub languages: Vec<ShiftRow>,
    /// Coverage of each source in the window.
    pub coverage: Vec<CoverageRow>,
    /// Set aside as spam or look-alike.
    pub set_aside: u32,
    /// How much was seen, how far that is known, and what it would have cost.
    #[serde(default)]
    pub value: ValueReport,
    /// When it was frozen, if it is told as it was then; what came later is not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen_at: Option<Timestamp>,
    /// Rates, table versions and methods used, one sentence each.
    pub methods: Vec<String>,
}

/// One headline metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    /// Name in `metrics::ALL`.
    pub metric: String,
    /// Label for people.
    pub label: String,
    /// Unit for people: nothing, `%`, `EUR`, …
    pub unit: String,
    /// In the window.
    pub value: Figure,
    /// In the window before it of the same length.
    pub previous: Figure,
    /// Mean per window of the same length in the baseline of the newest campaign.
    pub baseline: Figure,
    /// Relative change against `previous` in per cent, `None` when it cannot be told.
    pub change_percent: Option<f64>,
    /// Value per day in the window, for the spark line; none for a day without data.
    pub spark: Vec<Option<f64>>,
}

/// One day of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// The day.
    pub day: Date,
    /// Whether anything is known of it: the counts of a day on which no source was heard are no zeros.
    pub heard: bool,
    /// Positive mentions.
    pub positive: u32,
    /// Neutral mentions.
    pub neutral: u32,
    /// Negative mentions.
    pub negative: u32,
}

/// One campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CampaignReport {
    /// Which.
    pub id: CampaignId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub objective: Objective,
    /// Metric that leads the subject.
    pub primary: String,
    /// Days it runs.
    pub window: Window,
    /// `before`, `running` or `after`.
    pub phase: Phase,
    /// Frozen baseline window and when it was frozen, if it has begun.
    pub baseline: Option<Window>,
    /// When the baseline was frozen.
    pub baseline_frozen_at: Option<Timestamp>,
    /// Goals with their pace.
    pub goals: Vec<GoalRow>,
    /// Before / during / after by metric.
    pub effects: Vec<EffectRow>,
    /// All costs.
    pub cost: Money,
    /// By category.
    pub cost_lines: Vec<CostRow>,
    /// Figures of the campaign's own mentions since its start, by metric name.
    pub totals: Vec<(String, Figure)>,
    /// Cost per outcome by name (`cpm`, `cpe`), money in major units.
    pub unit_costs: Vec<(String, Figure)>,
    /// How much was seen, how far that is known, what it would have cost, and what came after its end.
    #[serde(default)]
    pub value: ValueReport,
    /// Events to mark on the chart.
    pub events: Vec<Event>,
    /// What it brought, once it has begun.
    #[serde(default)]
    pub brought: Option<ReturnReport>,
    /// What keeps an effect from being told, now or later, a sentence each.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// Its influencers, judged; `None` before it begins and where nobody is on its roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster: Option<Roster>,
    /// What was noted, and what the numbers say about the way to a sale.
    #[serde(flatten)]
    pub plan: PlanReport,
}

/// Where a campaign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Not begun.
    Before,
    /// Running.
    Running,
    /// Over.
    After,
}

/// One goal with its pace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalRow {
    /// Metric.
    pub metric: String,
    /// Label, with influencer or platform where it is only theirs.
    pub label: String,
    /// Only this influencer's.
    pub influencer: Option<InfluencerId>,
    /// Only this platform's.
    pub platform: Option<Platform>,
    /// When it is judged.
    pub horizon: Horizon,
    /// Target.
    pub target: f64,
    /// Last day.
    pub by: Date,
    /// So far.
    pub actual: Figure,
    /// Expected by now for an even pace.
    pub expected: f64,
    /// actual / expected.
    pub pace: Option<f64>,
    /// Probability of reaching the target, 0–1.
    pub probability: Option<f64>,
    /// Forecast at the end with its 80 % interval.
    pub forecast: Figure,
    /// Per day from now on to reach it.
    pub needed_per_day: Option<f64>,
    /// Per day until now.
    pub rate_per_day: Option<f64>,
    /// One word.
    pub verdict: Verdict,
    /// What it is made of, how its months went, and what closes its gap.
    #[serde(flatten)]
    pub detail: GoalDetail,
}

/// Where a goal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Target met.
    Reached,
    /// Probability at least 80 %.
    OnTrack,
    /// 40 to 80 %.
    AtRisk,
    /// Below 40 %.
    Unlikely,
    /// Under 7 days or 5 events, or not begun.
    TooEarly,
    /// Time is up and the target was not met.
    Missed,
    /// No data for the metric.
    NoData,
    /// A long-term goal that is not judged yet.
    Progress,
}

impl Verdict {
    /// For people.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::OnTrack => "on track",
            Self::AtRisk => "at risk",
            Self::Unlikely => "unlikely",
            Self::TooEarly => "too early",
            Self::Missed => "missed",
            Self::NoData => "no data",
            Self::Progress => "in progress",
        }
    }
}

/// Before / during / after of one metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectRow {
    /// Metric.
    pub metric: String,
    /// Label.
    pub label: String,
    /// Of `before`, `during` and `after` where there is no `difference`, which has its own: a currency; empty for counts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Per day before, as during and after; of the whole window where there is a `difference`.
    pub before: Figure,
    /// Likewise during.
    pub during: Figure,
    /// Likewise after, once there is an after.
    pub after: Figure,
    /// Rate during over rate before, with its 95 % range; unknown when too few.
    pub ratio: Figure,
    /// Two-sided p of the exact test.
    pub p_value: Option<f64>,
    /// (after − before) / (during − before) in per cent.
    pub retained_percent: Option<f64>,
    /// The finding in words.
    pub finding: Finding,
    /// Whether it holds against a control, lasts, and how much of it the campaign's own mentions explain.
    #[serde(default)]
    pub checks: EffectChecks,
    /// The change of a metric whose days do not add up (shares, rates, means), which has no `ratio`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<EffectDifference>,
}

/// What the test says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// A real rise.
    Rise,
    /// A real fall.
    Fall,
    /// Not distinguishable from normal.
    NoChange,
    /// Shown, and not tested: no goal names it, and each further test costs the others power.
    NotTested,
    /// Too few to tell.
    TooFew,
    /// No baseline.
    NoBaseline,
}

/// Costs of one category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostRow {
    /// Category.
    pub what: String,
    /// Sum.
    pub amount: Money,
    /// Who was paid, as far as the configuration tells; sorted.
    #[serde(default)]
    pub paid_to: Vec<String>,
}

/// One influencer, over the campaigns reported that name it (from their start until now), else over the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InfluencerRow {
    /// Which.
    pub id: InfluencerId,
    /// Name.
    pub name: String,
    /// Category as configured, e.g. `outdoor`.
    #[serde(default)]
    pub category: Option<String>,
    /// Tier by the largest known following.
    pub tier: Option<Tier>,
    /// Platforms seen on.
    pub platforms: Vec<Platform>,
    /// Posts in that span.
    pub posts: u32,
    /// Reach.
    pub reach: Figure,
    /// Reactions.
    pub engagement: Figure,
    /// Reactions per follower and post, in per cent.
    pub engagement_rate: Figure,
    /// Benchmark of the tier in per cent.
    pub benchmark_rate: Option<f64>,
    /// Earned media value, major units.
    pub emv: Figure,
    /// Net sentiment.
    pub net_sentiment: Figure,
    /// Cost in the campaigns reported, with the part of shared ones that is theirs.
    pub cost: Money,
    /// Cost per engagement, major units.
    pub cpe: Figure,
    /// Cost per thousand impressions, major units.
    pub cpm: Figure,
    /// What they brought.
    #[serde(default)]
    pub brought: InfluencerReturn,
}

/// Figures of one platform or tier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PivotRow {
    /// Its name.
    pub name: String,
    /// Mentions.
    pub mentions: u32,
    /// Reach.
    pub reach: Figure,
    /// Reactions.
    pub engagement: Figure,
    /// Earned media value, major units.
    pub emv: Figure,
    /// Net sentiment.
    pub net_sentiment: Figure,
}

/// A mention worth reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopRow {
    /// Which.
    pub id: MentionId,
    /// Title, may be empty.
    pub title: String,
    /// Words around the match, at most 300 characters.
    pub excerpt: String,
    /// Byte ranges in `excerpt` that matched.
    pub marks: Vec<(usize, usize)>,
    /// Where it was said, for people: site or source.
    pub place: String,
    /// Platform.
    pub platform: Platform,
    /// Author for people.
    pub author: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Link.
    pub url: Option<String>,
    /// Sentiment.
    pub sentiment: Polarity,
    /// The words behind it.
    pub words: Vec<String>,
    /// Reach.
    pub reach: Figure,
    /// Reactions, if told.
    pub engagement: Option<u64>,
    /// Further mentions of the same story.
    pub copies: u32,
    /// Its story: the id of a row in [`Report::stories`] if it was told more than once.
    #[serde(default)]
    pub story: String,
    /// Whether it asks something.
    pub question: bool,
    /// What it is.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// What has come, per cent, of what it will draw, while it still grows.
    #[serde(default)]
    pub seen_percent: Option<f64>,
    /// Its reactions each time they were read, oldest first; at most one reading for each age.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<EngagementReading>,
}

/// A backlink.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BacklinkRow {
    /// Page that links.
    pub from: Option<String>,
    /// Its site.
    pub site: String,
    /// Target.
    pub to: String,
    /// Anchor text.
    pub anchor: String,
    /// `rel` tokens.
    pub rel: Vec<String>,
    /// Whether search engines may follow it.
    pub followed: bool,
    /// Whether it carries `utm_*` parameters.
    pub utm: bool,
    /// First seen.
    pub at: Timestamp,
    /// How it stands since it was looked at again; `None` before.
    #[serde(default)]
    pub state: Option<LinkState>,
    /// What it is worth, 0 to 100, by what is known of it.
    #[serde(default)]
    pub quality: Option<f64>,
}

/// A count in this window and the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftRow {
    /// Of what.
    pub name: String,
    /// In the window.
    pub now: u32,
    /// In the one before.
    pub before: u32,
}

/// How well a source was heard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoverageRow {
    /// Source.
    pub source: String,
    /// Share of polls answered well, 0–1; `None` when it was not polled in the window.
    pub share: Option<f64>,
    /// Polls.
    pub polls: u32,
    /// Standing now.
    pub health: String,
    /// Last error.
    pub last_error: Option<String>,
    /// Mentions probably missed: usual rate × time not heard.
    pub missed: Figure,
    /// Items that probably came and went between two polls, because the source lists few and has many.
    #[serde(default)]
    pub slipped: u32,
}
