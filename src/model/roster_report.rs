//! The influencers of a campaign as they are judged: what they promised and kept, which figures they handed over, what
//! they brought for their cost.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    DataStanding, Figure, InfluencerId, MentionId, Money, PageFigure, PivotRow, Platform, Tier, TopRow,
};

/// The roster of one campaign.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Roster {
    /// Name of the metric by which they are compared.
    pub metric: String,
    /// The metric for people, in the plural: `orders`, `reactions`.
    pub counted: String,
    /// Why that one, in words.
    pub why: String,
    /// Variance over mean of the counts, at least 1; unknown until two posts or days tell it.
    pub scatter: Option<f64>,
    /// Everybody on it, who brought most first.
    pub members: Vec<MemberRow>,
    /// What came by nobody of the roster.
    pub others: Option<ShareRow>,
    /// Where budget should go, as far as that is proven: one sentence each.
    pub shift: Vec<String>,
    /// How a trial goes or went, where the campaign begins with one; else empty.
    #[serde(default)]
    pub trial: String,
    /// The same comparison by follower tier.
    pub tiers: Vec<GroupRow>,
    /// The same comparison by category.
    pub categories: Vec<GroupRow>,
    /// The mentions' figures by category.
    pub by_category: Vec<PivotRow>,
    /// Their posts that did best.
    pub top_posts: Vec<PostRow>,
}

/// One influencer in one campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberRow {
    /// Which.
    pub id: InfluencerId,
    /// Name.
    pub name: String,
    /// Tier by the largest known following.
    pub tier: Option<Tier>,
    /// Category as configured.
    pub category: Option<String>,
    /// Posts in the campaign so far.
    pub posts: u32,
    /// What they brought, in [`Roster::metric`].
    pub brought: Figure,
    /// Cost, shared costs included by their rule.
    pub cost: Money,
    /// Cost of one of what they brought, in major units.
    pub cost_each: Figure,
    /// Their share in what came.
    pub share: Option<ShareRow>,
    /// Keep, too early or replace.
    pub keep: KeepRow,
    /// The score with its parts.
    pub score: ScoreRow,
    /// What they promised, line by line.
    pub deliverables: Vec<DeliverableRow>,
    /// Their posts in the campaign that are still stored, newest first.
    pub delivered: Vec<PostRow>,
    /// What is wrong with their posts.
    pub slips: Vec<Slip>,
    /// Which figures were asked for, and which came.
    pub data: DataRow,
    /// What they told beside what was seen.
    pub told: Vec<ToldRow>,
    /// How far their data can be relied on, 0 to 100.
    pub reliability: Figure,
    /// Engagement rate of a post in the campaign in per cent: the median.
    pub rate: Figure,
    /// The same of their earlier posts about the brand: what is usual for them.
    pub usual_rate: Figure,
    /// What is usual for their tier in per cent.
    pub tier_rate: Option<f64>,
    /// Questions that people put to them and the brand can answer.
    pub asked: Vec<TopRow>,
    /// What imports tell that came through them: clicks, orders, …, as far as anything tells it.
    #[serde(default)]
    pub outcomes: Vec<PageFigure>,
}

/// A share in what came, in per cent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShareRow {
    /// How much it is.
    pub percent: f64,
    /// Low end of its 95 % range.
    pub low: f64,
    /// High end.
    pub high: f64,
}

/// What to do about an influencer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepVerdict {
    /// Brings more for the cost than the rest.
    Keep,
    /// Brings as much as the rest.
    InLine,
    /// Cannot be told apart from chance yet.
    TooEarly,
    /// Brings less for the cost than the rest.
    Replace,
    /// Cannot be told.
    Unknown,
}

impl KeepVerdict {
    /// For people.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::InLine => "keep: in line with the rest",
            Self::TooEarly => "too early to tell",
            Self::Replace => "replace",
            Self::Unknown => "cannot be told",
        }
    }
}

/// Keep, too early or replace, with its numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeepRow {
    /// The verdict.
    pub verdict: KeepVerdict,
    /// What they brought for the cost over what the rest brought for theirs, with its 95 % range.
    pub ratio: Figure,
    /// Two-sided p of the exact test, adjusted for the number of tests (Holm).
    pub p_adjusted: Option<f64>,
    /// The verdict in a sentence with its numbers, for those who pay: it tells the rest's figures too.
    pub sentence: String,
}

/// A score with its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScoreRow {
    /// 0 to 100; `None` if less than half of it is known.
    pub score: Option<f64>,
    /// How much of it is known, 0 to 1.
    pub coverage: f64,
    /// Its parts, in the order of their weights' names.
    pub parts: Vec<ScorePart>,
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScorePart {
    /// Its name, as in the configuration.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// Its weight, 0 to 1; all add up to 1.
    pub weight: f64,
    /// Where the influencer stands in the roster, 0 to 100; `None` is not known.
    pub rank: Option<f64>,
}

/// Where a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// All of it, in time, with everything it must carry.
    Kept,
    /// All of it, some of it too late.
    Late,
    /// All of it, but something that it must carry is missing.
    Incomplete,
    /// All of it by their own account; some of it was not seen.
    Told,
    /// Not all of it, and there is time.
    Due,
    /// Not all of it, and time is up.
    Missing,
    /// Cannot be told from here.
    Unknown,
}

impl Delivery {
    /// For people.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Late => "late",
            Self::Incomplete => "incomplete",
            Self::Told => "kept, by their own account",
            Self::Due => "open",
            Self::Missing => "missing",
            Self::Unknown => "not known",
        }
    }
}

/// One line of what was promised, ticked off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliverableRow {
    /// The promise for people: `3 posts on instagram by 15 Apr 2026 with #acmelaunch, KRISTAL10`.
    pub promise: String,
    /// Posts promised.
    pub posts: u32,
    /// Stories promised.
    pub stories: u32,
    /// Last day, included.
    pub by: Date,
    /// Where, if that was agreed.
    pub platform: Option<Platform>,
    /// Posts that were seen and count for it.
    pub seen: u32,
    /// Of those, with everything they must carry; `None` if some of them are stored no more.
    pub complete: Option<u32>,
    /// Of those seen, too late.
    pub late: u32,
    /// Posts that were only told of.
    pub told: u32,
    /// Stories that were told of; `None` where nothing was told, so that nothing is known.
    pub stories_told: Option<u32>,
    /// Where the posts stand.
    pub state: Delivery,
    /// What is missing in which post, and what could not be seen: one sentence each.
    pub remarks: Vec<String>,
}

/// A post of an influencer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PostRow {
    /// Which mention.
    pub id: MentionId,
    /// Whose.
    pub influencer: InfluencerId,
    /// Title, or how its text begins.
    pub title: String,
    /// Where.
    pub platform: Platform,
    /// When.
    pub at: Timestamp,
    /// Link.
    pub url: Option<String>,
    /// Reactions, if told.
    pub engagement: Option<u64>,
    /// Reactions per follower in per cent, if both are told.
    pub rate: Option<f64>,
    /// People reached.
    pub reach: Figure,
    /// What came of it where outcomes name the post: kind in the plural and count.
    pub outcomes: Vec<(String, u64)>,
    /// Whether it is gone.
    pub gone: bool,
}

/// What is wrong with a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipKind {
    /// A paid post does not say so.
    NoDisclosure,
    /// A paid post says so in a way that regulators do not take as sufficient.
    WeakDisclosure,
    /// A link to the brand carries none of the parameters that lead it back.
    UtmMissing,
    /// A link carries the parameters of somebody else.
    UtmOfOther,
    /// A link leads to a page that is gone.
    DeadLink,
    /// A link leads to a competitor.
    ForeignLink,
    /// The code of somebody else stands in it.
    CodeOfOther,
    /// The post was taken down while the campaign ran.
    PostGone,
}

impl SlipKind {
    /// For people.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::NoDisclosure => "no disclosure",
            Self::WeakDisclosure => "disclosure not clear enough",
            Self::UtmMissing => "link without UTM",
            Self::UtmOfOther => "UTM of somebody else",
            Self::DeadLink => "dead link",
            Self::ForeignLink => "link to a competitor",
            Self::CodeOfOther => "code of somebody else",
            Self::PostGone => "post taken down",
        }
    }
}

/// Something wrong with a post, and what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slip {
    /// What.
    pub what: SlipKind,
    /// In which mention.
    pub post: MentionId,
    /// When that was posted.
    pub at: Timestamp,
    /// Its link.
    pub url: Option<String>,
    /// The link, code or words concerned, and what to do.
    pub detail: String,
}

/// Which figures were asked of an influencer, and which came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DataRow {
    /// Where that stands.
    pub standing: Option<DataStanding>,
    /// Whether a person has said so.
    pub by_hand: bool,
    /// What was asked for.
    pub asked: Vec<String>,
    /// Of that, what came.
    pub came: Vec<String>,
    /// Of that, what is missing.
    pub missing: Vec<String>,
    /// Of that, what no file can carry: only a person can say that it came.
    pub by_person: Vec<String>,
    /// When it is due.
    pub due: Option<Date>,
}

/// A figure as the influencer told it, beside what was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToldRow {
    /// Kind of outcome, in the plural.
    pub what: String,
    /// Which post, `None` for all of them.
    pub post: Option<String>,
    /// Where.
    pub platform: Option<Platform>,
    /// What was told.
    pub told: u64,
    /// What was seen of the same, where both are known.
    pub seen: Option<u64>,
}

/// Several influencers together, against all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Name of the tier or category.
    pub name: String,
    /// Influencers in it.
    pub influencers: u32,
    /// What they brought, in [`Roster::metric`].
    pub brought: Figure,
    /// What they cost.
    pub cost: Money,
    /// Cost of one of what they brought, in major units.
    pub cost_each: Figure,
    /// Whether they bring more or less for the cost than the others.
    pub keep: KeepRow,
}
