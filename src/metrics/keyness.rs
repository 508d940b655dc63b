//! Whether a term is used more, or less, than before: the log-likelihood ratio of two shares.
//!
//! Dunning (1993), «Accurate methods for the statistics of surprise and coincidence»: G² = 2 Σ O·ln(O ÷ E) over the four cells
//! of (with, without) × (now, before). Counted are authors, not tokens: one who repeats himself says it once.

use super::interval::normal_cdf;

/// How often a term occurs in two sets of authors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Authors of now who use it.
    pub now: u32,
    /// All authors of now.
    pub of_now: u32,
    /// Authors of before who use it.
    pub before: u32,
    /// All authors of before.
    pub of_before: u32,
}

impl Usage {
    /// The log-likelihood ratio, 0 where both shares are the same or one set is empty.
    pub fn log_likelihood(self) -> f64 {
        let (a, b) = (f64::from(self.now), f64::from(self.before));
        let (n, m) = (f64::from(self.of_now), f64::from(self.of_before));
        if n <= 0.0 || m <= 0.0 || a > n || b > m {
            return 0.0;
        }
        let share = (a + b) / (n + m);
        let cell = |observed: f64, expected: f64| {
            if observed > 0.0 {
                observed * (observed / expected).ln()
            } else {
                0.0
            }
        };
        let with = cell(a, n * share) + cell(b, m * share);
        let without = cell(n - a, n * (1.0 - share)) + cell(m - b, m * (1.0 - share));
        (2.0 * (with + without)).max(0.0)
    }

    /// Share of the authors of now.
    pub fn share_now(self) -> f64 {
        share(self.now, self.of_now)
    }

    /// Share of the authors of before.
    pub fn share_before(self) -> f64 {
        share(self.before, self.of_before)
    }

    /// Whether it is used more than before.
    pub fn rises(self) -> bool {
        self.share_now() > self.share_before()
    }
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        0.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}

/// Probability of a G² at least this large where nothing changed: χ² with one degree of freedom.
pub fn p_value(log_likelihood: f64) -> f64 {
    2.0 * normal_cdf(-log_likelihood.max(0.0).sqrt())
}

/// Whether a term stands out among `tested` of them at the 5 % level, by Bonferroni: of many terms some stand out by chance.
pub fn stands_out(log_likelihood: f64, tested: usize) -> bool {
    let tested = u32::try_from(tested.max(1)).unwrap_or(u32::MAX);
    p_value(log_likelihood) * f64::from(tested) < 0.05
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usage(now: u32, of_now: u32, before: u32, of_before: u32) -> Usage {
        Usage {
            now,
            of_now,
            before,
            of_before,
        }
    }

    /// By hand: 10 of 100 against 10 of 400, so that 20 of 500 are expected: 4 and 16 with, 96 and 384 without.
    /// 2·(10·ln(10/4) + 10·ln(10/16) + 90·ln(90/96) + 390·ln(390/384))
    /// = 2·(9.162907 − 4.700036 − 5.808467 + 6.046633) = 9.402074.
    #[test]
    fn golden_numbers() {
        let g2 = usage(10, 100, 10, 400).log_likelihood();
        assert!((g2 - 9.402_074).abs() < 1e-5, "{g2}");
        assert!((p_value(3.841_459) - 0.05).abs() < 1e-4);
        assert!((p_value(6.634_897) - 0.01).abs() < 1e-4);
        assert!((p_value(0.0) - 1.0).abs() < 1e-12);
        // p = 0.0022: enough among 20 terms, not among 30.
        assert!(stands_out(g2, 20) && !stands_out(g2, 30));
        assert!(usage(5, 100, 20, 400).log_likelihood().abs() < 1e-9);
        // Nobody before: 2·(10·ln(10·500/(100·10)) + 90·ln(90·500/(100·490)) + 400·ln(400·500/(400·490)))
        // = 2·(16.094379 − 7.664203 + 8.081083) = 33.022519.
        let fresh = usage(10, 100, 0, 400).log_likelihood();
        assert!((fresh - 33.022_519).abs() < 1e-5, "{fresh}");
    }

    proptest! {
        #[test]
        fn it_is_never_negative_and_knows_no_direction(a in 0_u32..500, n in 1_u32..500, b in 0_u32..500, m in 1_u32..500) {
            let (a, b) = (a.min(n), b.min(m));
            let there = usage(a, n, b, m).log_likelihood();
            let back = usage(b, m, a, n).log_likelihood();
            prop_assert!(there >= 0.0 && there.is_finite());
            prop_assert!((there - back).abs() < 1e-6);
            prop_assert!((0.0..=1.0).contains(&p_value(there)));
        }

        #[test]
        fn more_of_the_same_is_more_certain(a in 1_u32..50, n in 60_u32..100, b in 1_u32..50, m in 60_u32..100) {
            let once = usage(a, n, b, m).log_likelihood();
            let thrice = usage(3 * a, 3 * n, 3 * b, 3 * m).log_likelihood();
            prop_assert!((thrice - 3.0 * once).abs() < 1e-6 * thrice.max(1.0));
        }
    }
}
