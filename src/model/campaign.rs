//! What we want to reach.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{BrandId, CampaignId, CampaignPlan, Cost, Goal, InfluencerId, Terms, Window};

/// One `[[campaign]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Its name for people.
    pub name: String,
    /// Whose.
    pub brand: BrandId,
    /// What it is for.
    pub objective: Objective,
    /// Days it runs (`to` in the file is the last day and included; here it is the day after).
    pub window: Window,
    /// Whole weeks before it that give the baseline.
    pub baseline_days: u32,
    /// How long the lasting effect is followed.
    pub after_days: u32,
    /// Days after its end in which what came by a link of its is still its own. Codes are not bound by it.
    pub purchase_days: u32,
    /// What of the revenue is left after the goods are paid, 0 to 1; `None` if nobody says.
    pub margin: Option<f64>,
    /// Hashtags that mark its mentions, without `#`, folded.
    pub hashtags: Vec<String>,
    /// Query that marks its mentions, may be empty. A mention of the brand also belongs to the campaign when one of
    /// its influencers published it, or it carries one of their codes, links or the campaign's UTM.
    pub query: String,
    /// Metric that leads the mail's subject.
    pub primary: String,
    /// What is to be reached.
    pub goals: Vec<Goal>,
    /// What it costs.
    pub costs: Vec<Cost>,
    /// Roster of this campaign: influencers named by goals, costs, deliverables or `influencers = […]`.
    pub influencers: Vec<InfluencerId>,
    /// Whom it is meant for.
    pub audience: TargetAudience,
    /// What was agreed with them.
    pub terms: Terms,
    /// Seasons and news that explain the curve.
    pub events: Vec<Event>,
    /// How it is meant to go beside that.
    pub plan: CampaignPlan,
}

/// Whom a campaign is meant for; empty lists mean everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetAudience {
    /// ISO 639-1 codes of their languages.
    pub languages: Vec<String>,
    /// ISO 3166 codes of their countries, lower case, as in top-level domains.
    pub countries: Vec<String>,
}

impl Campaign {
    /// Days after the end of a campaign in which purchases by its links are its own, where nothing else is said: what is usual
    /// for general goods (avada.io names 7–14 days for impulse purchases, 30 in general, 60 for considered ones and 90 for big
    /// tickets).
    pub const PURCHASE_DAYS: u32 = 30;

    /// Whole weeks that end where the campaign begins.
    pub fn baseline(&self) -> Window {
        let days = i64::from(self.baseline_days);
        let from = self
            .window
            .from
            .checked_sub(jiff::Span::new().days(days))
            .unwrap_or(Date::MIN);
        Window {
            from,
            to: self.window.from,
        }
    }

    /// Its days and those after it in which what came by its links is its own.
    pub fn purchases(&self) -> Window {
        let days = i64::from(self.purchase_days);
        let to = self.window.to.checked_add(jiff::Span::new().days(days));
        Window {
            from: self.window.from,
            to: to.unwrap_or(Date::MAX),
        }
    }

    /// The days after it in which the lasting effect is followed.
    pub fn after(&self) -> Window {
        let days = i64::from(self.after_days);
        let to = self
            .window
            .to
            .checked_add(jiff::Span::new().days(days))
            .unwrap_or(Date::MAX);
        Window {
            from: self.window.to,
            to,
        }
    }
}

/// The five objectives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Objective {
    /// Be known.
    #[default]
    Awareness,
    /// New audiences.
    Audience,
    /// Reactions.
    Engagement,
    /// Sales and loyalty.
    Sales,
    /// Be well spoken of.
    Reputation,
}

/// A day that explains the curve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Which day.
    pub on: Date,
    /// What happened.
    pub note: String,
}
