//! What a campaign costs, line by line, each shared line spread over the roster by its stated rule.
//!
//! Nothing is lost or made by rounding: the parts of a line add up to it to the last minor unit (largest remainder). A rule
//! that has nothing to go by yet, since nobody has posted or reach is not known of everybody, gives way to equal parts, and
//! the explanation says so.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{Campaign, Commission, Cost, Currency, InfluencerId, Money, Spread};

/// What an influencer did in the campaign so far, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contribution {
    /// Posts.
    pub posts: u64,
    /// People reached; `None` if that is not known.
    pub reach: Option<f64>,
    /// Orders attributed, cancelled and test ones left out; `None` before outcomes are attributed.
    pub orders: Option<u64>,
    /// Their revenue less refunds; likewise.
    pub net_revenue: Option<Money>,
}

/// The costs of a campaign.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CostSheet {
    /// Currency of every amount.
    pub currency: Currency,
    /// In the order of the configuration.
    pub lines: Vec<CostLine>,
}

/// One line of the configuration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CostLine {
    /// Kind of cost.
    pub what: String,
    /// What counts, in minor units; `None` for a commission of which no order is known.
    pub amount_minor: Option<i64>,
    /// What was planned.
    pub planned_minor: Option<i64>,
    /// What it came to.
    pub actual_minor: Option<i64>,
    /// Whose part is how much; of what counts.
    pub parts: BTreeMap<InfluencerId, i64>,
    /// What nobody's part is, because nobody is on the roster.
    pub unspread_minor: i64,
    /// How the amount and its parts came about, in words.
    pub explanation: String,
}

impl CostSheet {
    /// Sum of what counts, in minor units, and whether that is all: a commission that cannot be reckoned yet is missing.
    pub fn total(&self) -> (i64, bool) {
        let known = self.lines.iter().filter_map(|line| line.amount_minor);
        let complete = self.lines.iter().all(|line| line.amount_minor.is_some());
        (known.fold(0, i64::saturating_add), complete)
    }

    /// Sums of what was planned and of what it came to so far, in minor units; `None` if no line tells it.
    pub fn planned_and_actual(&self) -> (Option<i64>, Option<i64>) {
        let sum = |of: fn(&CostLine) -> Option<i64>| {
            let told: Vec<i64> = self.lines.iter().filter_map(of).collect();
            let sum = told.iter().copied().fold(0, i64::saturating_add);
            (!told.is_empty()).then_some(sum)
        };
        (sum(|line| line.planned_minor), sum(|line| line.actual_minor))
    }

    /// Sum of the parts of one influencer, in minor units.
    pub fn of(&self, influencer: &InfluencerId) -> i64 {
        let parts = self.lines.iter().filter_map(|line| line.parts.get(influencer));
        parts.copied().fold(0, i64::saturating_add)
    }
}

/// The costs of a campaign, spread over its roster by what each of them did.
pub fn sheet(
    campaign: &Campaign,
    contributions: &BTreeMap<InfluencerId, Contribution>,
    currency: Currency,
) -> CostSheet {
    let context = Context {
        roster: campaign.influencers.iter().collect(),
        fees: fees(&campaign.costs),
        contributions,
        currency,
    };
    CostSheet {
        currency,
        lines: campaign.costs.iter().map(|cost| context.line(cost)).collect(),
    }
}

fn fees(costs: &[Cost]) -> BTreeMap<&InfluencerId, i64> {
    let mut fees = BTreeMap::new();
    for cost in costs.iter().filter(|cost| cost.what == "fee") {
        if let Some(influencer) = &cost.influencer {
            let sum: &mut i64 = fees.entry(influencer).or_default();
            *sum = sum.saturating_add(cost.amount.amount_minor);
        }
    }
    fees
}

struct Context<'a> {
    roster: BTreeSet<&'a InfluencerId>,
    fees: BTreeMap<&'a InfluencerId, i64>,
    contributions: &'a BTreeMap<InfluencerId, Contribution>,
    currency: Currency,
}

impl Context<'_> {
    fn line(&self, cost: &Cost) -> CostLine {
        let minor = |money: &Money| money.amount_minor;
        let mut line = CostLine {
            what: cost.what.clone(),
            amount_minor: Some(cost.amount.amount_minor),
            planned_minor: cost.planned.as_ref().map(minor),
            actual_minor: cost.actual.as_ref().map(minor),
            parts: BTreeMap::new(),
            unspread_minor: 0,
            explanation: String::new(),
        };
        match (cost.commission, cost.actual) {
            // What was invoiced outdoes what can be reckoned.
            (Some(commission), None) => self.reckon(cost, commission, &mut line),
            _ => self.share_out(cost, &mut line),
        }
        if let Some(exchange) = cost.exchange {
            let rate = format!("; reckoned from {} at {}", exchange.from, exchange.rate);
            line.explanation.push_str(&rate);
        }
        line
    }

    /// A commission by what each influencer brought.
    fn reckon(&self, cost: &Cost, commission: Commission, line: &mut CostLine) {
        let concerned: Vec<&InfluencerId> = match &cost.influencer {
            Some(one) => vec![one],
            None => self.roster.iter().copied().collect(),
        };
        let mut unknown = false;
        for influencer in concerned {
            match self.commission(influencer, commission) {
                Some(amount) => {
                    line.parts.insert(influencer.clone(), amount);
                }
                None => unknown = true,
            }
        }
        let known = line.parts.values().copied().fold(0, i64::saturating_add);
        let rule = match commission {
            Commission::Percent(percent) => format!("{percent} % of net revenue"),
            Commission::PerOrder(each) => format!("{} {} an order", each.major(), each.currency),
        };
        line.amount_minor = (!unknown).then_some(known).or(line.planned_minor);
        line.explanation = match (unknown, line.planned_minor) {
            (false, _) => rule,
            (true, Some(_)) => {
                line.parts.clear();
                self.share_out(cost, line);
                format!(
                    "{rule}, of which no order is attributed yet: as planned; {}",
                    line.explanation
                )
            }
            (true, None) => format!("{rule}, of which no order is attributed yet"),
        };
    }

    fn commission(&self, influencer: &InfluencerId, commission: Commission) -> Option<i64> {
        let did = self.contributions.get(influencer)?;
        match commission {
            Commission::Percent(percent) => {
                let revenue = did.net_revenue.filter(|money| money.currency == self.currency)?;
                let amount = revenue.major().max(0.0) * percent / 100.0;
                Some(Money::from_major(amount, self.currency).amount_minor)
            }
            Commission::PerOrder(each) => {
                let orders = i64::try_from(did.orders?).unwrap_or(i64::MAX);
                Some(each.amount_minor.saturating_mul(orders))
            }
        }
    }

    /// Whose an amount is.
    fn share_out(&self, cost: &Cost, line: &mut CostLine) {
        let amount = line.amount_minor.unwrap_or(0);
        if let Some(influencer) = &cost.influencer {
            line.parts.insert(influencer.clone(), amount);
            "entered for this influencer".clone_into(&mut line.explanation);
            return;
        }
        if self.roster.is_empty() {
            line.unspread_minor = amount;
            "shared; nobody is on the roster to spread it over".clone_into(&mut line.explanation);
            return;
        }
        let (weights, explanation) = self.weights(cost.spread);
        line.parts = apportion(amount, &weights)
            .into_iter()
            .map(|(influencer, part)| (influencer.clone(), part))
            .collect();
        line.explanation = explanation;
    }

    /// What each of the roster weighs by a rule, and the rule in words.
    fn weights(&self, spread: Spread) -> (BTreeMap<&InfluencerId, f64>, String) {
        let did = |influencer: &InfluencerId| self.contributions.get(influencer);
        #[expect(clippy::cast_precision_loss, reason = "weights need no 64 bits")]
        let weigh = |influencer: &InfluencerId| -> Option<f64> {
            match spread {
                Spread::Equal => Some(1.0),
                Spread::Posts => Some(did(influencer).map_or(0.0, |did| did.posts as f64)),
                Spread::Reach => did(influencer)?.reach.filter(|reach| reach.is_finite()),
                Spread::Fee => Some(self.fees.get(influencer).map_or(0.0, |fee| *fee as f64)),
            }
        };
        let weights: Option<BTreeMap<&InfluencerId, f64>> = self
            .roster
            .iter()
            .map(|influencer| Some((*influencer, weigh(influencer)?.max(0.0))))
            .collect();
        let equal = || self.roster.iter().map(|influencer| (*influencer, 1.0)).collect();
        let by = match spread {
            Spread::Equal => return (equal(), "shared, spread equally".to_owned()),
            Spread::Posts => "posts",
            Spread::Reach => "reach",
            Spread::Fee => "fees",
        };
        match weights.filter(|weights| weights.values().any(|weight| *weight > 0.0)) {
            Some(weights) => (weights, format!("shared, spread by {by}")),
            None => (
                equal(),
                format!("shared, to be spread by {by}; that is not known of all yet, so equally"),
            ),
        }
    }
}

/// Splits an amount by weights of which one at least is above 0; the parts add up to it.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "amounts stay far below 2^53 minor units"
)]
fn apportion<'a>(amount: i64, weights: &BTreeMap<&'a InfluencerId, f64>) -> BTreeMap<&'a InfluencerId, i64> {
    let sum: f64 = weights.values().sum();
    let exact = |weight: f64| amount as f64 * (weight / sum);
    let mut parts: Vec<(&InfluencerId, i64, f64)> = weights
        .iter()
        .map(|(influencer, weight)| {
            let whole = exact(*weight).floor();
            (*influencer, whole as i64, exact(*weight) - whole)
        })
        .collect();
    let given = parts.iter().map(|(_, part, _)| part).sum::<i64>();
    let mut left = amount.saturating_sub(given);
    // Who lost most by rounding down comes first; among equals the id decides, whatever the order of the file.
    parts.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(b.0)));
    for (_, part, _) in &mut parts {
        *part += left.signum();
        left -= left.signum();
    }
    // Of amounts so large that their shares are not exact.
    if let Some((_, part, _)) = parts.first_mut() {
        *part += left;
    }
    parts
        .into_iter()
        .map(|(influencer, part, _)| (influencer, part))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Exchange, Objective, Window};

    fn euro() -> Currency {
        Currency::parse("EUR").unwrap()
    }

    fn eur(amount: f64) -> Money {
        Money::from_major(amount, euro())
    }

    fn id(name: &str) -> InfluencerId {
        InfluencerId::new(name)
    }

    fn campaign(costs: Vec<Cost>, roster: &[&str]) -> Campaign {
        let day = jiff::civil::date(2026, 3, 2);
        Campaign {
            id: "spring".into(),
            name: "Spring".to_owned(),
            brand: "acme".into(),
            objective: Objective::Sales,
            window: Window { from: day, to: day },
            baseline_days: 28,
            after_days: 14,
            purchase_days: Campaign::PURCHASE_DAYS,
            margin: None,
            hashtags: Vec::new(),
            query: String::new(),
            primary: "reach".to_owned(),
            goals: Vec::new(),
            costs,
            influencers: roster.iter().map(|name| id(name)).collect(),
            audience: crate::model::TargetAudience::default(),
            terms: crate::model::Terms::default(),
            events: Vec::new(),
            plan: crate::model::CampaignPlan::default(),
        }
    }

    fn shared(what: &str, amount: f64, spread: Spread) -> Cost {
        Cost {
            spread,
            ..Cost::plain(what, None, eur(amount))
        }
    }

    #[test]
    fn the_golden_campaign_costs_2000() {
        let kristal = Some(id("kristal"));
        let costs = vec![
            Cost::plain("fee", kristal.clone(), eur(1500.0)),
            Cost::plain("product", kristal.clone(), eur(180.0)),
            Cost::plain("shipping", kristal, eur(45.0)),
            Cost::plain("agency", None, eur(200.0)),
            Cost::plain("admin", None, eur(75.0)),
        ];
        let sheet = sheet(&campaign(costs, &["kristal"]), &BTreeMap::new(), euro());
        assert_eq!(sheet.total(), (200_000, true));
        assert_eq!(sheet.of(&id("kristal")), 200_000);
        assert_eq!(sheet.planned_and_actual(), (Some(200_000), Some(200_000)));
    }

    #[test]
    fn shared_costs_follow_their_rule_and_say_so() {
        let did = |posts, reach| Contribution {
            posts,
            reach,
            ..Contribution::default()
        };
        let contributions = BTreeMap::from([(id("a"), did(3, Some(9000.0))), (id("b"), did(1, None))]);
        let costs = vec![
            Cost::plain("fee", Some(id("a")), eur(300.0)),
            Cost::plain("fee", Some(id("b")), eur(100.0)),
            shared("agency", 100.0, Spread::Equal),
            shared("admin", 100.0, Spread::Posts),
            shared("travel", 100.0, Spread::Reach),
            shared("other", 100.01, Spread::Fee),
        ];
        let sheet = sheet(&campaign(costs, &["a", "b"]), &contributions, euro());
        let parts: Vec<(i64, i64, &str)> = sheet
            .lines
            .iter()
            .skip(2)
            .map(|line| {
                (
                    line.parts[&id("a")],
                    line.parts[&id("b")],
                    line.explanation.as_str(),
                )
            })
            .collect();
        assert_eq!(
            parts,
            [
                (5_000, 5_000, "shared, spread equally"),
                (7_500, 2_500, "shared, spread by posts"),
                (
                    5_000,
                    5_000,
                    "shared, to be spread by reach; that is not known of all yet, so equally"
                ),
                (7_501, 2_500, "shared, spread by fees"),
            ]
        );
    }

    #[test]
    fn commissions_follow_from_orders_and_are_no_zero_before() {
        let commission = |commission, planned: Option<f64>| Cost {
            planned: planned.map(eur),
            actual: None,
            amount: eur(planned.unwrap_or(0.0)),
            commission: Some(commission),
            ..Cost::plain("commission", None, eur(0.0))
        };
        let costs = vec![
            commission(Commission::Percent(10.0), None),
            commission(Commission::PerOrder(eur(5.0)), Some(80.0)),
        ];
        let campaign = campaign(costs, &["a", "b"]);
        let before = sheet(&campaign, &BTreeMap::new(), euro());
        assert_eq!(before.total(), (8_000, false));
        assert_eq!(before.of(&id("a")), 4_000);
        let did = |orders, revenue| Contribution {
            orders: Some(orders),
            net_revenue: Some(eur(revenue)),
            ..Contribution::default()
        };
        let attributed = BTreeMap::from([(id("a"), did(3, 219.99)), (id("b"), did(0, -5.0))]);
        let after = sheet(&campaign, &attributed, euro());
        assert_eq!(after.total(), (2_200 + 1_500, true));
        assert_eq!((after.of(&id("a")), after.of(&id("b"))), (3_700, 0));
    }

    #[test]
    fn what_is_nobodys_stays_so_and_exchange_is_told() {
        let cost = Cost {
            exchange: Some(Exchange {
                from: Currency::parse("USD").unwrap(),
                rate: 0.92,
            }),
            ..Cost::plain("agency", None, eur(92.0))
        };
        let sheet = sheet(&campaign(vec![cost], &[]), &BTreeMap::new(), euro());
        assert_eq!(sheet.lines[0].unspread_minor, 9_200);
        assert_eq!(
            sheet.lines[0].explanation,
            "shared; nobody is on the roster to spread it over; reckoned from USD at 0.92"
        );
    }

    #[expect(clippy::cast_precision_loss, reason = "amounts stay far below 2^53")]
    fn float(amount: i64) -> f64 {
        amount as f64
    }

    proptest! {
        #[test]
        fn parts_add_up_and_order_is_no_matter(
            amount in 0_i64..1_000_000_000_000,
            weights in proptest::collection::vec(0.0_f64..1e9, 1..40),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0.0));
            let ids: Vec<InfluencerId> = (0..weights.len()).map(|n| id(&format!("i{n}"))).collect();
            let map: BTreeMap<&InfluencerId, f64> = ids.iter().zip(weights.iter().copied()).collect();
            let parts = apportion(amount, &map);
            prop_assert_eq!(parts.values().sum::<i64>(), amount);
            for (influencer, weight) in &map {
                let share = float(amount) * weight / weights.iter().sum::<f64>();
                prop_assert!((float(parts[influencer]) - share).abs() <= 2.0);
            }
        }
    }
}
