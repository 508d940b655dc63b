//! Around a post: what imports tell of the two weeks before it against the three days from it on.
//!
//! That something moved after a post does not make the post its cause: it is called possible, other posts of the roster within
//! the same days are counted, and the more comparisons are made the more each must stand out.

use std::collections::BTreeSet;

use jiff::{Span, civil::Date};

use super::effects::finding;
use super::explained::as_cause;
use super::ledger::Ledger;
use super::unusual::count;
use super::unusual_words::{NAME, day_words, rate};
use super::words::grouped;
use crate::metrics::rate_ratio::{LEVEL, overdispersion, rate_ratio};
use crate::metrics::round_people;
use crate::metrics::several::holm;
use crate::model::{AroundPost, Counted, Figure, Finding, Mention, Moved, OutcomeKind, Window, day_of};
use crate::text::plain::clean;

/// Kinds that a post may move.
pub(super) const KINDS: [OutcomeKind; 5] = [
    OutcomeKind::Click,
    OutcomeKind::Visit,
    OutcomeKind::Lead,
    OutcomeKind::Order,
    OutcomeKind::Follow,
];
/// Days before a post: whole weeks.
const BEFORE_DAYS: i64 = 14;
/// Days from a post on: most of what a post brings comes within them.
const AFTER_DAYS: i64 = 3;
/// Least known days before.
const LEAST_BEFORE: usize = 7;
/// Most posts shown, those that reached furthest.
const POSTS: usize = 10;
/// Longest title, in characters.
const TITLE: usize = 80;

/// The posts of the roster in the window around which something is known.
pub(super) fn rows(ledger: &Ledger<'_>) -> Vec<AroundPost> {
    let posts = posts(ledger);
    let days: Vec<Date> = posts.iter().map(|(day, _)| *day).collect();
    let mut rows: Vec<AroundPost> = posts
        .iter()
        .map(|(day, mention)| {
            let kinds = KINDS.into_iter();
            let near = days
                .iter()
                .filter(|other| (**other - *day).get_days().abs() < 3)
                .count();
            AroundPost {
                who: name_of(ledger, mention),
                post: as_cause(mention),
                day: *day,
                moves: kinds.filter_map(|kind| moved(ledger, *day, kind)).collect(),
                others: u32::try_from(near.saturating_sub(1)).unwrap_or(u32::MAX),
            }
        })
        .filter(|row| !row.moves.is_empty())
        .collect();
    adjust(&mut rows);
    rows
}

/// Posts of the roster, one per influencer and day, those that reached furthest.
fn posts<'a>(ledger: &Ledger<'a>) -> Vec<(Date, &'a Mention)> {
    let inputs = ledger.inputs;
    let window = ledger.clip(inputs.window);
    let reach = |mention: &Mention| mention.exposure.reach.map_or(-1.0, |reach| reach.value);
    let mut all: Vec<(Date, &Mention)> = inputs
        .top_mentions
        .values()
        .filter(|mention| mention.counts() && mention.influencer.is_some())
        .filter(|mention| mention.brands.contains(inputs.brand))
        .map(|mention| (day_of(mention.at, inputs.timezone), mention))
        .filter(|(day, _)| window.contains(*day))
        .collect();
    all.sort_by(|(_, a), (_, b)| reach(b).total_cmp(&reach(a)).then_with(|| a.id.cmp(&b.id)));
    let mut seen = BTreeSet::new();
    all.retain(|(day, mention)| seen.insert((*day, mention.influencer.clone())));
    all.truncate(POSTS);
    all
}

#[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
fn moved(ledger: &Ledger<'_>, day: Date, kind: OutcomeKind) -> Option<Moved> {
    let shifted = |days: i64| day.checked_add(Span::new().days(days)).ok();
    let known = |window: Window| -> Vec<f64> {
        let days = ledger.complete(window).iter();
        days.filter_map(|day| count(ledger, &Counted::Outcomes(kind), day))
            .collect()
    };
    let before = known(Window {
        from: shifted(-BEFORE_DAYS)?,
        to: day,
    });
    let after = known(Window {
        from: day,
        to: shifted(AFTER_DAYS)?,
    });
    if before.len() < LEAST_BEFORE || after.is_empty() {
        return None;
    }
    let (c1, c2) = (before.iter().sum::<f64>(), after.iter().sum::<f64>());
    let (e1, e2) = (before.len() as f64, after.len() as f64);
    let phi = overdispersion(&[&before, &after]);
    let test = rate_ratio(c1, e1, c2, e2, phi)?;
    Some(Moved {
        kind,
        before_per_day: c1 / e1,
        before_days: u32::try_from(before.len()).unwrap_or(u32::MAX),
        after_per_day: c2 / e2,
        after_days: u32::try_from(after.len()).unwrap_or(u32::MAX),
        ratio: if test.ratio.is_finite() && !test.too_few {
            Figure::Estimate {
                low: test.low,
                value: test.ratio,
                high: test.high,
                basis: format!("exact test of {e2} against {e1} days, overdispersion {phi:.1}; 95 % range"),
            }
        } else {
            Figure::unknown("too few before")
        },
        p_value: test.p,
        finding: finding(&test, test.p),
    })
}

/// Minds how many comparisons were made.
fn adjust(rows: &mut [AroundPost]) {
    let mut all: Vec<&mut Moved> = rows.iter_mut().flat_map(|row| &mut row.moves).collect();
    let plain: Vec<f64> = all.iter().map(|moved| moved.p_value).collect();
    for (moved, adjusted) in all.iter_mut().zip(holm(&plain)) {
        moved.p_value = adjusted;
        if matches!(moved.finding, Finding::Rise | Finding::Fall) && adjusted >= LEVEL {
            moved.finding = Finding::NoChange;
        }
    }
}

fn name_of(ledger: &Ledger<'_>, mention: &Mention) -> String {
    let id = mention.influencer.as_ref();
    let known = ledger.inputs.influencers.iter().find(|one| Some(&one.id) == id);
    known.map_or_else(
        || id.map(ToString::to_string).unwrap_or_default(),
        |one| one.name.clone(),
    )
}

/// A post and what moved after it, in one line.
pub fn around_words(row: &AroundPost) -> String {
    let moves: Vec<String> = row.moves.iter().map(move_words).collect();
    let others = match row.others {
        0 => "",
        1 => "; another post of the roster came within these days, so it may be that one's doing",
        _ => "; other posts of the roster came within these days, so it may be theirs",
    };
    format!(
        "{}, {}, “{}”: {}{others}.",
        clean(&row.who, NAME),
        day_words(row.day),
        clean(&row.post.title, TITLE),
        moves.join("; ")
    )
}

fn move_words(moved: &Moved) -> String {
    let found = OutcomeKind::ALL.iter().find(|(kind, ..)| *kind == moved.kind);
    let what = found.map_or("", |(_, _, many)| *many).replace('_', " ");
    let times = |ratio: f64| grouped(round_people(ratio));
    let change = format!(
        "{what} went from {} to {} a day",
        rate(moved.before_per_day),
        rate(moved.after_per_day)
    );
    match (&moved.ratio, moved.finding) {
        (Figure::Estimate { low, value, high, .. }, Finding::Rise) => format!(
            "{change}: {}× (95 % range {}–{}), possibly its doing",
            times(*value),
            times(*low),
            times(*high)
        ),
        (_, Finding::Rise) => format!("{change}, possibly its doing"),
        (_, Finding::Fall) => format!("{change}, a fall"),
        (_, Finding::TooFew | Finding::NoBaseline | Finding::NotTested) => format!("too few {what} to tell"),
        (_, Finding::NoChange) => format!(
            "{what} stayed within what is normal ({} a day)",
            rate(moved.after_per_day)
        ),
    }
}
