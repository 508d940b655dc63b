//! How much of what a post will ever draw it has drawn by now.

use jiff::SignedDuration;

use crate::model::Platform;

/// Half-lives after which a post is taken as grown: 96.9 % of what it will draw has come by then.
pub const GROWN_AFTER: f64 = 5.0;

/// Where the half-lives were published.
pub const SOURCE: &str = "Graffius 2018 and 2022; web pages: joshuanewman.com";

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Half-lives by platform in seconds: the time until half of a post's reactions have come. X and Facebook as of 2022, the
/// others as of 2018, pages of the web about two years.
const HALF_LIVES: &[(Platform, i64)] = &[
    (Platform::X, 24 * MINUTE),
    (Platform::Facebook, 50 * MINUTE),
    (Platform::Instagram, 19 * HOUR),
    (Platform::LinkedIn, 24 * HOUR),
    (Platform::YouTube, 6 * DAY),
    // Three and a half months.
    (Platform::Pinterest, 106 * DAY),
    (Platform::Web, 730 * DAY),
];

/// How long it takes until half of what a post draws has come; `None` where nothing is published.
pub fn half_life(platform: Platform) -> Option<SignedDuration> {
    let found = HALF_LIVES.iter().find(|(known, _)| *known == platform);
    found.map(|(_, secs)| SignedDuration::from_secs(*secs))
}

/// Whether posts there live for years: what they draw later is a long tail rather than growth that can be waited for.
pub fn lives_on(platform: Platform) -> bool {
    half_life(platform).is_some_and(|half| half >= SignedDuration::from_secs(90 * DAY))
}

/// Share (0–1) that has come of what a post of that age will draw: 1 − 2^(−t/h).
pub fn share_seen(age: SignedDuration, half_life: SignedDuration) -> f64 {
    if half_life <= SignedDuration::ZERO {
        return 1.0;
    }
    let halvings = age.as_secs_f64().max(0.0) / half_life.as_secs_f64();
    1.0 - (-halvings).exp2()
}

/// Share (0–1) that has come of a post that still grows; `None` once it is grown, where it lives on for years, or where
/// nothing is published.
pub fn growing(platform: Platform, age: SignedDuration) -> Option<f64> {
    let half = half_life(platform).filter(|_| !lives_on(platform))?;
    (age.as_secs_f64() < GROWN_AFTER * half.as_secs_f64()).then(|| share_seen(age, half))
}

#[cfg(test)]
mod tests {
    use super::{growing, half_life, lives_on, share_seen};
    use crate::model::Platform;
    use jiff::SignedDuration;

    #[test]
    fn golden_share_after_five_half_lives() {
        let half = SignedDuration::from_hours(19);
        for (halves, share) in [(0, 0.0), (1, 0.5), (2, 0.75), (5, 0.969)] {
            let seen = share_seen(half * halves, half);
            assert!((seen - share).abs() < 5e-4, "{halves}: {seen}");
        }
        assert!(share_seen(SignedDuration::from_hours(-3), half).abs() < 1e-12);
    }

    #[test]
    fn a_post_grows_for_five_half_lives() {
        let hours = SignedDuration::from_hours;
        for (platform, age, grows) in [
            (Platform::Instagram, 94, true),
            (Platform::Instagram, 95, false),
            (Platform::X, 2, false),
            (Platform::YouTube, 29 * 24, true),
            (Platform::YouTube, 30 * 24, false),
            (Platform::Web, 1, false),
            (Platform::Mastodon, 0, false),
        ] {
            assert_eq!(growing(platform, hours(age)).is_some(), grows, "{platform} {age}");
        }
        assert!(lives_on(Platform::Web) && lives_on(Platform::Pinterest) && !lives_on(Platform::YouTube));
        assert_eq!(half_life(Platform::TikTok), None);
    }
}
