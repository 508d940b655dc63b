//! One number for an influencer, 0 to 100, from five parts that are shown beside it.
//!
//! Each part is where the influencer stands in the roster (percentile rank: 0 lowest, 100 highest, equal ones share the
//! middle). What is not known of somebody lowers how much of the score is covered and is never taken for 0; below half
//! of the weights no score is given. The weights are ours: no published score tells how it is made.

/// Least share of the weights that must be known for a score.
pub const LEAST_COVERAGE: f64 = 0.5;

/// Weights of the parts; any scale, together above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreWeights {
    /// Share of what the number one metric counts.
    pub contribution: f64,
    /// What came for the cost.
    pub cost: f64,
    /// Engagement rate against what is usual for the tier.
    pub engagement: f64,
    /// Net sentiment.
    pub sentiment: f64,
    /// Reliability of the data that was asked for.
    pub data: f64,
}

impl Default for ScoreWeights {
    fn default() -> Self {
        Self {
            contribution: 0.40,
            cost: 0.25,
            engagement: 0.15,
            sentiment: 0.10,
            data: 0.10,
        }
    }
}

impl ScoreWeights {
    /// Names of the parts, as in the configuration, and in words.
    pub const PARTS: [(&str, &str); 5] = [
        ("contribution", "contribution"),
        ("cost", "cost efficiency"),
        ("engagement", "engagement against the tier"),
        ("sentiment", "sentiment"),
        ("data", "reliability of data"),
    ];

    /// The weights in the order of [`ScoreWeights::PARTS`].
    pub fn all(&self) -> [f64; 5] {
        [
            self.contribution,
            self.cost,
            self.engagement,
            self.sentiment,
            self.data,
        ]
    }
}

/// The values of one influencer in the order of [`ScoreWeights::PARTS`], larger is better; `None` is not known.
pub type Parts = [Option<f64>; 5];

/// A score with its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// 0 to 100; `None` if too little is known.
    pub score: Option<f64>,
    /// Share of the weights that is known, 0 to 1.
    pub coverage: f64,
    /// Percentile rank of each part in the roster, 0 to 100.
    pub ranks: Parts,
}

/// Scores each of a roster, in the order given.
pub fn score(roster: &[Parts], weights: &ScoreWeights) -> Vec<Scored> {
    let ranks = ranks(roster);
    let all: f64 = weights.all().iter().sum();
    ranks
        .into_iter()
        .map(|ranks| {
            let known = ranks.iter().zip(weights.all());
            let (sum, weight) = known
                .filter_map(|(rank, weight)| Some((rank.as_ref()? * weight, weight)))
                .fold((0.0, 0.0), |(sum, all), (part, weight)| {
                    (sum + part, all + weight)
                });
            let coverage = if all > 0.0 { weight / all } else { 0.0 };
            // Weights such as .40 + .10 must not fall short of a half by rounding.
            let enough = weight > 0.0 && coverage >= LEAST_COVERAGE - 1e-9;
            Scored {
                score: enough.then(|| sum / weight),
                coverage,
                ranks,
            }
        })
        .collect()
}

/// The rank of each value among the known ones of its part; alone there is no rank.
fn ranks(roster: &[Parts]) -> Vec<Parts> {
    roster
        .iter()
        .map(|own| {
            let mut ranks = [None; 5];
            for (part, rank) in ranks.iter_mut().enumerate() {
                let value = |parts: &Parts| parts.get(part).copied().flatten().filter(|x| x.is_finite());
                *rank = value(own).and_then(|own| percentile(own, roster.iter().filter_map(value)));
            }
            ranks
        })
        .collect()
}

/// Where a value stands among values of which it is one, 0 to 100.
fn percentile(own: f64, all: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut below, mut equal, mut count) = (0.0, 0.0, 0.0);
    for value in all {
        count += 1.0;
        below += f64::from(u8::from(value < own));
        equal += f64::from(u8::from(value.total_cmp(&own).is_eq()));
    }
    (count > 1.0).then(|| (below + (equal - 1.0) / 2.0) / (count - 1.0) * 100.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_best_in_all_has_100_and_the_worst_0() {
        let roster = [[Some(3.0); 5], [Some(1.0); 5], [Some(2.0); 5]];
        let scores: Vec<f64> = score(&roster, &ScoreWeights::default())
            .iter()
            .map(|one| one.score.unwrap())
            .collect();
        assert!((scores[0] - 100.0).abs() < 1e-9, "{scores:?}");
        assert!(scores[1].abs() < 1e-9 && (scores[2] - 50.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_not_known_lowers_the_coverage_and_is_not_0() {
        let unknown = [Some(2.0), None, Some(2.0), None, None];
        let roster = [unknown, [Some(1.0); 5], [Some(0.5); 5]];
        let scored = score(&roster, &ScoreWeights::default())[0];
        assert!((scored.coverage - 0.55).abs() < 1e-9);
        assert!((scored.score.unwrap() - 100.0).abs() < 1e-9, "{scored:?}");
        let little = [None, Some(1.0), None, None, None];
        let scored = score(&[little, [Some(2.0); 5]], &ScoreWeights::default())[0];
        assert_eq!((scored.score, scored.ranks[1]), (None, Some(0.0)));
    }

    #[test]
    fn alone_there_is_no_rank() {
        let scored = score(&[[Some(2.0); 5]], &ScoreWeights::default())[0];
        assert_eq!((scored.score, scored.coverage.to_bits()), (None, 0));
    }

    proptest! {
        #[test]
        fn scores_stay_in_bounds_and_grow_with_each_part(
            values in proptest::collection::vec(proptest::array::uniform5(proptest::option::of(-50.0_f64..50.0)), 2..9),
            part in 0_usize..5,
        ) {
            let before = score(&values, &ScoreWeights::default());
            for one in &before {
                prop_assert!(one.score.is_none_or(|score| (-1e-9..=100.0 + 1e-9).contains(&score)));
                prop_assert!((0.0..=1.0 + 1e-9).contains(&one.coverage));
            }
            let mut better = values;
            if let Some(value) = better[0][part].as_mut() {
                *value += 10.0;
                let after = score(&better, &ScoreWeights::default())[0];
                prop_assert!(after.score.unwrap_or(0.0) >= before[0].score.unwrap_or(0.0) - 1e-9);
            }
        }
    }
}
