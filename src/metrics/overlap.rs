//! How many different people several audiences are together.

use crate::model::Range;

/// People reached by several audiences drawn by chance from the same `people` (Sainsbury, as media planners use it):
/// U · (1 − Π (1 − Rᵢ/U)). An audience that is larger than all of them is all of them. 0 without audiences.
pub fn by_chance(reaches: impl IntoIterator<Item = f64>, people: f64) -> f64 {
    if people <= 0.0 {
        return 0.0;
    }
    let missed: f64 = reaches
        .into_iter()
        .map(|reach| 1.0 - (reach / people).clamp(0.0, 1.0))
        .product();
    people * (1.0 - missed)
}

/// The least and the most different people that audiences can be whose overlap is not known: the largest of them alone, and
/// all of them apart. The central value is the sum, as everywhere in reports; `None` without audiences.
pub fn bounds(reaches: impl IntoIterator<Item = f64>) -> Option<Range> {
    let (mut largest, mut sum, mut any) = (0.0_f64, 0.0, false);
    for reach in reaches {
        (largest, sum, any) = (largest.max(reach), sum + reach, true);
    }
    any.then_some(Range {
        low: largest,
        value: sum,
        high: sum,
    })
}

/// What is left of a sum of audiences when they overlap by chance among `people`: 1 where nothing overlaps.
pub fn share_left(reaches: &[f64], people: f64) -> f64 {
    let sum: f64 = reaches.iter().sum();
    if sum <= 0.0 {
        return 1.0;
    }
    (by_chance(reaches.iter().copied(), people) / sum).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::{bounds, by_chance, share_left};
    use proptest::prelude::{prop_assert, proptest};

    const THREE: [f64; 3] = [10_045.0, 37_400.0, 1_996.0];

    #[test]
    fn golden_overlap_of_three_audiences() {
        for (people, together) in [(2e6, 49_206.0), (1e5, 44_812.0)] {
            assert!((by_chance(THREE, people) - together).abs() < 0.5, "{people}");
        }
        let range = bounds(THREE).unwrap();
        assert_eq!(
            (range.low, range.value, range.high),
            (37_400.0, 49_441.0, 49_441.0)
        );
        assert_eq!(bounds([]), None);
        assert!((share_left(&THREE, 1e5) - 44_812.0 / 49_441.0).abs() < 1e-4);
    }

    proptest! {
        #[test]
        fn together_they_are_between_the_largest_and_the_sum(
            reaches in proptest::collection::vec(0.0..1e6, 1..20), people in 1e6..1e9,
        ) {
            let together = by_chance(reaches.iter().copied(), people);
            let range = bounds(reaches.iter().copied()).unwrap();
            prop_assert!(together >= range.low * 0.999_999 && together <= range.high * 1.000_001);
            prop_assert!(by_chance(reaches.iter().copied(), people * 2.0) >= together * 0.999_999);
        }
    }
}
