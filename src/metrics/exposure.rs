//! How many views and people one mention is thought to have reached: counted first, else followers × view rate, else
//! visits of the site, else unknown.

use super::{range, rates};
use crate::model::{Exposure, Mention, Platform, Provenance, Range};

/// Estimates impressions and reach of one mention.
///
/// In order: views counted by the platform; points on Hacker News; a share of the site's `monthly_visits` (2.5 % an
/// article, 0.1 % a thread on boards); followers × view rate. Nothing to go by gives `None`, never 0. Numbers are
/// whole, so that sums of them are exact.
pub fn estimate(mention: &Mention, monthly_visits: Option<u64>) -> Exposure {
    let exposure = counted(mention)
        .or_else(|| by_points(mention))
        .or_else(|| by_visits(mention.platform, monthly_visits?))
        .or_else(|| by_followers(mention));
    exposure.unwrap_or_else(|| Exposure {
        basis: why_unknown(mention.platform).to_owned(),
        ..Exposure::default()
    })
}

/// Views as the platform counts them.
fn counted(mention: &Mention) -> Option<Exposure> {
    let views = whole(mention.engagement.views?);
    let (share, factor) = rates::people_per_view(mention.platform);
    let mut reach = rounded(range::by_factor(views * share, factor));
    reach.high = reach.high.min(views);
    Some(Exposure {
        impressions: Some(Range::point(views)),
        reach: Some(reach),
        audience: mention.followers,
        provenance: Provenance::Observed,
        basis: format!("views counted by {}, {share} people a view", mention.platform),
    })
}

/// Hacker News tells points, not views.
fn by_points(mention: &Mention) -> Option<Exposure> {
    if mention.platform != Platform::HackerNews {
        return None;
    }
    let views = whole(mention.engagement.likes?) * rates::HN_VIEWS_PER_POINT;
    let basis = format!("points × {} views (hackernews)", rates::HN_VIEWS_PER_POINT);
    Some(modelled(range::by_factor(views, rates::HN_FACTOR), None, basis))
}

/// A page of a site whose monthly visits are configured.
fn by_visits(platform: Platform, visits: u64) -> Option<Exposure> {
    let (share, page) = match platform {
        Platform::Web => (rates::ARTICLE_SHARE, "an article"),
        Platform::Forum => (rates::THREAD_SHARE, "a thread"),
        _ => return None,
    };
    Some(modelled(
        range::by_factor(whole(visits) * share, rates::SITE_FACTOR),
        Some(visits),
        format!("configured visits × {share} {page} ({platform})"),
    ))
}

/// A view rate with its words.
pub(super) struct FollowerRate {
    /// Views per follower.
    pub(super) rate: f64,
    /// Factor of its range.
    pub(super) factor: f64,
    /// The method in words: posts with equal words share their error.
    pub(super) basis: String,
}

/// The rate published for a platform and following, else a fallback; `None` without followers or any rate.
pub(super) fn follower_rate(platform: Platform, followers: u64) -> Option<FollowerRate> {
    if followers == 0 {
        return None;
    }
    if let Some(row) = rates::view_rate(platform, followers) {
        return Some(FollowerRate {
            rate: row.rate,
            factor: row.factor,
            basis: published(row),
        });
    }
    rates::FALLBACK_PLATFORMS
        .contains(&platform)
        .then(|| FollowerRate {
            rate: rates::fallback_view_rate(followers),
            factor: rates::FALLBACK_FACTOR,
            basis: format!("followers × fallback rate 0.15 to 0.06 ({platform}: no published rate)"),
        })
}

fn published(row: &rates::ViewRate) -> String {
    let band = if row.band.is_empty() { "" } else { ", " };
    format!(
        "followers × view rate {} ({}{band}{})",
        row.rate, row.platform, row.band
    )
}

/// The published rate and its factor behind the words of an estimate. Fallback rates change with the following: they are not
/// one rate and have none.
pub(super) fn rate_of(basis: &str) -> Option<(f64, f64)> {
    let row = rates::VIEW_RATES.iter().find(|row| published(row) == basis)?;
    Some((row.rate, row.factor))
}

/// Followers times the share of them that sees a post.
fn by_followers(mention: &Mention) -> Option<Exposure> {
    let followers = mention.followers?;
    let FollowerRate { rate, factor, basis } = follower_rate(mention.platform, followers)?;
    let mut views = range::by_factor(whole(followers) * rate, factor);
    views.high = views.high.min(whole(followers));
    Some(modelled(views, Some(followers), basis))
}

/// An estimate of views that are each another person's, as for one post before one audience.
fn modelled(views: Range, audience: Option<u64>, basis: String) -> Exposure {
    let views = rounded(views);
    Exposure {
        impressions: Some(views),
        reach: Some(views),
        audience,
        provenance: Provenance::Estimated,
        basis,
    }
}

fn why_unknown(platform: Platform) -> &'static str {
    match platform {
        Platform::Web | Platform::Forum => {
            "views of the site unknown: set `audience = { monthly_visits = … }` at its source, or `[estimate] visits`"
        }
        Platform::HackerNews => "comments tell no points",
        Platform::GitHub | Platform::Podcast => "no published way to estimate views there",
        _ => "followers of the author unknown",
    }
}

fn rounded(range: Range) -> Range {
    Range {
        low: range.low.round(),
        value: range.value.round(),
        high: range.high.round(),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "views and followers stay far below 2^53"
)]
fn whole(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::estimate;
    use crate::metrics::sample::mention;
    use crate::model::{Mention, Platform, Provenance};
    use proptest::prelude::{prop_assert, proptest};

    fn on(platform: Platform, followers: Option<u64>, views: Option<u64>, likes: Option<u64>) -> Mention {
        let mut mention = mention(1, "2026-11-17T12:00:00Z");
        mention.platform = platform;
        mention.followers = followers;
        mention.engagement.views = views;
        mention.engagement.likes = likes;
        mention
    }

    #[test]
    fn the_best_method_at_hand_is_taken() {
        let k = Some(40_000);
        for (mention, visits, impressions, basis) in [
            (
                on(Platform::TikTok, k, Some(55_000), None),
                None,
                Some(55_000.0),
                "views counted",
            ),
            (
                on(Platform::Instagram, k, None, None),
                None,
                Some(8_400.0),
                "view rate 0.21",
            ),
            (
                on(Platform::Mastodon, k, None, None),
                None,
                Some(6_000.0),
                "fallback rate",
            ),
            (
                on(Platform::HackerNews, None, None, Some(208)),
                None,
                Some(14_976.0),
                "points",
            ),
            (
                on(Platform::Web, k, None, None),
                Some(250_000),
                Some(6_250.0),
                "0.025",
            ),
            (
                on(Platform::Forum, None, None, None),
                Some(250_000),
                Some(250.0),
                "a thread",
            ),
            (on(Platform::Web, None, None, None), None, None, "monthly_visits"),
            (on(Platform::Forum, k, None, None), None, None, "monthly_visits"),
            (
                on(Platform::Mastodon, None, None, Some(9)),
                None,
                None,
                "followers",
            ),
            (
                on(Platform::Instagram, Some(0), None, None),
                None,
                None,
                "followers",
            ),
            (
                on(Platform::GitHub, k, None, None),
                None,
                None,
                "no published way",
            ),
        ] {
            let exposure = estimate(&mention, visits);
            assert_eq!(
                exposure.impressions.map(|r| r.value),
                impressions,
                "{}",
                exposure.basis
            );
            assert_eq!(exposure.reach.is_some(), impressions.is_some());
            assert!(exposure.basis.contains(basis), "{}", exposure.basis);
        }
    }

    #[test]
    fn golden_people_behind_counted_views() {
        let exposure = estimate(&on(Platform::TikTok, None, Some(55_000), None), None);
        assert_eq!(exposure.provenance, Provenance::Observed);
        let reach = exposure.reach.unwrap();
        assert_eq!(
            (reach.low, reach.value, reach.high),
            (34_000.0, 37_400.0, 41_140.0)
        );
    }

    proptest! {
        #[test]
        fn more_followers_never_mean_fewer_views_inside_a_band(followers in 1_u64..9_000, more in 0_u64..900) {
            for platform in Platform::ALL {
                let views = |n| estimate(&on(*platform, Some(n), None, None), None).impressions;
                if let (Some(less), Some(more)) = (views(followers), views(followers + more)) {
                    prop_assert!(less.value <= more.value && less.high <= more.high);
                    prop_assert!(less.low <= less.value && less.value <= less.high);
                    prop_assert!(less.high <= super::whole(followers));
                }
            }
        }

        #[test]
        fn people_are_never_more_than_views(views in 0_u64..10_000_000_000) {
            for platform in Platform::ALL {
                let exposure = estimate(&on(*platform, None, Some(views), None), None);
                let (seen, reach) = (exposure.impressions.unwrap(), exposure.reach.unwrap());
                prop_assert!(reach.low <= reach.value && reach.value <= reach.high && reach.high <= seen.high);
            }
        }
    }
}
