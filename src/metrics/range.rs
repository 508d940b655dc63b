//! Ranges: how errors add up, and how many digits people should be shown.

use crate::model::Range;

/// A range by a factor: `value / factor` to `value × factor`.
///
/// Factors by method (our recommendation): observed 1.0, self-reported 1.1, followers × view rate at least 1.6,
/// visits of a site 3 to 4.
pub fn by_factor(value: f64, factor: f64) -> Range {
    let factor = factor.max(1.0);
    Range {
        low: value / factor,
        value,
        high: value * factor,
    }
}

/// Adds two ranges whose errors are one error (the same rate behind both): half-widths add.
pub fn add_linear(a: Range, b: Range) -> Range {
    Range {
        low: a.low + b.low,
        value: a.value + b.value,
        high: a.high + b.high,
    }
}

/// Adds ranges whose errors are independent (different methods): half-widths add in quadrature, low and high apart.
/// The low end never falls below 0 nor below the largest single low end.
pub fn add_independent(parts: impl IntoIterator<Item = Range>) -> Range {
    let (mut value, mut down, mut up, mut floor) = (0.0, 0.0, 0.0, 0.0_f64);
    for part in parts {
        value += part.value;
        down += (part.value - part.low).powi(2);
        up += (part.high - part.value).powi(2);
        floor = floor.max(part.low);
    }
    Range {
        low: (value - f64::sqrt(down)).max(floor),
        value,
        high: value + f64::sqrt(up),
    }
}

/// A range times a constant that is not negative.
pub fn scale(range: Range, by: f64) -> Range {
    Range {
        low: range.low * by,
        value: range.value * by,
        high: range.high * by,
    }
}

/// The product of two ranges with independent errors: half-widths in quadrature, kept inside the product of the ends.
pub fn multiply(a: Range, b: Range) -> Range {
    let value = a.value * b.value;
    let down = ((a.value - a.low) * b.value).hypot((b.value - b.low) * a.value);
    let up = ((a.high - a.value) * b.value).hypot((b.high - b.value) * a.value);
    Range {
        low: (value - down).max(a.low * b.low),
        value,
        high: (value + up).min(a.high * b.high),
    }
}

/// A number for people: two significant digits (49,441 → 49,000; 0.0473 → 0.047). Whole numbers below 100 stay.
pub fn round_people(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let magnitude = value.abs().log10().floor();
    let unit = 10_f64.powf(magnitude - 1.0);
    // Dividing by a power of ten keeps 0.047 from becoming 0.04700000000000001.
    if unit >= 1.0 {
        (value / unit).round() * unit
    } else {
        let inverse = 10_f64.powf(1.0 - magnitude).round();
        (value * inverse).round() / inverse
    }
}

/// [`round_people`] on all three numbers: 49,441 (44,251–57,432) → 49,000 (44,000–57,000).
pub fn round_range(range: Range) -> Range {
    Range {
        low: round_people(range.low),
        value: round_people(range.value),
        high: round_people(range.high),
    }
}

#[cfg(test)]
mod tests {
    use super::{add_independent, by_factor, multiply, round_people, round_range, scale};
    use crate::model::Range;
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn three_methods_combine_to_the_golden_interval() {
        let sum = add_independent([
            by_factor(10_045.0, 1.58),
            by_factor(37_400.0, 1.10),
            by_factor(1_995.58, 3.0),
        ]);
        assert_eq!(
            (sum.low.round(), sum.value.round(), sum.high.round()),
            (44_251.0, 49_441.0, 57_432.0)
        );
        assert_eq!(
            round_range(sum),
            Range {
                low: 44_000.0,
                value: 49_000.0,
                high: 57_000.0
            }
        );
    }

    #[test]
    fn people_see_two_digits() {
        for (from, to) in [
            (0.0, 0.0),
            (7.0, 7.0),
            (42.0, 42.0),
            (123.0, 120.0),
            (49_441.0, 49_000.0),
            (0.0473, 0.047),
            (-1_250.0, -1_300.0),
            (99.6, 100.0),
        ] {
            assert!((round_people(from) - to).abs() < 1e-9, "{from}");
        }
    }

    proptest! {
        #[test]
        fn combining_keeps_order_and_scales(values in proptest::collection::vec((0.0..1e7, 1.0..5.0), 1..9), k in 0.1..10.0) {
            let parts: Vec<Range> = values.iter().map(|(v, f)| by_factor(*v, *f)).collect();
            let sum = add_independent(parts.iter().copied());
            prop_assert!(sum.low <= sum.value + 1e-6 && sum.value <= sum.high + 1e-6);
            let scaled = add_independent(parts.iter().map(|p| scale(*p, k)));
            prop_assert!((scaled.high - sum.high * k).abs() <= 1e-6 * (1.0 + scaled.high));
            let reversed = add_independent(parts.iter().rev().copied());
            prop_assert!((reversed.low - sum.low).abs() <= 1e-6 * (1.0 + sum.low));
        }

        #[test]
        fn a_product_stays_inside_its_ends(a in 0.0..1e6, b in 0.0..100.0, f in 1.0..4.0, g in 1.0..4.0) {
            let product = multiply(by_factor(a, f), by_factor(b, g));
            prop_assert!(product.low <= product.value && product.value <= product.high);
        }
    }
}
