//! Keep, replace, or too early: whether each of a roster brings more or less for its cost than the rest of it.
//!
//! The exact test of [`rate_ratio`](super::rate_ratio) with cost as exposure: what one brought for its cost against what
//! all others together brought for theirs. Several are tested at once, so the probabilities are adjusted (Holm 1979):
//! otherwise one of twenty would be replaced for nothing.

use super::rate_ratio::{RateTest, rate_ratio};
use super::several::holm;

/// Level of every verdict, after the adjustment.
const LEVEL: f64 = 0.05;
/// A ratio that lies within a factor of so much, with all of its 95 % range, is in line with the rest.
const IN_LINE: f64 = 1.5;

/// How much came, as sure as it is known: a verdict must hold whichever end of the range is true.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    /// Low end.
    pub low: f64,
    /// Central value.
    pub value: f64,
    /// High end; infinite where it is only known that at least so many came.
    pub high: f64,
}

impl Count {
    /// What was counted.
    pub fn exact(value: f64) -> Self {
        Self {
            low: value,
            value,
            high: value,
        }
    }

    fn map(self, other: Self, with: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            low: with(self.low, other.low),
            value: with(self.value, other.value),
            high: with(self.high, other.high),
        }
    }
}

/// What one of the roster brought, and for how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brought {
    /// How much came: orders, clicks, reactions; `None` where that is not known.
    pub count: Option<Count>,
    /// What it cost; any unit, the same for all. Without a cost nothing can be told.
    pub cost: f64,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Brings more for its cost than the rest.
    Keep,
    /// Neither more nor less than the rest, as far as the data can show a difference that matters.
    InLine,
    /// Brings less for its cost than the rest.
    Replace,
    /// Not told apart from chance yet.
    TooEarly,
    /// Cannot be told: no cost is entered, the count is not known, or there is nobody to compare with.
    Unknown(Gap),
}

/// What is missing for a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No cost is entered.
    Cost,
    /// The count is not known.
    Count,
    /// Nobody else has both.
    Rest,
}

/// The verdict on one of the roster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// What to do.
    pub keep: Keep,
    /// Its rate per cost against that of the rest, unless nothing came of anybody.
    pub test: Option<RateTest>,
    /// Two-sided p of that, adjusted for the number of tests.
    pub p_adjusted: Option<f64>,
    /// What the rest brought.
    pub rest_count: f64,
    /// What the rest cost.
    pub rest_cost: f64,
}

/// Judges each of a roster against the rest of it, in the order given. `phi` is how much more the counts scatter than
/// independent events would (variance / mean, at least 1): reactions come by the thousand from one good post.
pub fn judge(roster: &[Brought], phi: f64) -> Vec<Judged> {
    let usable = |one: &Brought| one.cost > 0.0 && one.cost.is_finite();
    let known: Vec<Option<(Count, f64)>> = roster
        .iter()
        .map(|one| one.count.filter(|_| usable(one)).map(|count| (count, one.cost)))
        .collect();
    let others = known.iter().flatten().count().saturating_sub(1);
    let mut judged: Vec<Judged> = roster
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let rest = known.iter().enumerate().filter(|(other, _)| *other != at);
            let rest = rest.filter_map(|(_, known)| *known);
            let (rest_count, rest_cost) = rest.fold((Count::exact(0.0), 0.0), |(count, cost), one| {
                (count.map(one.0, |a, b| a + b), cost + one.1)
            });
            let Some((count, cost)) = known.get(at).copied().flatten() else {
                let gap = if usable(one) { Gap::Count } else { Gap::Cost };
                return Judged::unknown(gap, rest_count.value, rest_cost);
            };
            if others == 0 {
                return Judged::unknown(Gap::Rest, rest_count.value, rest_cost);
            }
            Judged {
                keep: Keep::TooEarly,
                test: test((rest_count, rest_cost), (count, cost), phi),
                p_adjusted: None,
                rest_count: rest_count.value,
                rest_cost,
            }
        })
        .collect();
    adjust(&mut judged, others);
    judged
}

/// The test at the central values, widened by what it says at the ends that speak most against a difference. Where a
/// count is only a lower bound, it may be any number above, so that nothing is proven against it.
fn test((rest, rest_cost): (Count, f64), (own, cost): (Count, f64), phi: f64) -> Option<RateTest> {
    let mut test = rate_ratio(rest.value, rest_cost, own.value, cost, phi)?;
    let at_ends = |rest: f64, own: f64| rate_ratio(rest, rest_cost, own, cost, phi);
    (test.low, test.p_up) = match at_ends(rest.high, own.low) {
        Some(worst) => {
            test.too_few |= worst.too_few;
            (test.low.min(worst.low), test.p_up.max(worst.p_up))
        }
        _ => (0.0, 1.0),
    };
    (test.high, test.p_down) = match at_ends(rest.low, own.high) {
        Some(best) => {
            test.too_few |= best.too_few;
            (test.high.max(best.high), test.p_down.max(best.p_down))
        }
        _ => (f64::INFINITY, 1.0),
    };
    test.p = (2.0 * test.p_up.min(test.p_down)).min(1.0);
    Some(test)
}

impl Judged {
    fn unknown(gap: Gap, rest_count: f64, rest_cost: f64) -> Self {
        Self {
            keep: Keep::Unknown(gap),
            test: None,
            p_adjusted: None,
            rest_count,
            rest_cost,
        }
    }
}

/// Adjusts the probabilities and gives the verdicts.
fn adjust(judged: &mut [Judged], others: usize) {
    let mut tested: Vec<(&mut Judged, RateTest)> = judged
        .iter_mut()
        .filter_map(|one| one.test.map(|test| (one, test)))
        .collect();
    let plain: Vec<f64> = tested.iter().map(|(_, test)| test.p).collect();
    // Of two, each is the rest of the other: that is one comparison, looked at from both sides.
    let adjusted = if others == 1 { plain } else { holm(&plain) };
    for ((one, test), p) in tested.iter_mut().zip(adjusted) {
        one.p_adjusted = Some(p);
        one.keep = verdict(test, p);
    }
}

fn verdict(test: &RateTest, p: f64) -> Keep {
    if !test.too_few && p < LEVEL {
        return if test.p_up < test.p_down {
            Keep::Keep
        } else {
            Keep::Replace
        };
    }
    if test.low >= 1.0 / IN_LINE && test.high <= IN_LINE {
        return Keep::InLine;
    }
    Keep::TooEarly
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::random::Random;
    use super::*;

    fn roster(of: &[(f64, f64)]) -> Vec<Brought> {
        let one = |(count, cost): &(f64, f64)| Brought {
            count: Some(Count::exact(*count)),
            cost: *cost,
        };
        of.iter().map(one).collect()
    }

    #[test]
    fn the_golden_rosters_are_judged_as_computed() {
        for (ours, rest, keep) in [
            ((42.0, 1_200.0), (95.0, 5_600.0), Keep::Keep),
            ((3.0, 1_500.0), (134.0, 5_300.0), Keep::Replace),
            ((1.0, 150.0), (136.0, 6_650.0), Keep::TooEarly),
        ] {
            assert_eq!(judge(&roster(&[ours, rest]), 1.0)[0].keep, keep, "{ours:?}");
        }
        let test = |ours, rest| judge(&roster(&[ours, rest]), 1.0)[0].test.unwrap();
        let keep = test((42.0, 1_200.0), (95.0, 5_600.0));
        let shown = [keep.ratio, keep.low, keep.high].map(|x| format!("{x:.3}"));
        assert_eq!(shown, ["2.063", "1.399", "2.996"]);
        assert_eq!(format!("{:.8}", keep.p_up), "0.00014339");
        let replace = test((3.0, 1_500.0), (134.0, 5_300.0));
        assert_eq!(format!("{:.3} {:.0e}", replace.ratio, replace.p), "0.079 3e-11");
        let early = test((1.0, 150.0), (136.0, 6_650.0));
        assert_eq!(format!("{:.3}", early.p), "0.385");
    }

    #[test]
    fn what_cannot_be_told_is_not_judged() {
        let mut three = roster(&[(10.0, 100.0), (8.0, 0.0), (0.0, 50.0)]);
        three[2].count = None;
        let judged = judge(&three, 1.0);
        let keeps: Vec<Keep> = judged.iter().map(|one| one.keep).collect();
        assert_eq!(
            keeps,
            [
                Keep::Unknown(Gap::Rest),
                Keep::Unknown(Gap::Cost),
                Keep::Unknown(Gap::Count)
            ]
        );
    }

    #[test]
    fn what_is_only_estimated_must_hold_at_either_end() {
        let mut two = roster(&[(42.0, 1_200.0), (95.0, 5_600.0)]);
        let range = |low, value, high| Some(Count { low, value, high });
        two[0].count = range(35.0, 42.0, 60.0);
        assert_eq!(judge(&two, 1.0)[0].keep, Keep::Keep, "the low end is enough");
        two[0].count = range(20.0, 42.0, 80.0);
        let judged = judge(&two, 1.0)[0];
        assert_eq!(judged.keep, Keep::TooEarly);
        assert!(judged.test.unwrap().low < 1.0 && judged.test.unwrap().high > 3.0);
        // At least 3 may be any number.
        let mut bound = roster(&[(3.0, 1_500.0), (134.0, 5_300.0)]);
        bound[0].count = range(3.0, 3.0, f64::INFINITY);
        assert_eq!(judge(&bound, 1.0)[0].keep, Keep::TooEarly);
    }

    #[test]
    fn many_that_do_alike_are_in_line_and_scatter_forbids_a_verdict() {
        let alike = roster(&[(4_000.0, 1_000.0), (4_050.0, 1_000.0), (3_980.0, 1_000.0)]);
        assert!(judge(&alike, 1.0).iter().all(|one| one.keep == Keep::InLine));
        let apart = roster(&[(900.0, 1_000.0), (600.0, 1_000.0), (640.0, 1_000.0)]);
        assert_eq!(judge(&apart, 1.0)[0].keep, Keep::Keep);
        assert_eq!(judge(&apart, 400.0)[0].keep, Keep::TooEarly, "one lucky post");
    }

    #[test]
    fn a_roster_without_differences_is_seldom_told_apart() {
        let (mut random, mut wrong, runs) = (Random::new(7), 0, 400);
        for _ in 0..runs {
            let drawn: Vec<(f64, f64)> = (0..10)
                .map(|n| {
                    let cost = 200.0 + 100.0 * f64::from(n);
                    (random.events(cost / 100.0, 1.0), cost)
                })
                .collect();
            let judged = judge(&roster(&drawn), 1.0);
            let told = judged
                .iter()
                .any(|one| matches!(one.keep, Keep::Keep | Keep::Replace));
            wrong += i32::from(told);
        }
        assert!(wrong <= runs / 20, "{wrong} of {runs} rosters at the 5 % level");
    }

    proptest! {
        #[test]
        fn verdicts_depend_on_neither_order_nor_currency(
            counts in proptest::collection::vec((0_u32..300, 1_u32..5_000), 2..8),
            rate in 0.01_f64..100.0,
        ) {
            let given: Vec<(f64, f64)> = counts.iter().map(|(n, c)| (f64::from(*n), f64::from(*c))).collect();
            let plain = judge(&roster(&given), 1.0);
            let mut turned = given.clone();
            turned.reverse();
            let mut backwards = judge(&roster(&turned), 1.0);
            backwards.reverse();
            let exchanged: Vec<(f64, f64)> = given.iter().map(|(n, c)| (*n, c * rate)).collect();
            let exchanged = judge(&roster(&exchanged), 1.0);
            for ((a, b), c) in plain.iter().zip(&backwards).zip(&exchanged) {
                prop_assert_eq!(a.keep, b.keep);
                // Rounding may decide a tie at the level itself.
                let close = |p: f64| (p - LEVEL).abs() < 1e-9;
                prop_assert!(a.keep == c.keep || a.p_adjusted.is_some_and(close));
            }
        }
    }
}
