//! How earned media value is reckoned.

use serde::{Deserialize, Serialize};

/// `[emv]`: one base is priced, views or reactions, never the sum of both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EmvPlan {
    /// What is priced.
    pub method: EmvMethod,
    /// Own price of a thousand views wherever they are, in the configured currency.
    pub thousand_views: Option<f64>,
    /// Own price of one like, comment and share, likewise.
    pub reactions: ReactionPrices,
    /// Own price of one article view for [`EmvMethod::MeltwaterAve`], likewise.
    pub article_view: Option<f64>,
    /// What one US dollar is worth in the configured currency: with it published prices are converted, without it nothing is.
    pub exchange: Option<f64>,
    /// Whether it is shown for campaigns whose objective is reputation.
    pub reputation: bool,
}

impl EmvPlan {
    /// Views at advertising prices, no own ones.
    pub const DEFAULT: Self = Self {
        method: EmvMethod::Impressions,
        thousand_views: None,
        reactions: ReactionPrices {
            like: None,
            comment: None,
            share: None,
        },
        article_view: None,
        exchange: None,
        reputation: false,
    };
}

/// Prices of single reactions; `None` where none is given.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReactionPrices {
    /// Of a like.
    pub like: Option<f64>,
    /// Of a comment.
    pub comment: Option<f64>,
    /// Of a share.
    pub share: Option<f64>,
}

impl ReactionPrices {
    /// Whether any is given.
    pub fn any(&self) -> bool {
        self.like.is_some() || self.comment.is_some() || self.share.is_some()
    }
}

/// What is priced, and with which table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmvMethod {
    /// Views, at the price of advertising on the platform.
    #[default]
    Impressions,
    /// Reactions, at published prices of one like, comment and share.
    Engagement,
    /// Views of articles, at Meltwater's price of one; nothing else.
    MeltwaterAve,
    /// Views, at own prices only.
    CustomImpressions,
    /// Reactions, at own prices only.
    CustomEngagement,
}

impl EmvMethod {
    /// Whether reactions are priced rather than views.
    pub fn prices_reactions(self) -> bool {
        matches!(self, Self::Engagement | Self::CustomEngagement)
    }

    /// Its name for people.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Impressions => "views at advertising prices",
            Self::Engagement => "reactions at published prices",
            Self::MeltwaterAve => "Meltwater's advertising equivalent of articles",
            Self::CustomImpressions => "views at own prices",
            Self::CustomEngagement => "reactions at own prices",
        }
    }
}
