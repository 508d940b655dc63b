//! Shares, tails and quantiles: the few distribution functions that the tests and ranges need.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::checked_beta_reg;

/// Two-sided 95 % quantile of the normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Above this many events the normal approximation of the beta distribution is exact enough, and the series of the
/// exact function is not.
const MANY: f64 = 20_000.0;

/// Wilson's 95 % range of a share `hits / of`, as shares from 0 to 1; `None` for `of` ≤ 0. (Wilson 1927.)
pub fn wilson(hits: f64, of: f64) -> Option<(f64, f64)> {
    if of <= 0.0 || hits < 0.0 || hits > of {
        return None;
    }
    let share = hits / of;
    let z2 = Z95 * Z95;
    let centre = (share + z2 / (2.0 * of)) / (1.0 + z2 / of);
    let half = Z95 / (1.0 + z2 / of) * (share * (1.0 - share) / of + z2 / (4.0 * of * of)).sqrt();
    Some(((centre - half).max(0.0), (centre + half).min(1.0)))
}

/// Regularised incomplete beta function `I_x(a, b)`, continued to its limits for a or b at 0.
pub fn beta_share(a: f64, b: f64, x: f64) -> f64 {
    if a <= 0.0 || x >= 1.0 {
        return 1.0;
    }
    if b <= 0.0 || x <= 0.0 {
        return 0.0;
    }
    if a + b > MANY {
        let mean = a / (a + b);
        let sd = (mean * (1.0 - mean) / (a + b + 1.0)).sqrt();
        return normal_cdf((x - mean) / sd);
    }
    checked_beta_reg(a, b, x).map_or(f64::NAN, |share| share.clamp(0.0, 1.0))
}

/// The x at which `I_x(a, b)` is `share`, by bisection (the function rises with x), to full double precision.
pub fn beta_quantile(a: f64, b: f64, share: f64) -> f64 {
    bisect(0.0, 1.0, |x| beta_share(a, b, x) < share)
}

/// The point of `[low, high]` up to which `is_left` holds.
pub fn bisect(mut low: f64, mut high: f64, is_left: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            // Neighbouring numbers: it does not get nearer.
            break;
        }
        if is_left(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Share of a normal distribution below `z` standard deviations.
pub fn normal_cdf(z: f64) -> f64 {
    Normal::new(0.0, 1.0).map_or(f64::NAN, |normal| normal.cdf(z))
}

#[cfg(test)]
mod tests {
    use super::{beta_quantile, beta_share, wilson};
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn wilson_matches_the_golden_numbers() {
        for (hits, of, low, high) in [(48.0, 160.0, 23.4, 37.5), (66.0, 1_240.0, 4.21, 6.72)] {
            let (l, h) = wilson(hits, of).unwrap();
            let digits = if of > 1_000.0 { 0.005 } else { 0.05 };
            assert!((l * 100.0 - low).abs() <= digits, "{l}");
            assert!((h * 100.0 - high).abs() <= digits, "{h}");
        }
        assert_eq!(wilson(1.0, 0.0), None);
    }

    #[test]
    fn the_approximation_joins_the_exact_function() {
        let exact = beta_share(9_990.0, 9_990.0, 0.503);
        let approximate = beta_share(10_001.0, 10_001.0, 0.503);
        assert!((exact - approximate).abs() < 0.002, "{exact} {approximate}");
    }

    proptest! {
        #[test]
        fn quantile_inverts(a in 0.1..5_000.0, b in 0.1..5_000.0, share in 0.001..0.999) {
            let x = beta_quantile(a, b, share);
            prop_assert!((beta_share(a, b, x) - share).abs() < 1e-6);
        }
    }
}
