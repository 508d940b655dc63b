//! What engagement is usual for a tier, replaced step by step by what is usual for the brand itself.

use crate::model::{Platform, Tier};

/// Posts whose weight the published default has against the brand's own.
const DEFAULT_WEIGHT_POSTS: f64 = 10.0;

/// Reactions per follower and post in per cent by tier: TikTok, Instagram, YouTube (organicmediabuying.com, citing
/// Statista, HypeAuditor and Influencer Marketing Hub, 2025).
const BY_TIER: &[(Tier, f64, f64, f64)] = &[
    (Tier::Nano, 10.3, 4.8, 3.2),
    (Tier::Micro, 8.1, 2.4, 2.1),
    (Tier::Mid, 6.3, 1.8, 1.5),
    (Tier::Macro, 5.5, 1.5, 1.2),
    (Tier::Mega, 4.9, 1.2, 0.9),
];

/// Where the table comes from, for the methods list.
pub const SOURCE: &str =
    "organicmediabuying.com 2025, citing Statista, HypeAuditor, Influencer Marketing Hub";

/// Published engagement rate of a tier on a platform, in per cent; `None` where none is published.
pub fn engagement_rate(platform: Platform, tier: Tier) -> Option<f64> {
    let (_, tiktok, instagram, youtube) = BY_TIER.iter().find(|row| row.0 == tier)?;
    match platform {
        Platform::TikTok => Some(*tiktok),
        Platform::Instagram => Some(*instagram),
        Platform::YouTube => Some(*youtube),
        _ => None,
    }
}

/// The default pulled towards the own value by the number of own posts: (k·default + n·own) / (k + n), k = 10.
pub fn shrink(default: f64, own: f64, own_posts: f64) -> f64 {
    (DEFAULT_WEIGHT_POSTS * default + own_posts * own) / (DEFAULT_WEIGHT_POSTS + own_posts)
}

#[cfg(test)]
mod tests {
    use super::{engagement_rate, shrink};
    use crate::model::{Platform, Tier};

    #[test]
    fn own_history_replaces_the_default() {
        assert!((shrink(2.4, 3.6, 6.0) - 2.85).abs() < 1e-9);
        assert!((shrink(2.4, 3.6, 0.0) - 2.4).abs() < 1e-9);
    }

    #[test]
    fn only_published_rates_are_given() {
        assert_eq!(engagement_rate(Platform::Instagram, Tier::Micro), Some(2.4));
        assert_eq!(engagement_rate(Platform::Mastodon, Tier::Micro), None);
    }
}
