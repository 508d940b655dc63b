//! Will the goal be reached? Probability and forecast from what came so far.
//!
//! The rest of the way is gamma-Poisson: with C so far over exposure d, m left and goal G,
//! P(reach G) = `I_{m/(d+m)}((G−C)/φ, C/φ+½)`; the interval inverts it. Simulated coverage of the 80 % interval is 72 to
//! 82 %.

use super::interval::{beta_share, bisect};

/// Where a count stands on its way to a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// So far / what an even pace would have brought by now.
    pub pace: f64,
    /// Per unit of exposure so far.
    pub rate: f64,
    /// Per unit of exposure from now on to reach the target exactly; 0 when it is reached.
    pub needed: f64,
    /// So far, carried on at the same rate.
    pub projection: f64,
    /// 80 % interval of the total at the end.
    pub interval: (f64, f64),
    /// Probability of reaching the target, 0 to 1.
    pub probability: f64,
}

/// Computes the pace: `so_far` over exposure `done`, `left` to go, overdispersion `phi` (≥ 1).
///
/// `None` when nothing has passed yet or the target is not positive.
pub fn pace(so_far: f64, target: f64, done: f64, left: f64, phi: f64) -> Option<Pace> {
    if !(done > 0.0 && left >= 0.0 && target > 0.0 && so_far >= 0.0) {
        return None;
    }
    let phi = phi.max(1.0);
    let (whole, rate) = (done + left, so_far / done);
    let gap = (target - so_far).max(0.0);
    Some(Pace {
        pace: so_far * whole / (target * done),
        rate,
        needed: if left > 0.0 { gap / left } else { gap },
        projection: so_far + rate * left,
        interval: (
            so_far + more_at(0.9, so_far, done, left, phi),
            so_far + more_at(0.1, so_far, done, left, phi),
        ),
        probability: at_least(gap, so_far, done, left, phi),
    })
}

/// Probability that at least `more` will still come.
fn at_least(more: f64, so_far: f64, done: f64, left: f64, phi: f64) -> f64 {
    if more <= 0.0 {
        return 1.0;
    }
    beta_share(more / phi, so_far / phi + 0.5, left / (done + left))
}

/// How much more comes at least with the given probability.
fn more_at(probability: f64, so_far: f64, done: f64, left: f64, phi: f64) -> f64 {
    if left <= 0.0 {
        return 0.0;
    }
    // Far above any outcome that still has one chance in ten.
    let most = 10.0 * (so_far + 10.0 * phi) * (left / done + 1.0);
    bisect(0.0, most, |more| {
        at_least(more, so_far, done, left, phi) > probability
    })
}

#[cfg(test)]
mod tests {
    use super::pace;
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn golden_pace() {
        let plain = pace(310.0, 500.0, 60.0, 32.0, 1.0).unwrap();
        let bursty = pace(310.0, 500.0, 60.0, 32.0, 2.5).unwrap();
        assert!((plain.pace - 0.9507).abs() < 5e-5);
        assert!((plain.needed - 5.94).abs() < 5e-3 && (plain.rate - 5.17).abs() < 5e-3);
        assert!((plain.projection - 475.3).abs() < 0.05);
        assert!(
            (plain.probability - 0.070_054).abs() < 5e-7,
            "{}",
            plain.probability
        );
        assert!(
            (bursty.probability - 0.181_575).abs() < 5e-7,
            "{}",
            bursty.probability
        );
        let whole = |(low, high): (f64, f64)| (low.round(), high.round());
        assert_eq!(whole(plain.interval), (456.0, 497.0), "{:?}", plain.interval);
        assert_eq!(whole(bursty.interval), (446.0, 510.0), "{:?}", bursty.interval);
    }

    #[test]
    fn a_target_met_is_certain_and_a_day_too_late_is_hopeless() {
        assert!((pace(10.0, 10.0, 5.0, 5.0, 1.0).unwrap().probability - 1.0).abs() < 1e-12);
        let late = pace(9.0, 10.0, 5.0, 0.0, 1.0).unwrap();
        assert!(late.probability.abs() < 1e-12 && (late.needed - 1.0).abs() < 1e-12);
        assert_eq!(pace(1.0, 10.0, 0.0, 5.0, 1.0), None);
    }

    proptest! {
        #[test]
        fn more_so_far_is_never_less_likely(c in 0u32..400, target in 1u32..800, d in 1u32..90, m in 0u32..90, phi in 1.0..5.0) {
            let at = |c: u32| pace(c.into(), target.into(), d.into(), m.into(), phi).unwrap();
            prop_assert!(at(c + 1).probability >= at(c).probability - 1e-9);
            let (low, high) = at(c).interval;
            prop_assert!(f64::from(c) <= low + 1e-9 && low <= high + 1e-9);
        }
    }
}
