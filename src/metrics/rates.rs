//! The rate tables as data: view rates and advertising rates, each with where it was published.

use crate::model::{Platform, Range};

/// Version of every table in this file; frozen with each baseline and printed with each report. Raise it with any
/// change of a number.
pub const TABLE_VERSION: &str = "2026-11";

/// Share of followers that sees one post.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ViewRate {
    /// Where.
    pub platform: Platform,
    /// Fewest followers it holds for.
    pub from_followers: u64,
    /// The band in words, empty when it holds for all.
    pub band: &'static str,
    /// Views per follower and post: geometric mean of the published range.
    pub rate: f64,
    /// The range is `rate / factor` to `rate × factor`; never below 1.6.
    pub factor: f64,
    /// Who published it.
    pub source: &'static str,
}

/// View rates by platform and following, the highest band of a platform first.
pub const VIEW_RATES: &[ViewRate] = &[
    rate(
        Platform::Instagram,
        1_000_000,
        "from 1 M followers",
        0.077,
        1.6,
        STARTMOTION,
    ),
    rate(
        Platform::Instagram,
        100_000,
        "100 k to 1 M followers",
        0.14,
        1.6,
        STARTMOTION,
    ),
    rate(
        Platform::Instagram,
        10_000,
        "10 k to 100 k followers",
        0.21,
        1.6,
        STARTMOTION,
    ),
    rate(
        Platform::Instagram,
        0,
        "under 10 k followers",
        0.28,
        1.6,
        STARTMOTION,
    ),
    rate(
        Platform::YouTube,
        500_000,
        "from 500 k subscribers",
        0.087,
        1.75,
        BRIGHTBEAN,
    ),
    rate(
        Platform::YouTube,
        10_000,
        "10 k to 500 k subscribers",
        0.17,
        1.6,
        BRIGHTBEAN,
    ),
    rate(
        Platform::YouTube,
        0,
        "under 10 k subscribers",
        0.39,
        1.6,
        BRIGHTBEAN,
    ),
    rate(
        Platform::Facebook,
        0,
        "",
        0.035,
        1.75,
        "nmvaluationtool.com 2–6 %, Socialinsider 2022",
    ),
    rate(Platform::TikTok, 0, "", 0.12, 1.6, "nmvaluationtool.com 8–18 %"),
    rate(
        Platform::X,
        0,
        "",
        0.045,
        4.0,
        "Union Metrics 1–20 % of followers",
    ),
    rate(
        Platform::LinkedIn,
        0,
        "",
        0.057,
        1.6,
        "davechaffey.com 4–8 %, one brand",
    ),
];

const STARTMOTION: &str = "startmotionmedia.com, mid-2024";
const BRIGHTBEAN: &str = "brightbean.xyz";

const fn rate(
    platform: Platform,
    from_followers: u64,
    band: &'static str,
    rate: f64,
    factor: f64,
    source: &'static str,
) -> ViewRate {
    ViewRate {
        platform,
        from_followers,
        band,
        rate,
        factor,
        source,
    }
}

/// The view rate published for a platform and following.
pub fn view_rate(platform: Platform, followers: u64) -> Option<&'static ViewRate> {
    VIEW_RATES
        .iter()
        .find(|r| r.platform == platform && followers >= r.from_followers)
}

/// Views per follower where nothing is published for a platform: 0.15 below 100,000 followers, 0.06 above 10 million,
/// linear between (Sprinklr's potential-reach rule).
#[expect(clippy::cast_precision_loss, reason = "follower counts stay far below 2^53")]
pub fn fallback_view_rate(followers: u64) -> f64 {
    let share = ((followers as f64 - 1e5) / (1e7 - 1e5)).clamp(0.0, 1.0);
    0.15 - 0.09 * share
}

/// Factor of the range around [`fallback_view_rate`]: it was published for other networks.
pub const FALLBACK_FACTOR: f64 = 4.0;

/// Platforms whose followers see posts, but for which no view rate is published.
pub const FALLBACK_PLATFORMS: &[Platform] = &[
    Platform::Mastodon,
    Platform::Bluesky,
    Platform::Reddit,
    Platform::Threads,
    Platform::Pinterest,
    Platform::Snapchat,
    Platform::Twitch,
    Platform::Telegram,
    Platform::Medium,
    Platform::Substack,
];

/// Views of a Hacker News story per point: 208 points brought about 15,000 visitors (harrisonbroadbent.com); another
/// author tells of 10,000 to 100,000 per front page, hence the factor.
pub const HN_VIEWS_PER_POINT: f64 = 72.0;
/// Factor of the range around it.
pub const HN_FACTOR: f64 = 3.0;

/// Share of a site's monthly visitors that sees one article.
pub const ARTICLE_SHARE: f64 = 0.025;
/// Share of a board's monthly visitors that sees one thread (Notified divides by 1,000).
pub const THREAD_SHARE: f64 = 0.001;
/// Factor of the range around views of a web page derived from visits to its site.
pub const SITE_FACTOR: f64 = 3.0;

/// Different people behind one hundred counted views, with the factor of its range. Published for YouTube (75) and
/// TikTok (68) by Stellario; elsewhere their geometric mean with a wide range.
pub fn people_per_view(platform: Platform) -> (f64, f64) {
    match platform {
        Platform::YouTube => (0.75, 1.1),
        Platform::TikTok => (0.68, 1.1),
        _ => (0.71, 1.4),
    }
}

/// Advertising price of a thousand views.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cpm {
    /// Where.
    pub platform: Platform,
    /// US dollars: low, default, high.
    pub usd: Range,
    /// Who published it.
    pub source: &'static str,
}

/// Prices by platform in US dollars. Platforms that are missing here use the row of [`Platform::Web`].
pub const CPM_USD: &[Cpm] = &[
    cpm(
        Platform::Instagram,
        5.0,
        8.0,
        15.0,
        "fair-influence.com, influencer-hero.com",
    ),
    cpm(
        Platform::Facebook,
        5.0,
        10.0,
        15.0,
        "mightyscout.com, cpm-calculator.app 2026",
    ),
    cpm(
        Platform::TikTok,
        3.0,
        10.0,
        20.0,
        "fair-influence.com, ignyteiq.com, prooflytics 2026",
    ),
    cpm(
        Platform::YouTube,
        10.0,
        20.0,
        30.0,
        "mightyscout.com, fair-influence.com, influencer-hero.com",
    ),
    cpm(
        Platform::X,
        3.0,
        6.0,
        9.0,
        "unanswered.io 2026 (5.76), SocialToaster (9.07)",
    ),
    cpm(
        Platform::LinkedIn,
        30.0,
        35.0,
        60.0,
        "adscalculator.xyz 2024 (35.40), prooflytics 2026",
    ),
    cpm(Platform::Pinterest, 3.0, 5.0, 8.0, "Ayzenberg 2017 (5.30)"),
    cpm(Platform::Snapchat, 5.0, 8.0, 12.0, "prooflytics 2026"),
    cpm(
        Platform::Web,
        0.5,
        3.0,
        12.0,
        "prooflytics 2026, adscalculator.xyz, cpm-calculator.app",
    ),
];

const fn cpm(platform: Platform, low: f64, value: f64, high: f64, source: &'static str) -> Cpm {
    Cpm {
        platform,
        usd: Range { low, value, high },
        source,
    }
}

/// The row that prices a platform: its own, else that of the web.
pub fn cpm_row(platform: Platform) -> Platform {
    if CPM_USD.iter().any(|row| row.platform == platform) {
        platform
    } else {
        Platform::Web
    }
}

/// Built-in price of a thousand views in US dollars.
pub fn cpm_usd(platform: Platform) -> Option<Range> {
    let row = cpm_row(platform);
    CPM_USD.iter().find(|c| c.platform == row).map(|c| c.usd)
}

#[cfg(test)]
mod tests {
    use super::{CPM_USD, VIEW_RATES, cpm_usd, fallback_view_rate, view_rate};
    use crate::model::Platform;

    #[test]
    fn fallback_matches_the_golden_number() {
        for (followers, rate) in [
            (0, 0.15),
            (99_999, 0.15),
            (2_500_000, 0.1282),
            (10_000_000, 0.06),
            (90_000_000, 0.06),
        ] {
            assert!((fallback_view_rate(followers) - rate).abs() < 5e-5, "{followers}");
        }
    }

    #[test]
    fn bands_are_read_from_the_top() {
        for (platform, followers, rate) in [
            (Platform::Instagram, 9_999, 0.28),
            (Platform::Instagram, 10_000, 0.21),
            (Platform::Instagram, 100_000, 0.14),
            (Platform::Instagram, 5_000_000, 0.077),
            (Platform::YouTube, 499_999, 0.17),
        ] {
            let found = view_rate(platform, followers).map(|r| r.rate);
            assert_eq!(found, Some(rate), "{platform} {followers}");
        }
        assert!(view_rate(Platform::Mastodon, 10).is_none());
    }

    #[test]
    fn every_range_is_ordered_and_wide_enough() {
        assert!(
            VIEW_RATES
                .iter()
                .all(|r| r.factor >= 1.6 && r.rate > 0.0 && r.rate < 1.0)
        );
        assert!(
            CPM_USD
                .iter()
                .all(|c| c.usd.low < c.usd.value && c.usd.value < c.usd.high)
        );
        assert!(Platform::ALL.iter().all(|p| cpm_usd(*p).is_some()));
    }
}
