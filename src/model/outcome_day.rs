//! The outcomes of a day, added up by what they can be led back by.

use serde::{Deserialize, Serialize};

use super::{CampaignOutcome, Currency, Marks, OutcomeKind, Provenance, Sorted};

/// The outcomes of one day. Adding and withdrawing an outcome are exact inverses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutcomeDay(Sorted<OutcomeKey, OutcomeSums>);

/// What outcomes of one cell have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OutcomeKey {
    /// Which import told them.
    pub source: String,
    /// What happened.
    pub kind: OutcomeKind,
    /// How they are known.
    pub provenance: Provenance,
    /// Whether they count: tests and what was called off do not.
    pub counts: bool,
    /// By what they can be led back to somebody.
    #[serde(flatten)]
    pub marks: Marks,
    /// Whether it was the customer's first order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_customer: Option<bool>,
    /// Whether it was part of a subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<bool>,
    /// Of their money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Other imports that tell the very same orders; `marks` are those of all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// By what the customer came when they left their address before, if they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Box<Marks>>,
    /// Of leads: whether they have bought since; `None` where nobody can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bought: Option<bool>,
}

/// Sums over the outcomes of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeSums {
    /// Outcomes added.
    pub outcomes: u64,
    /// How often it happened.
    pub count: u64,
    /// Outcomes whose number is not told, only their money.
    #[serde(default)]
    pub uncounted: u64,
    /// What was paid, in minor units.
    #[serde(default)]
    pub gross_minor: i64,
    /// What was paid back, in minor units.
    #[serde(default)]
    pub refunded_minor: i64,
    /// Sum of the squares of what remained of each, in minor units squared: gives the interval of the revenue.
    #[serde(default)]
    pub squares: u128,
}

impl OutcomeDay {
    /// A day of these cells, in any order.
    pub fn of(cells: Vec<(OutcomeKey, OutcomeSums)>) -> Self {
        Self(cells.into())
    }

    /// Every cell, in order.
    pub fn cells(&self) -> impl Iterator<Item = (&OutcomeKey, &OutcomeSums)> {
        self.0.iter()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an outcome.
    pub fn add(&mut self, outcome: &CampaignOutcome) {
        self.add_to(OutcomeKey::of(outcome), outcome);
    }

    /// Adds an outcome to a cell: [`OutcomeKey::of`] it, with what is known of it from others.
    pub fn add_to(&mut self, cell: OutcomeKey, outcome: &CampaignOutcome) {
        self.0.tree().entry(cell).or_default().step(outcome, true);
    }

    /// Takes an outcome out again that was added before.
    pub fn withdraw(&mut self, outcome: &CampaignOutcome) {
        self.withdraw_from(&OutcomeKey::of(outcome), outcome);
    }

    /// Takes an outcome out of the cell to which it was added.
    pub fn withdraw_from(&mut self, cell: &OutcomeKey, outcome: &CampaignOutcome) {
        let cells = self.0.tree();
        if let Some(sums) = cells.get_mut(cell) {
            sums.step(outcome, false);
            if sums.outcomes == 0 {
                cells.remove(cell);
            }
        }
    }
}

impl OutcomeKey {
    /// The cell of an outcome by itself.
    pub fn of(outcome: &CampaignOutcome) -> Self {
        let money = outcome.money.or(outcome.refunded);
        Self {
            source: outcome.source.clone(),
            kind: outcome.kind,
            provenance: outcome.provenance,
            counts: outcome.counts(),
            marks: outcome.marks.clone(),
            new_customer: outcome.new_customer,
            subscription: outcome.subscription,
            currency: money.map(|money| money.currency),
            also: Vec::new(),
            lead: None,
            bought: None,
        }
    }
}

impl OutcomeSums {
    fn step(&mut self, outcome: &CampaignOutcome, add: bool) {
        let whole = |sum: &mut u64, by: u64| {
            *sum = if add {
                sum.wrapping_add(by)
            } else {
                sum.wrapping_sub(by)
            };
        };
        whole(&mut self.outcomes, 1);
        whole(&mut self.count, outcome.count.unwrap_or(0));
        whole(&mut self.uncounted, u64::from(outcome.count.is_none()));
        let minor = |money: Option<super::Money>| money.map_or(0, |money| money.amount_minor);
        let (gross, refunded) = (minor(outcome.money), minor(outcome.refunded));
        let net = u128::from(gross.saturating_sub(refunded).unsigned_abs());
        let square = net.wrapping_mul(net);
        if add {
            self.gross_minor = self.gross_minor.wrapping_add(gross);
            self.refunded_minor = self.refunded_minor.wrapping_add(refunded);
            self.squares = self.squares.wrapping_add(square);
        } else {
            self.gross_minor = self.gross_minor.wrapping_sub(gross);
            self.refunded_minor = self.refunded_minor.wrapping_sub(refunded);
            self.squares = self.squares.wrapping_sub(square);
        }
    }
}

impl Serialize for OutcomeDay {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}

impl<'de> Deserialize<'de> for OutcomeDay {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let cells = Vec::<(OutcomeKey, OutcomeSums)>::deserialize(deserializer)?;
        Ok(Self::of(cells))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Money;

    fn outcome(n: u64, minor: i64, refunded: i64, code: &str) -> CampaignOutcome {
        let euro = |amount_minor| Money {
            amount_minor,
            currency: Currency::default(),
        };
        CampaignOutcome {
            external_id: n.to_string(),
            count: (!n.is_multiple_of(5)).then_some(n),
            money: Some(euro(minor)),
            refunded: (refunded > 0).then(|| euro(refunded)),
            cancelled: n.is_multiple_of(7),
            marks: Marks {
                codes: vec![code.to_owned()],
                ..Marks::default()
            },
            ..CampaignOutcome::default()
        }
    }

    proptest! {
        #[test]
        fn adding_and_withdrawing_are_inverses(
            told in proptest::collection::vec((0_u64..1000, -1_000_000_i64..1_000_000, 0_i64..5_000, "[AB]"), 1..30),
        ) {
            let mut day = OutcomeDay::default();
            let outcomes: Vec<_> = told.iter().map(|(n, m, r, c)| outcome(*n, *m, *r, c)).collect();
            for outcome in &outcomes {
                day.add(outcome);
            }
            let stored = serde_json::to_vec(&day).unwrap();
            let mut again: OutcomeDay = serde_json::from_slice(&stored).unwrap();
            prop_assert_eq!(&again, &day);
            for outcome in outcomes.iter().rev() {
                again.withdraw(outcome);
            }
            prop_assert!(again.is_empty());
        }
    }
}
