//! Ratios of sums (a share, a rate, a mean) over some days, and whether they differ between two windows.
//!
//! Days, not mentions, are what is drawn: mentions of one day share their cause. With the numerator yₜ and the denominator xₜ of day t,
//! X = Σx and R = Σy / X, the linearised ratio estimator (Cochran 1977, *Sampling Techniques*, ch. 6) moves by
//! (yₜ − R·xₜ) / (X − xₜ) when day t is left out, and `V` is the sum of the squares of that: the delete-one-day jackknife (Quenouille
//! 1956, Tukey 1958) without its factor (n−1)/n, as in HC3 of `MacKinnon` and White 1985. Where single values are known, V is at least
//! what they scatter by themselves, each way one value more than there are (as Agresti and Caffo 2000 add to each share), so that a few
//! that agree prove nothing. Two windows differ by `R₂ − R₁ ± t·√(V₁ + V₂)`, t being Student's quantile at the degrees of freedom of
//! Welch 1947, where each window has X² / Σx² effective days less 2 (our recommendation: by simulation, `simulated_ratios`, plain
//! n − 1 calls up to 7 % of idle campaigns a change, this one about 5 % or less in 28 against 14 days that scatter up to four times as
//! much as independent mentions). In windows of one week with so heavy bursts it is up to 8 %. Days that hang on each other for longer
//! than a day are not allowed for.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::rate_ratio::LEVEL;

/// Effective days each window must have: with fewer, one day decides.
pub const LEAST_DAYS: f64 = 3.0;

/// One day of a ratio.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DayPart {
    /// Numerator: the sum of the values.
    pub sum: f64,
    /// Denominator: how many values there are, or what they are a part of.
    pub of: f64,
    /// Sum of the squares of single values, where the denominator counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub squares: Option<f64>,
}

impl DayPart {
    /// `hits` of `of`.
    pub fn share(hits: f64, of: f64) -> Self {
        Self {
            sum: hits,
            of,
            squares: Some(hits),
        }
    }

    /// The two added up; single values are known only where they are of both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            of: self.of + other.of,
            squares: self.squares.zip(other.squares).map(|(a, b)| a + b),
        }
    }
}

/// A ratio over a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Σ numerators / Σ denominators.
    pub value: f64,
    /// Days that tell anything.
    pub days: u32,
    /// Days that carry it: as many as there are if all weigh the same, 1 if one outweighs all others.
    pub effective_days: f64,
    /// Variance of the value; `None` with fewer than [`LEAST_DAYS`] effective days, or where nothing scatters at all.
    variance: Option<f64>,
}

/// A difference of two levels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Second less first.
    pub value: f64,
    /// Low end of its 95 % range.
    pub low: f64,
    /// High end.
    pub high: f64,
    /// Two-sided probability of so large a difference if nothing changed.
    pub p: f64,
}

/// The ratio of some days; `None` if nothing is known of any.
pub fn level(days: &[DayPart]) -> Option<Level> {
    let told: Vec<&DayPart> = days
        .iter()
        .filter(|day| day.of > 0.0 || day.sum.abs() > 0.0)
        .collect();
    let of: f64 = told.iter().map(|day| day.of).sum();
    if of <= 0.0 || !of.is_finite() {
        return None;
    }
    let value = told.iter().map(|day| day.sum).sum::<f64>() / of;
    let effective_days = of * of / told.iter().map(|day| day.of * day.of).sum::<f64>();
    let enough = effective_days >= LEAST_DAYS;
    let variance = enough.then(|| between(&told, value, of).max(within(&told, of)));
    Some(Level {
        value,
        days: u32::try_from(told.len()).unwrap_or(u32::MAX),
        effective_days,
        variance: variance.filter(|variance| *variance > 0.0 && variance.is_finite()),
    })
}

/// Variance by leaving out one day after the other; no day is all of it, as there are effective days enough.
fn between(days: &[&DayPart], value: f64, of: f64) -> f64 {
    let moved = |day: &&DayPart| ((day.sum - value * day.of) / (of - day.of)).powi(2);
    days.iter().map(moved).sum()
}

/// Variance if single values came independently of each other: with one more each way, one value from 0. 0 where they are not known.
fn within(days: &[&DayPart], of: f64) -> f64 {
    let squares: Option<f64> = days.iter().map(|day| day.squares).sum();
    let Some(squares) = squares else { return 0.0 };
    let (n, sum) = (of + 2.0, days.iter().map(|day| day.sum).sum::<f64>());
    // The two that are added are as large as those there are.
    let size = if squares > 0.0 { squares / of } else { 1.0 }.max(1.0);
    let (mean, square) = (sum / n, (squares + 2.0 * size) / n);
    (square - mean * mean).max(0.0) / n
}

impl Level {
    fn freedom(&self) -> f64 {
        (self.effective_days - 2.0).max(1.0)
    }

    /// Its 95 % range; `None` with too few days.
    pub fn range(&self) -> Option<(f64, f64)> {
        let half = quantile(self.freedom())? * self.variance?.sqrt();
        Some((self.value - half, self.value + half))
    }

    /// What it changed by since `before`; `None` if either has too few days.
    pub fn since(&self, before: &Self) -> Option<Change> {
        welch(self.value - before.value, &[before, self])
    }
}

/// How much more the second of `ours` differs from the first than the second of `control` does from its first: difference of
/// differences. `None` if any of them has too few days.
pub fn against(ours: (&Level, &Level), control: (&Level, &Level)) -> Option<Change> {
    let value = (ours.1.value - ours.0.value) - (control.1.value - control.0.value);
    welch(value, &[ours.0, ours.1, control.0, control.1])
}

/// A sum of levels, each taken once with either sign, against 0 (Welch 1947).
fn welch(value: f64, levels: &[&Level]) -> Option<Change> {
    let (mut variance, mut share) = (0.0, 0.0);
    for level in levels {
        let its = level.variance?;
        variance += its;
        share += its * its / level.freedom();
    }
    let freedom = variance * variance / share;
    let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
    let (half, error) = (quantile(freedom)? * variance.sqrt(), variance.sqrt());
    Some(Change {
        value,
        low: value - half,
        high: value + half,
        p: (2.0 * student.cdf(-(value / error).abs())).min(1.0),
    })
}

fn quantile(freedom: f64) -> Option<f64> {
    let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
    Some(student.inverse_cdf(1.0 - LEVEL / 2.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    fn shares(days: &[(f64, f64)]) -> Vec<DayPart> {
        days.iter().map(|(hits, of)| DayPart::share(*hits, *of)).collect()
    }

    fn rates(days: &[(f64, f64)]) -> Vec<DayPart> {
        let plain = |(sum, of): &(f64, f64)| DayPart {
            sum: *sum,
            of: *of,
            squares: None,
        };
        days.iter().map(plain).collect()
    }

    #[test]
    fn the_jackknife_is_that_of_leaving_days_out() {
        let days = [
            (3.0, 100.0),
            (9.0, 150.0),
            (1.0, 90.0),
            (6.0, 120.0),
            (4.0, 140.0),
        ];
        let all = level(&rates(&days)).unwrap();
        assert!((all.value - 23.0 / 600.0).abs() < 1e-12);
        let (mut sum, n) = (0.0, days.len());
        for left_out in 0..n {
            let rest: Vec<_> = (0..n).filter(|n| *n != left_out).map(|n| days[n]).collect();
            let (y, x) = rest.iter().fold((0.0, 0.0), |(y, x), day| (y + day.0, x + day.1));
            sum += (y / x - all.value).powi(2);
        }
        assert!((all.variance.unwrap() - sum).abs() < 1e-15);
        assert_eq!(all.days, 5);
    }

    #[test]
    fn one_loud_day_is_not_many_and_few_that_agree_prove_nothing() {
        assert_eq!(level(&[]), None);
        assert_eq!(level(&rates(&[(0.0, 0.0); 9])), None);
        let mut loud = vec![(1.0, 10.0); 20];
        loud.push((5_000.0, 100_000.0));
        let loud = level(&rates(&loud)).unwrap();
        assert!(loud.effective_days < 1.1 && loud.range().is_none(), "{loud:?}");
        let (none, all) = (shares(&[(0.0, 1.0); 5]), shares(&[(1.0, 1.0); 5]));
        let (none, all) = (level(&none).unwrap(), level(&all).unwrap());
        let (low, high) = all.range().unwrap();
        assert!(low < 0.7 && high > 1.0, "{low} {high}");
        // Five of five against none of five is beyond chance by Fisher's test too (p = .008).
        let change = all.since(&none).unwrap();
        assert!(change.p < 0.05 && change.p > 1e-4, "{change:?}");
        assert!(all.since(&all).unwrap().p > 0.99);
        assert_eq!(loud.since(&all), None);
    }

    proptest! {
        #[test]
        fn a_change_has_its_value_in_its_range_and_its_p_on_the_right_side(
            before in proptest::collection::vec((0u32..20, 0u32..20), 3..40),
            during in proptest::collection::vec((0u32..20, 0u32..20), 3..40),
        ) {
            let of = |days: &[(u32, u32)]| {
                let parts: Vec<_> = days.iter().map(|(a, b)| (f64::from(*a), f64::from(a + b))).collect();
                level(&shares(&parts))
            };
            if let (Some(before), Some(during)) = (of(&before), of(&during))
                && let Some(change) = during.since(&before) {
                prop_assert!(change.low <= change.value && change.value <= change.high);
                prop_assert!((0.0..=1.0).contains(&change.p));
                let outside = change.low > 0.0 || change.high < 0.0;
                prop_assert!(outside == (change.p < LEVEL) || (change.p - LEVEL).abs() < 1e-6);
                let back = before.since(&during).unwrap();
                prop_assert!((back.value + change.value).abs() < 1e-12 && (back.p - change.p).abs() < 1e-9);
            }
        }
    }
}
