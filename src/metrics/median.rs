//! What is usual: the median of some posts, with the range that their number leaves it.

use super::interval::Z95;
use crate::model::Figure;

/// Half of all posts lie on either side with this probability each.
const HALF: f64 = 0.5;
/// One side of what a 95 % range leaves out.
const TAIL: f64 = 0.025;

/// The median of some values with its 95 % range by order statistics (no assumption on how they scatter); with fewer than
/// six values even lowest and highest do not make 95 %, and the basis says so. Unknown without values.
pub fn median(values: &[f64], what: &str) -> Figure {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len();
    let at = |index: usize| sorted.get(index).copied();
    let (Some(left), Some(right)) = (at(count.saturating_sub(1) / 2), at(count / 2)) else {
        return Figure::unknown(format!("no {what} tells it"));
    };
    let value = f64::midpoint(left, right);
    let depth = depth(count);
    let (low, high) = (
        at(depth).unwrap_or(value),
        at(count - 1 - depth.min(count - 1)).unwrap_or(value),
    );
    let s = if count == 1 { "" } else { "s" };
    let how = if count < SURE {
        "lowest to highest"
    } else {
        "95 % range"
    };
    // Posts that all do alike, or one alone.
    if (high - low).abs() < f64::EPSILON {
        return Figure::exact(value);
    }
    Figure::Estimate {
        low,
        value,
        high,
        basis: format!("median of {count} {what}{s}, {how}"),
    }
}

/// From so many values on, lowest and highest hold the median with 95 %.
const SURE: usize = 6;

/// From so many values on, the normal approximation of the binomial distribution is exact enough.
const MANY: usize = 500;

/// How many of the lowest values lie below a 95 % range of the median.
fn depth(count: usize) -> usize {
    if count >= MANY {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "numbers of posts are small, and the difference is positive from 4 on"
        )]
        let below = ((count as f64 - Z95 * (count as f64).sqrt()) / 2.0).floor() as usize;
        return below.saturating_sub(1);
    }
    let n = i32::try_from(count).unwrap_or(i32::MAX);
    let mut chance = HALF.powi(n);
    let (mut sum, mut depth) = (chance, 0);
    while depth < count / 2 {
        #[expect(clippy::cast_precision_loss, reason = "numbers of posts are small")]
        let next = chance * (count - depth) as f64 / (depth + 1) as f64;
        if sum + next > TAIL {
            break;
        }
        chance = next;
        sum += next;
        depth += 1;
    }
    depth
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_range_is_that_of_order_statistics() {
        // 12 values: the third lowest and the third highest hold the median with 96.1 % (binomial tables).
        let values: Vec<f64> = (1..=12).map(f64::from).collect();
        assert_eq!(median(&values, "post").range(), Some((3.0, 10.0)));
        assert_eq!(median(&values, "post").value(), Some(6.5));
        assert_eq!(median(&[2.0, 9.0, 4.0], "post").range(), Some((2.0, 9.0)));
        assert_eq!(median(&[], "post"), Figure::unknown("no post tells it"));
    }

    proptest! {
        #[test]
        fn the_median_lies_in_its_range(values in proptest::collection::vec(0.0_f64..100.0, 1..200)) {
            let figure = median(&values, "post");
            let (value, (low, high)) = (figure.value().unwrap(), figure.range().unwrap());
            prop_assert!(low <= value && value <= high);
        }
    }
}
