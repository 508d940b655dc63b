//! A planned course: which share of the result is to be there by when, for plans that do not run evenly.

/// A planned course over a span of days.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Days from the start and the share by then, both rising, from (0, 0) to (days, 1).
    points: Vec<(f64, f64)>,
}

impl Curve {
    /// Straight lines between the points given: days from the start, and the share (0 to 1) that is to be there by then.
    /// The whole is there at the end of `days`. Points out of order or out of bounds are left out.
    pub fn new(days: f64, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut course = vec![(0.0, 0.0)];
        for (day, share) in points {
            let last = course.last().copied().unwrap_or_default();
            if day > last.0 && day < days && share >= last.1 && share <= 1.0 {
                course.push((day, share));
            }
        }
        course.push((days.max(0.0), 1.0));
        Self { points: course }
    }

    /// The share that is to be there so many days after the start.
    pub fn share(&self, day: f64) -> f64 {
        let after = self.points.partition_point(|(at, _)| *at <= day);
        let (Some(next), Some(last)) = (
            self.points.get(after),
            after.checked_sub(1).and_then(|n| self.points.get(n)),
        ) else {
            return if after == 0 { 0.0 } else { 1.0 };
        };
        last.1 + (next.1 - last.1) * (day - last.0) / (next.0 - last.0)
    }

    /// The share that falls between two days.
    pub fn between(&self, from: f64, to: f64) -> f64 {
        (self.share(to) - self.share(from)).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Curve;
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn a_plan_runs_in_straight_lines_between_its_points() {
        let front = Curve::new(100.0, [(10.0, 0.5), (50.0, 0.9)]);
        for (day, share) in [
            (-1.0, 0.0),
            (0.0, 0.0),
            (5.0, 0.25),
            (10.0, 0.5),
            (30.0, 0.7),
            (75.0, 0.95),
            (100.0, 1.0),
            (400.0, 1.0),
        ] {
            assert!(
                (front.share(day) - share).abs() < 1e-12,
                "{day}: {}",
                front.share(day)
            );
        }
        assert!((front.between(5.0, 30.0) - 0.45).abs() < 1e-12);
        let even = Curve::new(100.0, []);
        assert!((even.share(37.0) - 0.37).abs() < 1e-12);
        let mad = Curve::new(10.0, [(3.0, 0.9), (2.0, 0.1), (5.0, 0.2), (50.0, 0.95)]);
        assert_eq!(mad, Curve::new(10.0, [(3.0, 0.9)]));
    }

    proptest! {
        #[test]
        fn shares_never_fall(days in 0.0..400.0, points in proptest::collection::vec((0.0..500.0, 0.0..1.2), 0..8), a in 0.0..500.0, b in 0.0..500.0) {
            let curve = Curve::new(days, points);
            let (a, b) = if a < b { (a, b) } else { (b, a) };
            prop_assert!(curve.share(a) <= curve.share(b) + 1e-12);
            prop_assert!((0.0..=1.0).contains(&curve.share(a)));
        }
    }
}
