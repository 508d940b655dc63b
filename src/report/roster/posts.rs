//! The posts of an influencer: what each did, and which did best.

use super::Case;
use crate::model::{InfluencerId, MemberRow, Mention, PostRow};
use crate::report::{said, told::Told};
use crate::text::{plain::clean, url};

/// Most posts listed of one influencer.
const LISTED: usize = 50;
/// Most posts among those that did best.
const TOP: usize = 5;
/// Longest title.
const TITLE: usize = 100;

/// Rows of an influencer's posts, newest first.
pub(super) fn rows(id: &InfluencerId, posts: &[&Mention], told: &[&Told]) -> Vec<PostRow> {
    let rows = posts.iter().take(LISTED).map(|post| PostRow {
        id: post.id,
        influencer: id.clone(),
        title: title(post),
        platform: post.platform,
        at: post.at,
        url: post.url.clone(),
        engagement: post.engagement.actions(),
        rate: rate(post),
        reach: said::reach(post),
        outcomes: outcomes(post, told),
        gone: post.gone.is_some(),
    });
    rows.collect()
}

/// Its title, or how its text begins.
pub(super) fn title(post: &Mention) -> String {
    let title = clean(&post.title, TITLE);
    if title.is_empty() {
        clean(&post.text, TITLE)
    } else {
        title
    }
}

/// Reactions per follower in per cent.
pub(super) fn rate(post: &Mention) -> Option<f64> {
    let (actions, followers) = (post.engagement.actions()?, post.followers?);
    #[expect(
        clippy::cast_precision_loss,
        reason = "reactions and followers stay far below 2^53"
    )]
    let rate = actions as f64 / followers as f64 * 100.0;
    (followers > 0).then_some(rate)
}

/// Whether a name that was told means this post: by its address.
pub(super) fn is(post: &Mention, named: &str) -> bool {
    let ours = post.url.as_deref().and_then(url::canonical);
    ours.is_some() && ours == url::canonical(named)
}

/// What was told of a post, kind by kind; of a kind told by several the largest.
fn outcomes(post: &Mention, told: &[&Told]) -> Vec<(String, u64)> {
    let mut found: Vec<(String, u64)> = Vec::new();
    let about = told
        .iter()
        .filter(|told| told.post.as_deref().is_some_and(|named| is(post, named)));
    for told in about {
        let kind = crate::model::Ask::Count(told.kind).as_str();
        match found.iter_mut().find(|(known, _)| known == kind) {
            Some((_, count)) => *count = (*count).max(told.count),
            None => found.push((kind.to_owned(), told.count)),
        }
    }
    found.sort();
    found
}

/// The posts of a roster that did best: by what outcomes tell of them first, then by reactions.
pub(super) fn top(members: &[MemberRow]) -> Vec<PostRow> {
    let mut all: Vec<&PostRow> = members.iter().flat_map(|member| &member.delivered).collect();
    let came = |post: &PostRow| {
        let of = |kinds: &[&str]| {
            let counts = post
                .outcomes
                .iter()
                .filter(|(kind, _)| kinds.contains(&kind.as_str()));
            counts.map(|(_, count)| *count).max().unwrap_or(0)
        };
        (
            of(&["orders"]),
            of(&["clicks", "visits"]),
            post.engagement.unwrap_or(0),
        )
    };
    all.retain(|post| came(post) != (0, 0, 0));
    all.sort_by(|a, b| came(b).cmp(&came(a)).then_with(|| a.id.cmp(&b.id)));
    all.into_iter().take(TOP).cloned().collect()
}

/// Engagement rates of the posts in the campaign, and of the earlier ones about the brand.
pub(super) fn rates(case: &Case<'_, '_>, id: &InfluencerId, posts: &[&Mention]) -> (Vec<f64>, Vec<f64>) {
    let inputs = case.ledger.inputs;
    let all = inputs.dossier.posts.get(id).into_iter().flatten();
    let earlier = all.filter(|post| {
        post.counts() && case.day(post.at) < case.campaign.window.from && post.brands.contains(inputs.brand)
    });
    (
        posts.iter().filter_map(|post| rate(post)).collect(),
        earlier.filter_map(rate).collect(),
    )
}
