//! One page about one influencer in one campaign, to be shared with them: nothing in it is about anybody else.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    CampaignId, DataRow, DeliverableRow, Figure, GoalRow, InfluencerId, Platform, PostRow, Slip, ToldRow,
    TopRow, Window,
};

/// The page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InfluencerPage {
    /// Name of the brand.
    pub brand: String,
    /// Which campaign.
    pub campaign: CampaignId,
    /// Its name.
    pub campaign_name: String,
    /// The days it runs.
    pub window: Window,
    /// Seen from when.
    pub as_of: Timestamp,
    /// IANA name of the zone days are reckoned in.
    pub timezone: String,
    /// Whom it is about.
    pub influencer: InfluencerId,
    /// Their name.
    pub name: String,
    /// Goals agreed with them alone.
    pub goals: Vec<GoalRow>,
    /// What they promised, ticked off.
    pub deliverables: Vec<DeliverableRow>,
    /// What was seen of their posts.
    pub seen: Vec<PageFigure>,
    /// What came to the brand through them.
    pub brought: Vec<PageFigure>,
    /// Their posts, newest first.
    pub posts: Vec<PostRow>,
    /// What to put right.
    pub slips: Vec<Slip>,
    /// What they told, beside what was seen.
    pub told: Vec<ToldRow>,
    /// What is asked of them, and what came.
    pub data: DataRow,
    /// Where they post, as far as that is known.
    pub platforms: Vec<Platform>,
    /// Questions that people put to them and the brand can answer.
    pub asked: Vec<TopRow>,
}

/// A figure with its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageFigure {
    /// Name for people.
    pub label: String,
    /// Unit for people; may be empty.
    pub unit: String,
    /// The figure.
    pub value: Figure,
}
