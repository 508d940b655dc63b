//! What outcomes tell of each other: the same order in two imports, what of it was paid back, a customer's first order, a lead that
//! bought.
//!
//! Small indices are kept beside the outcomes, in the same commit: the orders and the refunds of a number and the earliest events of
//! a customer. When either changes, the outcomes it names are looked at again, and those of which something else is known now move to
//! another cell of their day. What is known does not depend on the order in which outcomes come.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, Unit, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Result, keys, outcomes::Counted, refunds, tx::Tx};
use crate::model::{CampaignOutcome, CustomerHash, Marks, Money, OutcomeDay, OutcomeKey, OutcomeKind};

/// Most orders of one number that are looked at: a number is used once by each shop and programme.
const MOST_OF_NUMBER: usize = 16;
/// Most refunds of one number that are looked at.
const MOST_REFUNDS: usize = 64;
/// Most events of one customer that are remembered, the earliest ones: whoever bought before needs no more.
const MOST_OF_CUSTOMER: usize = 64;
/// How far apart the days are that two imports give the same order: zones, and orders booked a day later.
pub(super) const DAYS_APART: i32 = 2;

/// What is known of an outcome from others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Joined {
    /// Other imports that tell the same order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<String>,
    /// Marks of all of them, where they are more than its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<Marks>,
    /// Whether it is the customer's first order.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<bool>,
    /// By what the customer came when they left their address.
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<Marks>,
    /// Of a lead: whether they bought since.
    #[serde(skip_serializing_if = "Option::is_none")]
    bought: Option<bool>,
    /// Of an order: what was paid back, where refunds or other imports tell more than it does itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    refunded: Option<Money>,
    /// Of a refund: that its order is known and its money counted there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    with_order: bool,
}

impl Joined {
    /// Adds an outcome to the sums of its day, as it is known.
    pub(super) fn add(&self, outcome: &CampaignOutcome, day: &mut OutcomeDay) {
        let told = self.told(outcome);
        day.add_to(self.cell(&told), &told);
    }

    /// Takes it out again.
    pub(super) fn withdraw(&self, outcome: &CampaignOutcome, day: &mut OutcomeDay) {
        let told = self.told(outcome);
        day.withdraw_from(&self.cell(&told), &told);
    }

    /// The outcome with the money that counts.
    fn told<'o>(&self, outcome: &'o CampaignOutcome) -> Cow<'o, CampaignOutcome> {
        if self.with_order {
            return Cow::Owned(CampaignOutcome {
                money: None,
                refunded: None,
                ..outcome.clone()
            });
        }
        match self.refunded {
            Some(_) => Cow::Owned(CampaignOutcome {
                refunded: self.refunded,
                ..outcome.clone()
            }),
            None => Cow::Borrowed(outcome),
        }
    }

    /// The cell of an outcome.
    fn cell(&self, outcome: &CampaignOutcome) -> OutcomeKey {
        let mut cell = OutcomeKey::of(outcome);
        cell.also.clone_from(&self.also);
        if let Some(marks) = &self.marks {
            cell.marks = marks.clone();
        }
        cell.new_customer = cell.new_customer.or(self.first);
        cell.lead = self.lead.clone().map(Box::new);
        cell.bought = self.bought;
        cell
    }
}

/// An outcome by import and id.
pub(super) type Place = (String, String);

/// One order or lead of a customer; in the order of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Event {
    at: Timestamp,
    kind: OutcomeKind,
    source: String,
    id: String,
}

/// Takes an outcome out of the indices it is in and puts it into those it belongs to; names all of which something else may be known
/// now.
pub(super) fn index(
    tx: &mut Tx<'_>,
    before: Option<&CampaignOutcome>,
    now: &CampaignOutcome,
) -> Result<BTreeSet<Place>> {
    let mut touched = BTreeSet::new();
    if before.is_none_or(|before| !is_single(before)) && !is_single(now) {
        return Ok(touched);
    }
    touched.insert(place(now));
    let numbers = before.into_iter().chain([now]).filter_map(number);
    for number in numbers.collect::<BTreeSet<String>>() {
        touched.extend(enter(tx, &number, now)?);
    }
    let customers = before
        .into_iter()
        .chain([now])
        .filter_map(|outcome| outcome.customer);
    for customer in customers.collect::<BTreeSet<CustomerHash>>() {
        let key = keys::customer(customer);
        let known: BTreeSet<Event> = tx.value(&key)?.unwrap_or_default();
        let mut events = known.clone();
        if let Some(before) = before {
            events.remove(&event(before));
        }
        if is_event(now) && now.customer == Some(customer) {
            events.insert(event(now));
        }
        while events.len() > MOST_OF_CUSTOMER {
            events.pop_last();
        }
        // By what a lead came may have changed.
        if events != known || now.kind == OutcomeKind::Lead {
            let both = known.union(&events);
            touched.extend(both.map(|event| (event.source.clone(), event.id.clone())));
            tx.put(&key, &events)?;
        }
    }
    Ok(touched)
}

/// Enters an order or refund under a number, or takes it out where it has another one now; names all of that number.
fn enter(tx: &mut Tx<'_>, number: &str, now: &CampaignOutcome) -> Result<BTreeSet<Place>> {
    let mut touched = BTreeSet::new();
    for (kind, key, most) in [
        (OutcomeKind::Order, keys::order_number(number), MOST_OF_NUMBER),
        (OutcomeKind::Refund, keys::refunds_of(number), MOST_REFUNDS),
    ] {
        let known: BTreeSet<Place> = tx.value(&key)?.unwrap_or_default();
        let mut members = known.clone();
        if now.kind == kind && self::number(now).as_deref() == Some(number) {
            members.insert(place(now));
        } else {
            members.remove(&place(now));
        }
        while members.len() > most {
            members.pop_last();
        }
        touched.extend(known.iter().chain(&members).cloned());
        if members != known {
            tx.put(&key, &members)?;
        }
    }
    Ok(touched)
}

/// Looks at outcomes again and moves those of which something else is known now; `days` are the sums that are moved.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    days: &mut BTreeMap<Date, OutcomeDay>,
    touched: BTreeSet<Place>,
) -> Result<()> {
    for (source, id) in touched {
        let key = keys::outcome(&source, &id);
        let Some(mut counted) = tx.value::<Counted>(&key)? else {
            continue;
        };
        let joined = joined(tx, &counted.outcome)?;
        if joined != counted.joined {
            let cells = super::outcomes::day(tx, days, counted.on)?;
            counted.joined.withdraw(&counted.outcome, cells);
            joined.add(&counted.outcome, cells);
            counted.joined = joined;
            tx.put(&key, &counted)?;
        }
    }
    Ok(())
}

/// What is known of an outcome from others.
fn joined(tx: &Tx<'_>, outcome: &CampaignOutcome) -> Result<Joined> {
    let mut joined = Joined::default();
    if !is_single(outcome) {
        return Ok(joined);
    }
    if outcome.kind == OutcomeKind::Refund {
        joined.with_order = !refunds::orders_of(tx, outcome)?.is_empty();
        return Ok(joined);
    }
    let twins = twins(tx, outcome)?;
    joined.refunded = refunds::paid_back(tx, outcome, &twins)?;
    if !twins.is_empty() {
        let mut all: Vec<&CampaignOutcome> = twins.iter().chain([outcome]).collect();
        all.sort_by_key(|one| place(one));
        let marks = all
            .iter()
            .fold(Marks::default(), |marks, one| with(marks, &one.marks));
        joined.marks = (marks != outcome.marks).then_some(marks);
        let sources: BTreeSet<String> = twins.iter().map(|twin| twin.source.clone()).collect();
        joined.also = sources.into_iter().collect();
    }
    let Some(customer) = outcome.customer.filter(|_| outcome.counts()) else {
        return Ok(joined);
    };
    let events: BTreeSet<Event> = tx.value(&keys::customer(customer))?.unwrap_or_default();
    let of = |kind: OutcomeKind| events.iter().filter(move |event| event.kind == kind);
    if outcome.kind == OutcomeKind::Lead {
        joined.bought = Some(of(OutcomeKind::Order).any(|order| order.at >= outcome.at));
        return Ok(joined);
    }
    let own: BTreeSet<Place> = twins.iter().chain([outcome]).map(place).collect();
    let first = of(OutcomeKind::Order).next();
    joined.first = first.map(|first| own.contains(&(first.source.clone(), first.id.clone())));
    let lead = of(OutcomeKind::Lead).rfind(|lead| lead.at <= outcome.at);
    if let Some(lead) = lead {
        let known: Option<Counted> = tx.value(&keys::outcome(&lead.source, &lead.id))?;
        joined.lead = known
            .map(|lead| lead.outcome.marks)
            .filter(|marks| *marks != Marks::default());
    }
    Ok(joined)
}

/// The same order as other imports tell it.
pub(super) fn twins(tx: &Tx<'_>, outcome: &CampaignOutcome) -> Result<Vec<CampaignOutcome>> {
    let Some(number) = number(outcome) else {
        return Ok(Vec::new());
    };
    let mut twins = members(tx, &keys::order_number(&number))?;
    twins.retain(|other| other.source != outcome.source && is_same(outcome, other));
    Ok(twins)
}

/// The outcomes that are listed under a number.
pub(super) fn members(tx: &Tx<'_>, key: &[u8]) -> Result<Vec<CampaignOutcome>> {
    let places: BTreeSet<Place> = tx.value(key)?.unwrap_or_default();
    let mut members = Vec::with_capacity(places.len());
    for (source, id) in places {
        let known: Option<Counted> = tx.value(&keys::outcome(&source, &id))?;
        members.extend(known.map(|known| known.outcome));
    }
    Ok(members)
}

/// Whether two orders of one number are the same: within days of each other, of one customer, or of one amount where not both
/// tell the customer.
pub(super) fn is_same(a: &CampaignOutcome, b: &CampaignOutcome) -> bool {
    let apart = a.at.until(b.at).and_then(|span| span.total(Unit::Hour));
    let is_near = apart.is_ok_and(|hours| hours.abs() <= f64::from(DAYS_APART * 24));
    is_near
        && match a.customer.zip(b.customer) {
            Some((a, b)) => a == b,
            None => a.money.is_some() && a.money == b.money,
        }
}

/// A single order, lead or refund, not a day's count.
pub(super) fn is_single(outcome: &CampaignOutcome) -> bool {
    let is_one = outcome.day.is_none() && outcome.count == Some(1);
    is_one && matches!(outcome.kind, OutcomeKind::Order | OutcomeKind::Lead) || outcome.is_single_refund()
}

/// Whether it belongs to its customer's history.
fn is_event(outcome: &CampaignOutcome) -> bool {
    is_single(outcome) && outcome.kind != OutcomeKind::Refund && outcome.counts()
}

/// The number of an order, or of the order that a refund pays back, as it is looked for.
pub(super) fn number(outcome: &CampaignOutcome) -> Option<String> {
    let has_number = is_single(outcome) && outcome.kind != OutcomeKind::Lead;
    has_number
        .then(|| normal(outcome.order_number()))
        .filter(|number| !number.is_empty())
}

/// An order's number without the signs that shops put around it: `#1001` and `1001` are one.
fn normal(number: &str) -> String {
    let kept = number.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_uppercase).take(64).collect()
}

pub(super) fn place(outcome: &CampaignOutcome) -> Place {
    (outcome.source.clone(), outcome.external_id.clone())
}

fn event(outcome: &CampaignOutcome) -> Event {
    Event {
        at: outcome.at,
        kind: outcome.kind,
        source: outcome.source.clone(),
        id: outcome.external_id.clone(),
    }
}

/// Marks with those that another telling adds.
fn with(mut marks: Marks, more: &Marks) -> Marks {
    let join = |own: &mut Vec<String>, more: &[String]| {
        own.extend_from_slice(more);
        own.sort();
        own.dedup();
    };
    join(&mut marks.codes, &more.codes);
    join(&mut marks.skus, &more.skus);
    if marks.utm.is_empty() {
        marks.utm = more.utm.clone();
    }
    fill(&mut marks.reference, more.reference.as_ref());
    fill(&mut marks.referrer, more.referrer.as_ref());
    fill(&mut marks.landing, more.landing.as_ref());
    fill(&mut marks.link, more.link.as_ref());
    fill(&mut marks.influencer, more.influencer.as_ref());
    fill(&mut marks.platform, more.platform.as_ref());
    fill(&mut marks.campaign, more.campaign.as_ref());
    fill(&mut marks.post, more.post.as_ref());
    marks
}

fn fill<T: Clone>(own: &mut Option<T>, more: Option<&T>) {
    if own.is_none() {
        *own = more.cloned();
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};
    use proptest::prelude::*;

    use super::super::Store;
    use super::*;
    use crate::model::{Currency, Window};

    fn told(source: &str, kind: OutcomeKind, id: &str, hours: i64, who: u128) -> CampaignOutcome {
        CampaignOutcome {
            source: source.to_owned(),
            external_id: id.to_owned(),
            at: "2026-03-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours),
            kind,
            count: Some(1),
            money: (kind == OutcomeKind::Order).then_some(Money {
                amount_minor: 5_000,
                currency: Currency::default(),
            }),
            customer: (who > 0).then_some(CustomerHash(who)),
            marks: Marks {
                reference: Some(format!("{source}-{id}")),
                ..Marks::default()
            },
            ..CampaignOutcome::default()
        }
    }

    fn order(source: &str, id: &str, hours: i64, who: u128) -> CampaignOutcome {
        told(source, OutcomeKind::Order, id, hours, who)
    }

    fn cells(store: &Store) -> Vec<(OutcomeKey, u64)> {
        let whole = Window {
            from: Date::MIN,
            to: Date::MAX,
        };
        let days = store.outcome_days(whole).unwrap();
        let cells = days.values().flat_map(OutcomeDay::cells);
        cells.map(|(key, sums)| (key.clone(), sums.outcomes)).collect()
    }

    fn store_with(outcomes: Vec<CampaignOutcome>) -> Store {
        let store = Store::in_memory(TimeZone::UTC).unwrap();
        for outcome in outcomes {
            store.put_outcomes(vec![outcome], None).wait().unwrap();
        }
        store
    }

    #[test]
    fn the_same_order_of_two_imports_is_found() {
        for (what, other, is_same) in [
            ("number and amount", order("programme", "1001", 5, 0), true),
            ("number and customer", order("programme", "1001", 5, 7), true),
            ("another customer", order("programme", "1001", 5, 8), false),
            ("a month later", order("programme", "1001", 700, 7), false),
            ("another number", order("programme", "1002", 5, 7), false),
            (
                "another amount",
                CampaignOutcome {
                    money: None,
                    ..order("programme", "1001", 5, 0)
                },
                false,
            ),
        ] {
            let store = store_with(vec![order("shop", "#1001", 1, 7), other]);
            let also: Vec<String> = cells(&store)
                .iter()
                .flat_map(|(key, _)| key.also.clone())
                .collect();
            let expected: &[&str] = if is_same { &["shop", "programme"] } else { &[] };
            assert_eq!(also, expected, "{what}");
        }
    }

    #[test]
    fn first_orders_are_found_whatever_comes_first_and_leads_that_buy() {
        let lead = told("crm", OutcomeKind::Lead, "l1", 2, 7);
        let idle = told("crm", OutcomeKind::Lead, "l2", 2, 9);
        let store = store_with(vec![
            order("shop", "2", 30, 7),
            lead,
            idle,
            order("shop", "1", 10, 7),
        ]);
        let known: Vec<(OutcomeKind, Option<bool>, Option<bool>, bool)> = cells(&store)
            .into_iter()
            .map(|(key, _)| (key.kind, key.new_customer, key.bought, key.lead.is_some()))
            .collect();
        assert_eq!(
            known,
            [
                (OutcomeKind::Lead, None, Some(true), false),
                (OutcomeKind::Lead, None, Some(false), false),
                (OutcomeKind::Order, Some(true), None, true),
                (OutcomeKind::Order, Some(false), None, true),
            ]
        );
        // The first one is called off: the second was the first.
        let mut off = order("shop", "1", 10, 7);
        off.cancelled = true;
        store.put_outcomes(vec![off], None).wait().unwrap();
        let first: Vec<Option<bool>> = cells(&store)
            .into_iter()
            .filter(|(key, _)| key.kind == OutcomeKind::Order && key.counts)
            .map(|(key, _)| key.new_customer)
            .collect();
        assert_eq!(first, [Some(true)]);
    }

    proptest! {
        #[test]
        fn what_is_known_does_not_depend_on_the_order_of_telling(
            events in prop::collection::vec((0_u8..3, 0_u8..4, 0_i64..80, 0_u128..4, any::<bool>()), 1..14),
            turn in any::<prop::sample::Index>(),
        ) {
            let mut outcomes: BTreeMap<Place, CampaignOutcome> = BTreeMap::new();
            for (source, id, hours, who, cancelled) in events {
                let source = ["shop", "programme", "crm"][usize::from(source)];
                let kind = if source == "crm" { OutcomeKind::Lead } else { OutcomeKind::Order };
                let mut one = told(source, kind, &id.to_string(), hours, who);
                one.cancelled = cancelled;
                outcomes.insert(place(&one), one);
            }
            let mut outcomes: Vec<CampaignOutcome> = outcomes.into_values().collect();
            let store = Store::in_memory(TimeZone::UTC).unwrap();
            store.put_outcomes(outcomes.clone(), None).wait().unwrap();
            let at_once = cells(&store);
            let middle = turn.index(outcomes.len());
            outcomes.rotate_left(middle);
            outcomes.reverse();
            // Told twice, first as something else.
            let mut twice: Vec<CampaignOutcome> = outcomes.iter().cloned().map(|mut one| {
                one.customer = Some(CustomerHash(3));
                one.at += SignedDuration::from_hours(20);
                one
            }).collect();
            twice.extend(outcomes);
            let one_by_one = store_with(twice);
            prop_assert_eq!(cells(&one_by_one), at_once);
            let verified = one_by_one.verify(&mut |_| {}).unwrap();
            prop_assert_eq!(verified.faults, 0, "{:?}", verified.told);
        }
    }
}
