//! How many different people were reached.

use std::sync::Arc;

use super::totals::{Part, People, combine, wide};
use super::{Better, Facts, Metric, Unit};
use super::{overlap, range};
use crate::model::{Figure, Provenance};

/// The metric.
pub const METRIC: Metric = Metric {
    name: "reach",
    label: "Reach",
    unit: Unit::Count,
    formula: "people behind the views of each mention; posts of one author overlap (beta-binomial, ρ = 0.3), a site \
              counts once a day, authors are added up, or overlap by chance among `[estimate] people`",
    source: "beta-binomial exposure model of media planning; people per view by Stellario",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: true,
    compute,
};

/// How much more likely someone who saw one post of an author sees the next (our recommendation).
const CORRELATION: f64 = 0.3;

/// People reached by `posts` posts before the same `audience`, each seen by `mean` of them.
///
/// With v = mean / audience, s = (1−ρ)/ρ and b = (1−v)·s: audience · (1 − Π (b+j)/(s+j)). Posts need not be whole. An
/// audience that is unknown (`None`), or smaller than the views of one post, is taken as large against them; the
/// formula then becomes mean · Σ s/(s+j).
pub fn of_one_author(mean: f64, posts: f64, audience: Option<f64>) -> f64 {
    let spread = (1.0 - CORRELATION) / CORRELATION;
    if mean <= 0.0 || posts <= 0.0 {
        return 0.0;
    }
    if let Some(people) = audience.filter(|people| *people > mean) {
        let unseen = (1.0 - mean / people) * spread;
        let missed: f64 = steps(posts, |j| (unseen + j) / (spread + j)).product();
        return people * (1.0 - missed);
    }
    let fraction = if posts.fract() > 0.0 { posts.fract() } else { 1.0 };
    let fresh = steps(posts, |j| spread / (spread + j));
    let (full, last) = fresh.fold((0.0, 0.0), |(full, last), next| (full + last, next));
    mean * (full + last * fraction)
}

/// Posts whose overlap is worked out one by one; beyond it hardly anybody new is reached.
const MOST_POSTS: f64 = 10_000.0;

/// The factor of each post, the last one maybe of a part of a post.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "bounded by MOST_POSTS and not negative"
)]
fn steps(posts: f64, factor: impl Fn(f64) -> f64) -> impl Iterator<Item = f64> {
    let count = posts.min(MOST_POSTS).ceil() as usize;
    (0..count).map(move |j| factor(j as f64))
}

fn compute(facts: &Facts<'_>) -> Figure {
    let totals = facts.totals;
    let mut audiences: Vec<&People> = totals.audiences.values().collect();
    audiences.sort_by_key(|people| people.author);
    let mut parts = Vec::with_capacity(audiences.len());
    let (mut largest, mut each) = (0.0_f64, Vec::new());
    for entries in audiences.chunk_by(|a, b| a.author == b.author) {
        let from = parts.len();
        parts.extend(net_parts(entries));
        let net = parts.iter().skip(from);
        let value = net.map(|part: &Part| part.range.value).sum();
        largest = largest.max(value);
        each.push(value);
    }
    let mut notes = Vec::new();
    match totals.people {
        _ if each.len() < 2 => {}
        Some(people) => {
            let left = overlap::share_left(&each, wide(people));
            for part in &mut parts {
                part.range = range::scale(part.range, left);
            }
            notes.push(format!("authors overlap by chance among {people} people"));
        }
        None => notes.push(format!(
            "overlap between authors is not known: at least {:.0} if they all share one audience",
            range::round_people(largest)
        )),
    }
    combine(parts, totals.mentions(), totals.unexposed(), &notes)
}

/// The entries of one author with the overlap of all its posts taken out in proportion.
fn net_parts(entries: &[&People]) -> impl Iterator<Item = Part> {
    let posts: f64 = entries.iter().map(|people| people.posts).sum();
    let gross: f64 = entries.iter().map(|people| people.reach.value).sum();
    let net = of_one_author(gross / posts.max(1.0), posts, audience_of(entries));
    let factor = if gross > 0.0 { (net / gross).min(1.0) } else { 1.0 };
    entries.iter().map(move |people| Part {
        provenance: people.provenance,
        basis: Arc::clone(&people.basis),
        range: range::scale(people.reach, factor),
    })
}

/// Mean following of one author, unless views were counted: counted views are not bound to followers.
fn audience_of(entries: &[&People]) -> Option<f64> {
    if entries
        .iter()
        .any(|people| people.provenance == Provenance::Observed)
    {
        return None;
    }
    let known = entries.iter().filter(|people| people.followers > 0.0);
    let (followers, posts) = known.fold((0.0, 0.0), |(f, n), people| {
        (f + people.followers, n + people.posts)
    });
    (posts > 0.0).then(|| followers / posts)
}

#[cfg(test)]
mod tests {
    use super::of_one_author;
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn golden_overlap_of_one_author() {
        for (posts, net) in [(1.0, 6_320.0), (2.0, 10_045.0), (4.0, 14_488.0)] {
            let reach = of_one_author(6_320.0, posts, Some(40_000.0));
            assert!((reach - net).abs() < 0.5, "{posts}: {reach}");
        }
    }

    proptest! {
        #[test]
        fn net_reach_lies_between_one_post_and_all(mean in 1.0..1e6, posts in 1u32..60, scale in 1.01..50.0, known in proptest::bool::ANY) {
            let audience = known.then_some(mean * scale);
            let net = |posts: u32| of_one_author(mean, posts.into(), audience);
            prop_assert!(net(posts) >= mean * 0.999_999 && net(posts) <= mean * f64::from(posts) * 1.000_001);
            prop_assert!(net(posts + 1) >= net(posts));
            prop_assert!(audience.is_none_or(|people| net(posts) <= people));
            let doubled = of_one_author(mean * 2.0, posts.into(), audience.map(|a| a * 2.0));
            prop_assert!((doubled - 2.0 * net(posts)).abs() <= 1e-6 * doubled);
        }
    }
}
