//! What an influencer promised for a campaign, and which figures are asked of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{InfluencerId, Objective, OutcomeKind, Platform};

/// What was agreed with the influencers of a campaign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// What they promised.
    pub deliverables: Vec<Deliverable>,
    /// Which figures are asked of them; empty: those that the campaign's objective needs ([`Ask::usual`]).
    pub asks: Vec<Ask>,
    /// Whether they handed over their figures, where a person has said so; what a person says wins.
    pub data: BTreeMap<InfluencerId, DataStanding>,
}

impl Terms {
    /// The figures that are asked for with this objective.
    pub fn asked(&self, objective: Objective) -> Vec<Ask> {
        if self.asks.is_empty() {
            Ask::usual(objective).to_vec()
        } else {
            self.asks.clone()
        }
    }
}

/// One line of what an influencer promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deliverable {
    /// Who.
    pub influencer: InfluencerId,
    /// How many posts that stay.
    pub posts: u32,
    /// How many stories that vanish: those are not seen, only told of.
    pub stories: u32,
    /// What each post must carry.
    pub must: Vec<Must>,
    /// Last day, included; default: the campaign's last day.
    pub by: Option<Date>,
    /// Where; `None` is anywhere.
    pub platform: Option<Platform>,
    /// What else was agreed.
    pub note: Option<String>,
}

/// Something that a post must carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Must {
    /// A hashtag, folded, without `#`.
    Hashtag(String),
    /// An account named, folded, without `@`.
    Handle(String),
    /// A promo code, upper case.
    Code(String),
    /// A link to a site or page, without scheme.
    Link(String),
    /// That the post says that it is paid for; as it was written.
    Disclosure(String),
    /// Words that stand in it.
    Words(String),
}

impl Must {
    /// For people, as one writes it.
    pub fn as_words(&self) -> String {
        match self {
            Self::Hashtag(tag) => format!("#{tag}"),
            Self::Handle(name) => format!("@{name}"),
            Self::Code(text) | Self::Link(text) | Self::Disclosure(text) => text.clone(),
            Self::Words(text) => format!("“{text}”"),
        }
    }
}

/// A figure that is asked of an influencer, because only they see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ask {
    /// A count.
    Count(OutcomeKind),
    /// In which countries those live who saw it; comes as a picture or a list, so only a person can say that it came.
    AudienceCountries,
}

impl Ask {
    /// Name of the ask that is no count.
    const COUNTRIES: &'static str = "audience_countries";

    /// What only the influencer knows and an objective needs.
    pub fn usual(objective: Objective) -> &'static [Self] {
        use OutcomeKind::{Click, Follow, Impression, Reach, Save, Share, StoryView};
        match objective {
            Objective::Awareness => &[
                Self::Count(Impression),
                Self::Count(Reach),
                Self::Count(StoryView),
                Self::AudienceCountries,
            ],
            Objective::Audience => &[
                Self::Count(Reach),
                Self::Count(Follow),
                Self::Count(Click),
                Self::AudienceCountries,
            ],
            Objective::Engagement => &[
                Self::Count(Impression),
                Self::Count(Save),
                Self::Count(Share),
                Self::Count(StoryView),
            ],
            Objective::Sales => &[
                Self::Count(Click),
                Self::Count(Impression),
                Self::Count(StoryView),
                Self::AudienceCountries,
            ],
            Objective::Reputation => &[
                Self::Count(Impression),
                Self::Count(Save),
                Self::AudienceCountries,
            ],
        }
    }

    /// Its name in the configuration: the kind of outcome in the plural, or `audience_countries`.
    pub fn as_str(self) -> &'static str {
        let kinds = OutcomeKind::ALL.iter();
        match self {
            Self::Count(kind) => kinds
                .clone()
                .find(|(known, ..)| *known == kind)
                .map_or("visits", |(_, _, plural)| plural),
            Self::AudienceCountries => Self::COUNTRIES,
        }
    }

    /// For people.
    pub fn as_words(self) -> String {
        match self {
            Self::AudienceCountries => "audience by country".to_owned(),
            Self::Count(OutcomeKind::Follow) => "new followers".to_owned(),
            Self::Count(OutcomeKind::Click) => "link clicks".to_owned(),
            Self::Count(_) => self.as_str().replace('_', " "),
        }
    }

    /// The ask of a name.
    pub fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case(Self::COUNTRIES) {
            return Some(Self::AudienceCountries);
        }
        let plural = |known: &&(OutcomeKind, &str, &str)| known.2.eq_ignore_ascii_case(name);
        OutcomeKind::ALL
            .iter()
            .find(plural)
            .map(|(kind, ..)| Self::Count(*kind))
    }

    /// Whether a platform shows it at all.
    pub fn exists_on(self, platform: Platform) -> bool {
        match self {
            Self::Count(OutcomeKind::StoryView) => platform.has_stories(),
            Self::Count(OutcomeKind::Save) => matches!(
                platform,
                Platform::Instagram
                    | Platform::TikTok
                    | Platform::Pinterest
                    | Platform::Facebook
                    | Platform::X
            ),
            Self::Count(_) | Self::AudienceCountries => true,
        }
    }
}

/// Whether an influencer handed over the figures that were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataStanding {
    /// All of them.
    Provided,
    /// Some of them.
    Partial,
    /// None of them, although it is time.
    Withheld,
    /// None of them yet, and there is time.
    Waiting,
}

impl DataStanding {
    /// Those that a person may set, with their names.
    pub const BY_HAND: [(&'static str, Self); 3] = [
        ("provided", Self::Provided),
        ("partial", Self::Partial),
        ("withheld", Self::Withheld),
    ];

    /// For people.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Provided => "provided",
            Self::Partial => "partial",
            Self::Withheld => "withheld",
            Self::Waiting => "not due yet",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_are_found_by_their_names() {
        for name in [
            "impressions",
            "story_views",
            "saves",
            "audience_countries",
            "reach",
        ] {
            assert_eq!(Ask::named(name).map(Ask::as_str), Some(name));
        }
        assert_eq!(Ask::named("birthdays"), None);
        assert_eq!(Ask::Count(OutcomeKind::StoryView).as_words(), "story views");
    }
}
