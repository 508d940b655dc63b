//! Many questions at once: how sure one must be of each, so that all answers together hold.

/// Holm's adjusted probabilities (Holm 1979), in the order given: each below 5 % holds even though all were asked. They are
/// never below the plain ones, and keep their order.
#[expect(clippy::cast_precision_loss, reason = "numbers of rows are small")]
pub fn holm(probabilities: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    let at = |n: usize| probabilities.get(n).copied().unwrap_or(1.0);
    order.sort_by(|a, b| at(*a).total_cmp(&at(*b)));
    let mut adjusted = vec![1.0; probabilities.len()];
    let mut least: f64 = 0.0;
    for (rank, n) in order.into_iter().enumerate() {
        let left = probabilities.len() - rank;
        least = least.max((at(n) * left as f64).min(1.0));
        if let Some(slot) = adjusted.get_mut(n) {
            *slot = least;
        }
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::holm;

    #[test]
    fn holm_as_in_the_textbook() {
        // p.adjust(c(.01, .04, .03, .005), "holm") of R gives .03 .06 .06 .02.
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, golden) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - golden).abs() < 1e-12, "{adjusted:?}");
        }
        assert!(holm(&[]).is_empty());
        assert!((holm(&[0.02])[0] - 0.02).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn adjusted_ones_keep_their_order_and_are_never_smaller(p in proptest::collection::vec(0.0..=1.0_f64, 0..20)) {
            let adjusted = holm(&p);
            for (n, one) in p.iter().enumerate() {
                prop_assert!(adjusted[n] >= one - 1e-12 && adjusted[n] <= 1.0);
                for (m, other) in p.iter().enumerate() {
                    prop_assert!(one >= other || adjusted[n] <= adjusted[m] + 1e-12);
                }
            }
        }
    }
}
