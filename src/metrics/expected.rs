//! What posts are expected to bring before they are published: followers × view rate × engagement rate × click rate ×
//! conversion, each from published tables and pulled towards what is known of whoever posts.
//!
//! Every step widens the range, since every rate is uncertain by itself ([`range::multiply`]).

use super::{benchmark, range, rates, reach};
use crate::model::{Figure, Platform, Range, Tier};

/// What is known of somebody on a platform from the days before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct History {
    /// Posts whose views were counted by the platform.
    pub viewed_posts: f64,
    /// Views of those.
    pub views: f64,
    /// Posts that told reactions and followers.
    pub engaged_posts: f64,
    /// Reactions per follower of those, 0 to 1.
    pub engagement_rate: f64,
}

/// What is known of clicks and sales from the days before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outlook {
    /// Clicks per view, where it is known or told by the plan; with the range to reckon with.
    pub click_rate: Option<Range>,
    /// Clicks behind what is known of conversion.
    pub clicks: f64,
    /// Orders that came of them.
    pub orders: f64,
}

/// Somebody's posts on a platform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posts {
    /// Where.
    pub platform: Platform,
    /// How many, at least 1.
    pub posts: u32,
    /// Followers there.
    pub followers: Option<u64>,
    /// Tier.
    pub tier: Option<Tier>,
}

/// What they are expected to bring.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Views.
    pub impressions: Figure,
    /// Different people.
    pub reach: Figure,
    /// Reactions.
    pub engagement: Figure,
    /// Clicks.
    pub clicks: Figure,
    /// Orders.
    pub orders: Figure,
}

/// Factor of the range around a published engagement rate: published ones differ up to twofold.
const ENGAGEMENT_FACTOR: f64 = 2.0;
/// Factor of the range around a published conversion rate.
const CONVERSION_FACTOR: f64 = 2.0;
/// Narrowest factor that own history leaves: the next post is never the same as the last.
const LEAST_FACTOR: f64 = 1.3;
/// Posts whose weight the published rate has against own history, as in [`benchmark::shrink`].
const DEFAULT_POSTS: f64 = 10.0;
/// Clicks whose weight the published conversion has against own ones: about so many bring two orders, the fewest that say
/// anything.
const DEFAULT_CLICKS: f64 = 100.0;

/// Orders per click of visitors whom influencers send, by tier: nano 2.41 %, micro 2.18, macro 1.42, mega 0.91; the mean of
/// 2.18 where no tier or none of these is known (Digital Applied by lookfluence).
pub fn conversion(tier: Option<Tier>) -> f64 {
    match tier {
        Some(Tier::Nano) => 0.0241,
        Some(Tier::Macro) => 0.0142,
        Some(Tier::Mega) => 0.0091,
        Some(Tier::Micro | Tier::Mid) | None => 0.0218,
    }
}

/// What posts are expected to bring.
pub fn expect(posts: Posts, history: History, outlook: Outlook) -> Outcome {
    let count = f64::from(posts.posts.max(1));
    let Some((each, basis)) = views_each(posts, history) else {
        let why = match posts.followers {
            None => format!(
                "no followers are known on {}: give them with the influencer",
                posts.platform
            ),
            Some(_) => format!("no view rate is published for {}", posts.platform),
        };
        let unknown = || Figure::unknown(why.clone());
        return Outcome {
            impressions: unknown(),
            engagement: engagement(posts, history, count),
            reach: unknown(),
            clicks: unknown(),
            orders: unknown(),
        };
    };
    let impressions = range::scale(each, count);
    let clicks = outlook.click_rate.map(|rate| range::multiply(impressions, rate));
    let rate = conversion_of(posts.tier, outlook);
    let no_rate =
        "no click rate is known: import the clicks of earlier posts, or give the campaign `click_rate`";
    Outcome {
        impressions: figure(impressions, &basis),
        reach: figure(
            people(each, count, posts),
            &format!("{basis}, overlap between posts taken out"),
        ),
        engagement: engagement(posts, history, count),
        clicks: clicks.map_or_else(
            || Figure::unknown(no_rate),
            |clicks| figure(clicks, "views × click rate"),
        ),
        orders: clicks.map_or_else(
            || Figure::unknown(no_rate),
            |clicks| figure(range::multiply(clicks, rate.0), &rate.1),
        ),
    }
}

/// Views of one post: the published rate, pulled towards own counted views.
fn views_each(posts: Posts, history: History) -> Option<(Range, String)> {
    let own = (history.viewed_posts > 0.0).then(|| history.views / history.viewed_posts);
    let published = posts
        .followers
        .filter(|followers| *followers > 0)
        .and_then(|followers| {
            let (rate, factor) = match rates::view_rate(posts.platform, followers) {
                Some(row) => (row.rate, row.factor),
                None if rates::FALLBACK_PLATFORMS.contains(&posts.platform) => {
                    (rates::fallback_view_rate(followers), rates::FALLBACK_FACTOR)
                }
                None => return None,
            };
            Some((super::totals::wide(followers) * rate, rate, factor))
        });
    let n = history.viewed_posts;
    match (published, own) {
        (Some((default, rate, factor)), Some(own)) => Some((
            range::by_factor(benchmark::shrink(default, own, n), narrowed(factor, n)),
            format!("view rate {rate} pulled towards {n:.0} own posts"),
        )),
        (Some((default, rate, factor)), None) => Some((
            range::by_factor(default, factor),
            format!("followers × view rate {rate}"),
        )),
        (None, Some(own)) => Some((
            range::by_factor(own, narrowed(rates::FALLBACK_FACTOR, n)),
            format!("mean of {n:.0} own posts"),
        )),
        (None, None) => None,
    }
}

/// People behind several posts to the same followers.
fn people(each: Range, posts: f64, who: Posts) -> Range {
    let share = rates::people_per_view(who.platform).0;
    let audience = who.followers.map(super::totals::wide);
    let of = |views: f64| reach::of_one_author(views * share, posts, audience);
    Range {
        low: of(each.low),
        value: of(each.value),
        high: of(each.high),
    }
}

/// Reactions: the rate of the tier, pulled towards the own one.
fn engagement(posts: Posts, history: History, count: f64) -> Figure {
    let Some(followers) = posts.followers.map(super::totals::wide) else {
        return Figure::unknown("no followers are known");
    };
    let published = posts
        .tier
        .and_then(|tier| benchmark::engagement_rate(posts.platform, tier))
        .map(|percent| percent / 100.0);
    let n = history.engaged_posts;
    let (rate, factor, basis) = match (published, n > 0.0) {
        (Some(default), true) => (
            benchmark::shrink(default, history.engagement_rate, n),
            narrowed(ENGAGEMENT_FACTOR, n),
            format!("tier's rate pulled towards {n:.0} own posts"),
        ),
        (Some(default), false) => (default, ENGAGEMENT_FACTOR, "tier's published rate".to_owned()),
        (None, true) => (
            history.engagement_rate,
            narrowed(ENGAGEMENT_FACTOR, n),
            format!("mean of {n:.0} own posts"),
        ),
        (None, false) => {
            return Figure::unknown(format!("no engagement rate is published for {}", posts.platform));
        }
    };
    figure(range::by_factor(followers * rate * count, factor), &basis)
}

/// Orders per click with its range and basis.
fn conversion_of(tier: Option<Tier>, outlook: Outlook) -> (Range, String) {
    let default = conversion(tier);
    if outlook.clicks <= 0.0 {
        let basis = format!("clicks × published conversion of {:.2} %", default * 100.0);
        return (range::by_factor(default, CONVERSION_FACTOR), basis);
    }
    let (clicks, orders) = (outlook.clicks, outlook.orders.min(outlook.clicks));
    let rate = (DEFAULT_CLICKS * default + orders) / (DEFAULT_CLICKS + clicks);
    let factor = narrowed(CONVERSION_FACTOR, clicks / DEFAULT_CLICKS * DEFAULT_POSTS);
    (
        range::by_factor(rate, factor),
        format!("published conversion pulled towards {orders:.0} orders of {clicks:.0} own clicks"),
    )
}

/// A factor that own posts narrow, as their weight grows.
fn narrowed(factor: f64, own: f64) -> f64 {
    factor
        .powf(DEFAULT_POSTS / (DEFAULT_POSTS + own))
        .max(LEAST_FACTOR.min(factor))
}

fn figure(range: Range, basis: &str) -> Figure {
    Figure::Estimate {
        low: range.low,
        value: range.value,
        high: range.high,
        basis: basis.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{History, Outlook, Posts, conversion, expect};
    use crate::model::{Figure, Platform, Range, Tier};
    use proptest::prelude::{prop_assert, proptest};

    const POSTS: Posts = Posts {
        platform: Platform::Instagram,
        posts: 3,
        followers: Some(48_200),
        tier: Some(Tier::Micro),
    };

    fn value(figure: &Figure) -> f64 {
        figure.value().unwrap_or(f64::NAN)
    }

    #[test]
    fn without_history_the_published_tables_speak() {
        let found = expect(POSTS, History::default(), Outlook::default());
        assert!((value(&found.impressions) - 48_200.0 * 0.21 * 3.0).abs() < 1e-6);
        assert!((value(&found.engagement) - 48_200.0 * 0.024 * 3.0).abs() < 1e-6);
        assert!(value(&found.reach) < value(&found.impressions));
        assert!(
            !found.clicks.is_known() && !found.orders.is_known(),
            "nothing is made up"
        );
    }

    #[test]
    fn own_history_pulls_the_rates_and_narrows_the_range() {
        let history = History {
            viewed_posts: 10.0,
            views: 200_000.0,
            engaged_posts: 6.0,
            engagement_rate: 0.036,
        };
        let (bare, known) = (
            expect(POSTS, History::default(), Outlook::default()),
            expect(POSTS, history, Outlook::default()),
        );
        assert!((value(&known.impressions) - f64::midpoint(48_200.0 * 0.21, 20_000.0) * 3.0).abs() < 1e-6);
        // 2.4 %, pulled by six posts at 3.6 %: 2.85 %.
        assert!((value(&known.engagement) - 48_200.0 * 0.0285 * 3.0).abs() < 1e-6);
        let width = |figure: &Figure| {
            let (low, high) = figure.range().unwrap();
            high / low
        };
        assert!(width(&known.impressions) < width(&bare.impressions));
    }

    #[test]
    fn clicks_and_orders_follow_from_a_click_rate() {
        let rate = Range {
            low: 0.005,
            value: 0.01,
            high: 0.02,
        };
        let outlook = Outlook {
            click_rate: Some(rate),
            ..Outlook::default()
        };
        let found = expect(POSTS, History::default(), outlook);
        assert!((value(&found.clicks) - 48_200.0 * 0.21 * 3.0 * 0.01).abs() < 1e-6);
        assert!((value(&found.orders) - value(&found.clicks) * 0.0218).abs() < 1e-6);
        let own = Outlook {
            clicks: 300.0,
            orders: 30.0,
            ..outlook
        };
        let own = expect(POSTS, History::default(), own);
        assert!((value(&own.orders) / value(&own.clicks) - (2.18 + 30.0) / 400.0).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_told_is_unknown() {
        let nobody = Posts {
            followers: None,
            ..POSTS
        };
        let found = expect(nobody, History::default(), Outlook::default());
        assert!(!found.impressions.is_known() && !found.engagement.is_known());
        let web = Posts {
            platform: Platform::Web,
            ..POSTS
        };
        assert!(
            !expect(web, History::default(), Outlook::default())
                .impressions
                .is_known()
        );
        for (tier, rate) in [
            (Some(Tier::Nano), 0.0241),
            (Some(Tier::Mega), 0.0091),
            (None, 0.0218),
        ] {
            assert!((conversion(tier) - rate).abs() < 1e-12);
        }
    }

    proptest! {
        #[test]
        fn more_posts_and_followers_never_bring_less(posts in 1_u32..40, followers in 1_u64..9_000, more in 0_u64..900) {
            for platform in Platform::ALL {
                let of = |posts, followers| {
                    let who = Posts { platform: *platform, posts, followers: Some(followers), tier: Some(Tier::Nano) };
                    expect(who, History::default(), Outlook::default())
                };
                let (few, many, wide) = (of(posts, followers), of(posts + 1, followers), of(posts, followers + more));
                for (less, more) in [
                    (&few.impressions, &many.impressions), (&few.reach, &many.reach), (&few.engagement, &many.engagement),
                    (&few.impressions, &wide.impressions), (&few.engagement, &wide.engagement),
                ] {
                    if let (Some(a), Some(b)) = (less.value(), more.value()) {
                        prop_assert!(a <= b + 1e-6);
                        let (low, high) = less.range().unwrap();
                        prop_assert!(low <= a + 1e-9 && a <= high + 1e-9 && low >= 0.0);
                    }
                }
            }
        }
    }
}
