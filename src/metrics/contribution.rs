//! Who helped, to what degree: the share of each in what came, with the range that chance leaves it.

use super::interval::wilson;

/// One share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Share in per cent.
    pub percent: f64,
    /// Low end of its 95 % range.
    pub low: f64,
    /// High end.
    pub high: f64,
}

/// The share of each count in their sum, by Wilson (1927) for each against all others; in the order given. `phi` is how
/// much more the counts scatter than independent events would. `None` where nothing came at all.
pub fn shares(counts: &[f64], phi: f64) -> Vec<Option<Share>> {
    let phi = phi.max(1.0);
    let all: f64 = counts.iter().sum();
    counts
        .iter()
        .map(|count| {
            let (low, high) = wilson((count / phi).min(all / phi), all / phi)?;
            Some(Share {
                percent: count / all * 100.0,
                low: low * 100.0,
                high: high * 100.0,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_golden_share_has_its_range() {
        // The same numbers as share of voice in the facts: 48 of 160.
        let share = shares(&[48.0, 112.0], 1.0)[0].unwrap();
        let shown = [share.percent, share.low, share.high].map(|x| format!("{x:.1}"));
        assert_eq!(shown, ["30.0", "23.4", "37.5"]);
        assert_eq!(shares(&[0.0, 0.0], 1.0), [None, None]);
    }

    proptest! {
        #[test]
        fn shares_add_up_and_lie_in_their_ranges(counts in proptest::collection::vec(0_u32..2_000, 1..9), phi in 1.0_f64..50.0) {
            let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
            let all: Vec<Share> = shares(&counts, phi).into_iter().flatten().collect();
            if !all.is_empty() {
                let sum: f64 = all.iter().map(|share| share.percent).sum();
                prop_assert!((sum - 100.0).abs() < 1e-6);
            }
            for share in all {
                prop_assert!(share.low <= share.percent + 1e-9 && share.percent <= share.high + 1e-9);
            }
        }
    }
}
