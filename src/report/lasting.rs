//! What remains once a campaign is over, and what of its lift it can be seen behind.

use super::effects::finding;
use super::ledger::Ledger;
use crate::metrics::Scope;
use crate::metrics::rate_ratio::{RateTest, overdispersion, rate_ratio};
use crate::model::{AfterEffect, Campaign, Figure, Lift, Subject};

/// The days after a campaign against those before it; `None` without events on either side.
#[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
pub(super) fn after(before: &[f64], after: &[f64]) -> Option<AfterEffect> {
    let (c1, c2) = (before.iter().sum::<f64>(), after.iter().sum::<f64>());
    let phi = overdispersion(&[before, after]);
    let test = rate_ratio(c1, before.len() as f64, c2, after.len() as f64, phi)?;
    Some(AfterEffect {
        days: u32::try_from(after.len()).unwrap_or(u32::MAX),
        ratio: ranged(&test, "after against before"),
        p_value: test.p,
        finding: finding(&test, test.p),
        late: None,
    })
}

fn ranged(test: &RateTest, what: &str) -> Figure {
    if test.too_few {
        return Figure::unknown("too few to tell");
    }
    if !test.ratio.is_finite() {
        return Figure::unknown("none before, so no ratio");
    }
    Figure::Estimate {
        low: test.low,
        value: test.ratio,
        high: test.high,
        basis: format!("exact test of {what}; 95 % range"),
    }
}

/// The campaign's own mentions that came after its end: posts and hashtags live on.
pub(super) fn late(ledger: &Ledger<'_>, campaign: &Campaign) -> Option<u32> {
    let after = ledger.clip(campaign.after());
    (after.days() > 0).then(|| {
        let subject = Subject::Campaign(campaign.id.clone());
        ledger.cells(&subject, after, Scope::default()).mentions()
    })
}

/// Events beyond what was usual: `per_day` before, over `days` of the campaign at `ratio` times that. `tracked` of all can be
/// led back to the campaign; what is left is possibly its effect too and is never added to it.
pub(super) fn lift(per_day: f64, days: f64, ratio: &Figure, tracked: f64) -> Option<Lift> {
    let Figure::Estimate { low, value, high, .. } = ratio else {
        return None;
    };
    let extra = |ratio: f64| (per_day * days * (ratio - 1.0)).max(0.0);
    let figure = |of: &dyn Fn(f64) -> f64, basis: &str| Figure::Estimate {
        low: of(*low),
        value: of(*value),
        high: of(*high),
        basis: basis.to_owned(),
    };
    Some(Lift {
        extra: figure(
            &extra,
            "days of the campaign at the rate they ran at, less the rate before it",
        ),
        tracked,
        possible: figure(
            &|ratio| (extra(ratio) - tracked).max(0.0),
            "what is more than usual and cannot be led back to the campaign",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Finding;

    #[test]
    fn what_remains_is_tested_against_before() {
        let (before, quiet, loud) = ([1.0; 28], [1.5; 14], [4.0; 14]);
        let slight = after(&before, &quiet).unwrap();
        assert_eq!((slight.days, slight.finding), (14, Finding::NoChange));
        assert_eq!(after(&before, &loud).unwrap().finding, Finding::Rise);
        assert_eq!(after(&[0.0; 28], &[0.0; 14]), None);
        assert_eq!(after(&[0.0; 28], &[0.1; 14]).unwrap().finding, Finding::TooFew);
    }

    #[test]
    fn what_cannot_be_led_back_is_possible_and_never_below_zero() {
        let ratio = Figure::Estimate {
            low: 1.2,
            value: 2.0,
            high: 3.0,
            basis: String::new(),
        };
        let lift = lift(2.0, 10.0, &ratio, 12.0).unwrap();
        assert_eq!(lift.extra.value(), Some(20.0));
        assert_eq!(lift.possible.value(), Some(8.0));
        assert_eq!(lift.possible.range(), Some((0.0, 28.0)));
        assert_eq!(super::lift(2.0, 10.0, &Figure::unknown("few"), 1.0), None);
    }
}
