//! Figures that only the influencer sees: which were asked for, which came, and how far they can be relied on.

use std::collections::BTreeSet;

use jiff::Span;

use super::{Case, posts};
use crate::model::{
    Ask, DataRow, DataStanding, Figure, Influencer, Mention, OutcomeKind, Platform, Provenance, ToldRow,
};
use crate::report::told::Told;

/// Days after the end of a campaign in which figures may still come before they count as withheld.
const GRACE_DAYS: i64 = 14;
/// Told and seen that differ by no more than this factor agree: counts grow while they are told.
const AGREES: f64 = 1.25;
/// From this factor on they do not agree at all.
const DISAGREES: f64 = 3.0;
/// Most rows of what was told.
const LISTED: usize = 40;

/// What was asked of an influencer and what came.
pub(super) fn row(
    case: &Case<'_, '_>,
    influencer: &Influencer,
    stored: &[&Mention],
    told: &[&Told],
) -> DataRow {
    let terms = &case.campaign.terms;
    let platforms = platforms(influencer, stored);
    let stories = terms
        .deliverables
        .iter()
        .any(|line| line.influencer == influencer.id && line.stories > 0);
    let asked: Vec<Ask> = terms
        .asked(case.campaign.objective)
        .into_iter()
        .filter(|ask| {
            platforms.is_empty() || platforms.iter().any(|platform| ask.exists_on(*platform)) || stories
        })
        .filter(|ask| !is_seen(*ask, stored))
        .collect();
    let counted: Vec<Ask> = asked
        .iter()
        .copied()
        .filter(|ask| *ask != Ask::AudienceCountries)
        .collect();
    let came = |ask: &&Ask| told.iter().any(|told| Ask::Count(told.kind) == **ask);
    let words = |asks: Vec<&Ask>| {
        asks.into_iter()
            .map(|ask| ask.as_words())
            .collect::<Vec<String>>()
    };
    let (came, missing): (Vec<&Ask>, Vec<&Ask>) = counted.iter().partition(|ask| came(ask));
    let due = case
        .campaign
        .window
        .to
        .checked_add(Span::new().days(GRACE_DAYS))
        .ok();
    let over = due.is_some_and(|due| case.ledger.today > due);
    let by_hand = terms.data.get(&influencer.id).copied();
    let reckoned = match (came.is_empty(), missing.is_empty()) {
        (_, true) if counted.is_empty() => None,
        (_, true) => Some(DataStanding::Provided),
        (false, false) => Some(DataStanding::Partial),
        (true, false) if over => Some(DataStanding::Withheld),
        (true, false) => Some(DataStanding::Waiting),
    };
    DataRow {
        standing: by_hand.or(reckoned),
        by_hand: by_hand.is_some(),
        asked: words(asked.iter().collect()),
        came: words(came),
        missing: words(missing),
        by_person: words(
            asked
                .iter()
                .filter(|ask| **ask == Ask::AudienceCountries)
                .collect(),
        ),
        due,
    }
}

/// Where an influencer posts, as far as that is known.
fn platforms(influencer: &Influencer, stored: &[&Mention]) -> BTreeSet<Platform> {
    let handles = influencer.handles.iter().map(|handle| handle.platform);
    let followed = influencer.followers.keys().copied();
    let seen = stored.iter().map(|post| post.platform);
    handles.chain(followed).chain(seen).collect()
}

/// Whether every post tells a figure by itself, so that nobody need be asked.
fn is_seen(ask: Ask, stored: &[&Mention]) -> bool {
    let Ask::Count(kind) = ask else { return false };
    !stored.is_empty() && stored.iter().all(|post| seen(post, kind).is_some())
}

/// What a post tells of a kind of outcome by itself.
fn seen(post: &Mention, kind: OutcomeKind) -> Option<u64> {
    match kind {
        OutcomeKind::Like => post.engagement.likes,
        OutcomeKind::Comment => post.engagement.comments,
        OutcomeKind::Share => post.engagement.shares,
        OutcomeKind::View | OutcomeKind::Impression => post.engagement.views,
        _ => None,
    }
}

/// What was told, beside what was seen of the same post; a post's figure told again on a later day replaces the earlier.
pub(super) fn told_rows(stored: &[&Mention], told: &[&Told]) -> Vec<ToldRow> {
    let mut rows: Vec<ToldRow> = Vec::new();
    let theirs = told
        .iter()
        .filter(|told| told.provenance == Provenance::SelfReported);
    for told in theirs {
        let what = Ask::Count(told.kind).as_str();
        let known = rows
            .iter_mut()
            .find(|row| row.what == what && row.post == told.post && row.platform == told.platform);
        if let Some(row) = known {
            row.told = if told.post.is_some() {
                told.count
            } else {
                row.told.saturating_add(told.count)
            };
            continue;
        }
        let post = told.post.as_deref();
        let mention = post.and_then(|named| stored.iter().find(|mention| posts::is(mention, named)));
        rows.push(ToldRow {
            what: what.to_owned(),
            post: told.post.clone(),
            platform: told.platform,
            told: told.count,
            seen: mention.and_then(|mention| seen(mention, told.kind)),
        });
    }
    rows.truncate(LISTED);
    rows
}

/// How far an influencer's data can be relied on, 0 to 100: the mean of how much of what was asked came, and of how well
/// what they told agrees with what was seen; unknown as long as neither can be told.
pub(super) fn reliability(data: &DataRow, told: &[ToldRow]) -> Figure {
    let parts: Vec<(f64, &str)> = [
        provided(data).map(|share| (share, "share of the figures asked for that came")),
        agreement(told).map(|share| (share, "agreement of told with seen")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return Figure::unknown("no figures were due yet, and none can be compared");
    }
    #[expect(clippy::cast_precision_loss, reason = "one or two parts")]
    let mean = parts.iter().map(|(share, _)| share).sum::<f64>() / parts.len() as f64;
    Figure::exact(mean * 100.0)
}

fn provided(data: &DataRow) -> Option<f64> {
    let (came, all) = (data.came.len(), data.came.len() + data.missing.len());
    #[expect(clippy::cast_precision_loss, reason = "a handful of figures")]
    let share = (all > 0).then(|| came as f64 / all as f64);
    match (data.standing?, data.by_hand) {
        (DataStanding::Waiting, _) => None,
        (DataStanding::Provided, true) => Some(1.0),
        (DataStanding::Withheld, true) => Some(0.0),
        // Somebody knows that it is a part; how large a part the files tell, else half.
        (DataStanding::Partial, true) => share.filter(|share| *share > 0.0 && *share < 1.0).or(Some(0.5)),
        (_, false) => share,
    }
}

/// 1 where told and seen agree, 0 where one is three times the other or more; the mean over all that can be compared.
fn agreement(told: &[ToldRow]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let factor = |told: u64, seen: u64| {
        let (told, seen) = (told as f64 + 1.0, seen as f64 + 1.0);
        (told / seen).max(seen / told)
    };
    let agreements: Vec<f64> = told
        .iter()
        .filter_map(|row| Some(factor(row.told, row.seen?)))
        .map(|factor| 1.0 - ((factor / AGREES).ln() / (DISAGREES / AGREES).ln()).clamp(0.0, 1.0))
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let mean = agreements.iter().sum::<f64>() / agreements.len() as f64;
    (!agreements.is_empty()).then_some(mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(told: u64, seen: Option<u64>) -> ToldRow {
        ToldRow {
            what: "likes".to_owned(),
            post: None,
            platform: None,
            told,
            seen,
        }
    }

    fn data(standing: DataStanding, by_hand: bool, came: usize, missing: usize) -> DataRow {
        DataRow {
            standing: Some(standing),
            by_hand,
            came: vec![String::new(); came],
            missing: vec![String::new(); missing],
            ..DataRow::default()
        }
    }

    #[test]
    fn data_are_reliable_as_far_as_they_came_and_agree() {
        for (data, told, reliability) in [
            (data(DataStanding::Waiting, false, 0, 3), vec![], None),
            (data(DataStanding::Withheld, false, 0, 3), vec![], Some(0.0)),
            (data(DataStanding::Partial, false, 1, 3), vec![], Some(25.0)),
            (data(DataStanding::Provided, true, 0, 3), vec![], Some(100.0)),
            (data(DataStanding::Partial, true, 0, 3), vec![], Some(50.0)),
            (
                data(DataStanding::Waiting, false, 0, 3),
                vec![told(1_100, Some(1_000))],
                Some(100.0),
            ),
            (
                data(DataStanding::Waiting, false, 0, 3),
                vec![told(9_000, Some(1_000))],
                Some(0.0),
            ),
            (
                data(DataStanding::Withheld, false, 0, 3),
                vec![told(1_000, Some(1_000)), told(5, None)],
                Some(50.0),
            ),
        ] {
            let found = super::reliability(&data, &told).value();
            assert_eq!(found.map(f64::round), reliability, "{data:?} {told:?}");
        }
    }
}
