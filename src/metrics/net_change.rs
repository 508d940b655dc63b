//! Where a count that can also fall (followers) will stand: so far, carried on, with the range of a new sum.
//!
//! With n days of change (mean x̄, standard deviation s) and m days left, the total is `C + m·x̄ ± t·s·√(m + m²/n)`, t being
//! Student's quantile of n − 1 degrees of freedom: the prediction interval of a sum of m further days.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NetChange {
    /// Expected total at the end.
    pub projection: f64,
    /// Half the width of its 80 % range.
    pub half: f64,
}

impl NetChange {
    /// The 80 % range.
    pub fn interval(&self) -> (f64, f64) {
        (self.projection - self.half, self.projection + self.half)
    }
}

/// Days of change that must be known.
pub const LEAST_DAYS: usize = 2;

/// Carries daily changes on over `left` days. The total so far is the sum of `days` (add what was there before).
///
/// `None` with fewer than [`LEAST_DAYS`] days or a negative `left`.
#[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
pub fn net_change(days: &[f64], left: f64) -> Option<NetChange> {
    if days.len() < LEAST_DAYS || left.is_nan() || left < 0.0 {
        return None;
    }
    let n = days.len() as f64;
    let so_far: f64 = days.iter().sum();
    let mean = so_far / n;
    let variance = days.iter().map(|day| (day - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let t = StudentsT::new(0.0, 1.0, n - 1.0).ok()?.inverse_cdf(0.9);
    Some(NetChange {
        projection: so_far + left * mean,
        half: t * variance.sqrt() * (left + left * left / n).sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::net_change;

    #[test]
    fn golden_followers() {
        let days = [12., 9., 15., 11., 8., 14., 10., 13., 9., 16., 12., 11., 10., 14.];
        let forecast = net_change(&days, 28.0).unwrap();
        assert!((forecast.projection - 492.0).abs() < 1e-9, "{forecast:?}");
        assert!((forecast.half - 30.1).abs() < 0.05, "{forecast:?}");
        let (low, high) = forecast.interval();
        assert!(low < 492.0 && high > 492.0);
    }

    #[test]
    fn one_day_tells_no_scatter_and_a_fall_is_carried_on() {
        assert_eq!(net_change(&[3.0], 5.0), None);
        let falling = net_change(&[-2.0, -4.0, -3.0], 10.0).unwrap();
        assert!((falling.projection + 39.0).abs() < 1e-9);
        let over = net_change(&[1.0, 2.0], 0.0).unwrap();
        assert!(over.half.abs() < 1e-12, "{over:?}");
    }
}
