//! Several metrics as one: a weighted sum, or a score that says how far each is on its own way.

use super::range;
use crate::model::{Figure, Range};

/// Most that one part of a score counts, so that one success cannot hide what is missing elsewhere.
const MOST_OF_TARGET: f64 = 1.5;

/// Several metrics as one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundled {
    /// The sum, or the score in per cent; unknown when no part is known.
    pub figure: Figure,
    /// Share of the weights of which something is known, 0 to 1.
    pub coverage: f64,
}

/// Adds `weight × figure`. A part of which nothing is known is left out, so that the sum is a lower bound: it lowers
/// the coverage, and is not 0.
pub fn sum(parts: &[(f64, Figure)]) -> Bundled {
    let known: Vec<(f64, &Figure)> = known(parts.iter().map(|(weight, figure)| (*weight, figure)));
    let coverage = coverage(&known, parts.iter().map(|(weight, _)| *weight));
    let Some(total) = known
        .iter()
        .filter_map(|(weight, figure)| Some(range::scale(range_of(figure)?, *weight)))
        .reduce(range::add_linear)
    else {
        return nothing(parts.iter().map(|(_, figure)| figure));
    };
    let is_bound = known.len() < parts.len() || known.iter().any(|(_, figure)| figure.bound().is_some());
    Bundled {
        figure: figure_of(
            total,
            is_bound,
            &words(&known, parts.len(), "sum of weighted metrics"),
        ),
        coverage,
    }
}

/// `Σ weight · min(actual / target, 1.5) / Σ weight` in per cent, over the parts of which something is known.
pub fn score(parts: &[(f64, f64, Figure)]) -> Bundled {
    let known: Vec<(f64, f64, &Figure)> = parts
        .iter()
        .filter(|(weight, target, figure)| *weight > 0.0 && *target > 0.0 && figure.is_known())
        .map(|(weight, target, figure)| (*weight, *target, figure))
        .collect();
    let weights: f64 = known.iter().map(|(weight, ..)| weight).sum();
    let all: f64 = parts.iter().map(|(weight, ..)| weight).sum();
    if weights <= 0.0 || all <= 0.0 {
        return nothing(parts.iter().map(|(.., figure)| figure));
    }
    let share = |actual: f64, target: f64| (actual / target).clamp(0.0, MOST_OF_TARGET);
    let total = known
        .iter()
        .filter_map(|(weight, target, figure)| {
            let actual = range_of(figure)?;
            let share = Range {
                low: share(actual.low, *target),
                value: share(actual.value, *target),
                high: share(actual.high, *target),
            };
            Some(range::scale(share, weight / weights * 100.0))
        })
        .fold(Range::default(), range::add_linear);
    let is_bound = known.iter().any(|(.., figure)| figure.bound().is_some());
    let plain: Vec<(f64, &Figure)> = known
        .iter()
        .map(|(weight, _, figure)| (*weight, *figure))
        .collect();
    Bundled {
        figure: figure_of(total, is_bound, &words(&plain, parts.len(), "weighted score")),
        coverage: weights / all,
    }
}

fn known<'a>(parts: impl Iterator<Item = (f64, &'a Figure)>) -> Vec<(f64, &'a Figure)> {
    parts
        .filter(|(weight, figure)| *weight > 0.0 && figure.is_known())
        .collect()
}

fn coverage(known: &[(f64, &Figure)], all: impl Iterator<Item = f64>) -> f64 {
    let (known, all): (f64, f64) = (known.iter().map(|(weight, _)| weight).sum(), all.sum());
    if all > 0.0 { known / all } else { 0.0 }
}

fn nothing<'a>(mut figures: impl Iterator<Item = &'a Figure>) -> Bundled {
    let why = figures.find_map(|figure| match figure {
        Figure::Unknown { why } => Some(why.clone()),
        _ => None,
    });
    Bundled {
        figure: Figure::unknown(why.unwrap_or_else(|| "none of its metrics is known".to_owned())),
        coverage: 0.0,
    }
}

fn range_of(figure: &Figure) -> Option<Range> {
    let (value, (low, high)) = (figure.value()?, figure.range()?);
    Some(Range { low, value, high })
}

fn words(known: &[(f64, &Figure)], all: usize, what: &str) -> String {
    if known.len() < all {
        format!("{what}, {} of {all} known", known.len())
    } else {
        what.to_owned()
    }
}

fn figure_of(total: Range, is_bound: bool, basis: &str) -> Figure {
    let exact = (total.high - total.low).abs() < 1e-9;
    match (is_bound, exact) {
        (true, _) => Figure::at_least(total.value, basis),
        (false, true) => Figure::exact(total.value),
        (false, false) => Figure::Estimate {
            low: total.low,
            value: total.value,
            high: total.high,
            basis: basis.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{score, sum};
    use crate::model::Figure;
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn weights_count_and_what_is_not_known_is_no_zero() {
        let exact = Figure::exact;
        let all = sum(&[(1.0, exact(100.0)), (3.0, exact(20.0)), (5.0, exact(4.0))]);
        assert_eq!((all.figure, all.coverage), (exact(180.0), 1.0));
        let some = sum(&[(1.0, exact(100.0)), (3.0, Figure::unknown("not told"))]);
        assert!((some.coverage - 0.25).abs() < 1e-9);
        assert_eq!(some.figure.value(), Some(100.0));
        assert!(some.figure.bound().is_some(), "{:?}", some.figure);
        let none = sum(&[(1.0, Figure::unknown("not told"))]);
        assert_eq!((none.figure, none.coverage), (Figure::unknown("not told"), 0.0));
    }

    #[test]
    fn a_score_counts_no_part_more_than_one_and_a_half_times() {
        let exact = Figure::exact;
        for (parts, percent, coverage) in [
            (
                vec![(2.0, 100.0, exact(50.0)), (1.0, 10.0, exact(10.0))],
                66.666_67,
                1.0,
            ),
            (
                vec![(1.0, 100.0, exact(900.0)), (1.0, 10.0, exact(0.0))],
                75.0,
                1.0,
            ),
            (
                vec![(3.0, 100.0, exact(80.0)), (1.0, 10.0, Figure::unknown("no data"))],
                80.0,
                0.75,
            ),
            (vec![(1.0, 10.0, exact(-5.0))], 0.0, 1.0),
        ] {
            let found = score(&parts);
            assert!(
                (found.figure.value().unwrap() - percent).abs() < 1e-4,
                "{parts:?} {found:?}"
            );
            assert!((found.coverage - coverage).abs() < 1e-9, "{found:?}");
        }
        assert!(!score(&[]).figure.is_known());
    }

    proptest! {
        #[test]
        fn a_score_stays_within_its_bounds_and_ignores_the_scale_of_weights(
            parts in proptest::collection::vec((0.1..9.0, 1.0..1e6, 0.0..1e6), 1..6), by in 0.1..50.0,
        ) {
            let of = |scale: f64| {
                let parts: Vec<_> = parts.iter().map(|(w, t, a)| (w * scale, *t, Figure::exact(*a))).collect();
                score(&parts).figure.value().unwrap()
            };
            prop_assert!((0.0..=150.000_001).contains(&of(1.0)));
            prop_assert!((of(1.0) - of(by)).abs() < 1e-6);
        }
    }
}
