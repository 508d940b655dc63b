//! Refunds told apart, joined to their orders by number: their money counts with the order, and so with whoever brought it, on
//! whatever day and by whichever import they are told.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{Result, joins, keys, tx::Tx};
use crate::model::{CampaignOutcome, Money};

/// The order that a refund pays back, as each import tells it; empty if it is not known, or could be one of several.
pub(super) fn orders_of(tx: &Tx<'_>, refund: &CampaignOutcome) -> Result<Vec<CampaignOutcome>> {
    let Some(number) = joins::number(refund) else {
        return Ok(Vec::new());
    };
    let mut orders = joins::members(tx, &keys::order_number(&number))?;
    orders.retain(|order| pays_back(refund, order));
    if orders.iter().any(|order| order.source == refund.source) {
        orders.retain(|order| order.source == refund.source);
    }
    let Some((first, others)) = orders.split_first() else {
        return Ok(orders);
    };
    if !others.iter().all(|other| joins::is_same(first, other)) {
        return Ok(Vec::new());
    }
    let mut all = joins::twins(tx, first)?;
    all.push(first.clone());
    Ok(all)
}

/// What of an order was paid back, where that is not what it tells itself: what its own import tells, else what others tell. What an
/// import tells both with the order and apart is the same money.
pub(super) fn paid_back(
    tx: &Tx<'_>,
    order: &CampaignOutcome,
    twins: &[CampaignOutcome],
) -> Result<Option<Money>> {
    let Some((number, money)) = joins::number(order).zip(order.money.or(order.refunded)) else {
        return Ok(None);
    };
    let in_currency = |told: Option<Money>| told.filter(|told| told.currency == money.currency);
    let mut apart: BTreeMap<String, i64> = BTreeMap::new();
    for refund in joins::members(tx, &keys::refunds_of(&number))? {
        let Some(paid) = in_currency(sum_of(&refund)).filter(|_| refund.counts()) else {
            continue;
        };
        let of = orders_of(tx, &refund)?;
        if of.iter().any(|of| joins::place(of) == joins::place(order)) {
            let sum = apart.entry(refund.source).or_default();
            *sum = sum.saturating_add(paid.amount_minor);
        }
    }
    for told in twins.iter().chain([order]) {
        if let Some(with_order) = in_currency(told.refunded) {
            let sum = apart.entry(told.source.clone()).or_default();
            *sum = (*sum).max(with_order.amount_minor);
        }
    }
    let own = apart.get(&order.source).copied().filter(|own| *own != 0);
    let minor = own.or_else(|| apart.values().copied().max()).unwrap_or(0);
    let known = order.refunded.map_or(0, |told| told.amount_minor);
    Ok((minor != known).then_some(Money {
        amount_minor: minor,
        ..money
    }))
}

/// Whether a refund may be one of this order: not before it, in its currency, of its customer where both are told. A refund that
/// does not name its order is known by its own id only, which may be a number of another series: then it must be told by the same
/// import, or of the same customer, or be all that was paid.
fn pays_back(refund: &CampaignOutcome, order: &CampaignOutcome) -> bool {
    let slack = SignedDuration::from_hours(24 * i64::from(joins::DAYS_APART));
    let is_after = order.at.duration_until(refund.at) >= -slack;
    let (paid, back) = (order.money, sum_of(refund));
    let is_of_currency = paid.zip(back).is_some_and(|(a, b)| a.currency == b.currency);
    let customers = refund.customer.zip(order.customer);
    let is_possible = is_after && is_of_currency && customers.is_none_or(|(a, b)| a == b);
    if refund.order.is_some() {
        return is_possible;
    }
    let fits = paid
        .zip(back)
        .is_some_and(|(paid, back)| back.amount_minor <= paid.amount_minor);
    is_possible && fits && (refund.source == order.source || customers.is_some() || paid == back)
}

/// What a refund pays back, whichever field its source tells it in.
fn sum_of(refund: &CampaignOutcome) -> Option<Money> {
    let (a, b) = (refund.money, refund.refunded);
    let minor = |told: Option<Money>| told.map_or(0, |told| told.amount_minor.saturating_abs());
    Some(Money {
        amount_minor: minor(a).saturating_add(minor(b)),
        ..a.or(b)?
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::{Timestamp, civil::Date, tz::TimeZone};
    use proptest::prelude::*;

    use super::super::Store;
    use super::*;
    use crate::model::{Currency, CustomerHash, OutcomeDay, OutcomeKind, OutcomeSums, REFUND, Window};

    fn minor(amount_minor: i64) -> Money {
        Money {
            amount_minor,
            currency: Currency::default(),
        }
    }

    fn told(kind: OutcomeKind, source: &str, id: &str, hours: i64, paid: i64) -> CampaignOutcome {
        CampaignOutcome {
            source: source.to_owned(),
            external_id: id.to_owned(),
            at: "2026-03-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours),
            kind,
            count: Some(1),
            money: Some(minor(paid)),
            ..CampaignOutcome::default()
        }
    }

    fn order(source: &str, id: &str, paid: i64) -> CampaignOutcome {
        told(OutcomeKind::Order, source, id, 0, paid)
    }

    fn refund(source: &str, id: &str, of: Option<&str>, hours: i64, back: i64) -> CampaignOutcome {
        CampaignOutcome {
            order: of.map(str::to_owned),
            ..told(OutcomeKind::Refund, source, &format!("{id}{REFUND}"), hours, back)
        }
    }

    fn whole() -> Window {
        Window {
            from: Date::MIN,
            to: Date::MAX,
        }
    }

    /// What orders of an import were paid back, and what stands with refunds themselves.
    fn sums(store: &Store) -> (BTreeMap<String, i64>, i64) {
        let days = store.outcome_days(whole()).unwrap();
        let cells = || days.values().flat_map(OutcomeDay::cells);
        let mut orders: BTreeMap<String, i64> = BTreeMap::new();
        for (key, sums) in cells().filter(|(key, _)| key.kind == OutcomeKind::Order) {
            *orders.entry(key.source.clone()).or_default() += sums.refunded_minor;
        }
        let alone = |sums: &OutcomeSums| sums.gross_minor + sums.refunded_minor;
        let refunds = cells().filter(|(key, _)| key.kind == OutcomeKind::Refund);
        (orders, refunds.map(|(_, sums)| alone(sums)).sum())
    }

    /// The sums of outcomes told one after the other, and backwards.
    fn after(outcomes: &[CampaignOutcome]) -> (BTreeMap<String, i64>, i64) {
        let tell = |outcomes: Vec<CampaignOutcome>| {
            let store = Store::in_memory(TimeZone::UTC).unwrap();
            for outcome in outcomes {
                store.put_outcomes(vec![outcome], None).wait().unwrap();
            }
            sums(&store)
        };
        let mut backwards = outcomes.to_vec();
        backwards.reverse();
        let told = tell(outcomes.to_vec());
        assert_eq!(tell(backwards), told, "told in another order");
        told
    }

    #[test]
    fn refunds_go_with_their_orders() {
        let known = |mut outcome: CampaignOutcome, who: u128| {
            outcome.customer = Some(CustomerHash(who));
            outcome
        };
        let back = |mut order: CampaignOutcome, back: i64| {
            order.refunded = Some(minor(back));
            order
        };
        let shop = || order("shop", "#1001", 100);
        let programme = || order("programme", "1001", 100);
        let dollars = |mut outcome: CampaignOutcome| {
            outcome.money = outcome.money.map(|money| Money {
                currency: Currency::parse("USD").unwrap(),
                ..money
            });
            outcome
        };
        for (what, outcomes, at_shop, alone) in [
            (
                "by number",
                vec![shop(), refund("shop", "r1", Some("1001"), 50, 30)],
                30,
                0,
            ),
            (
                "of another import",
                vec![shop(), refund("bank", "r1", Some("1001"), 50, 30)],
                30,
                0,
            ),
            (
                "in parts",
                vec![
                    shop(),
                    refund("shop", "r1", Some("1001"), 50, 30),
                    refund("shop", "r2", Some("1001"), 70, -20),
                ],
                50,
                0,
            ),
            (
                "told twice, apart and with the order",
                vec![back(shop(), 30), refund("shop", "r1", Some("1001"), 50, 30)],
                30,
                0,
            ),
            (
                "told by two imports",
                vec![
                    shop(),
                    refund("bank", "r1", Some("1001"), 50, 30),
                    refund("till", "r1", Some("1001"), 50, 30),
                ],
                30,
                0,
            ),
            (
                "told by the programme's twin",
                vec![shop(), back(programme(), 100)],
                100,
                0,
            ),
            (
                "the shop knows better than the programme",
                vec![
                    shop(),
                    back(programme(), 100),
                    refund("shop", "r1", Some("1001"), 50, 30),
                ],
                30,
                0,
            ),
            (
                "the receipt's own number",
                vec![shop(), refund("shop", "#1001", None, 50, 30)],
                30,
                0,
            ),
            (
                "a number of another import's series",
                vec![shop(), refund("bank", "1001", None, 50, 30)],
                0,
                30,
            ),
            (
                "the same with all that was paid",
                vec![shop(), refund("bank", "1001", None, 50, 100)],
                100,
                0,
            ),
            (
                "the same of one customer",
                vec![known(shop(), 7), known(refund("bank", "1001", None, 50, 30), 7)],
                30,
                0,
            ),
            (
                "another customer",
                vec![
                    known(shop(), 7),
                    known(refund("bank", "r1", Some("1001"), 50, 30), 8),
                ],
                0,
                30,
            ),
            (
                "no such order",
                vec![shop(), refund("shop", "r1", Some("1002"), 50, 30)],
                0,
                30,
            ),
            (
                "a year before it",
                vec![shop(), refund("shop", "r1", Some("1001"), -9_000, 30)],
                0,
                30,
            ),
            (
                "another currency",
                vec![shop(), dollars(refund("shop", "r1", Some("1001"), 50, 30))],
                0,
                30,
            ),
            (
                "one of two shops, nobody knows which",
                vec![
                    shop(),
                    order("outlet", "1001", 70),
                    refund("bank", "r1", Some("1001"), 50, 30),
                ],
                0,
                30,
            ),
        ] {
            let (orders, refunds) = after(&outcomes);
            assert_eq!((orders["shop"], refunds), (at_shop, alone), "{what}");
        }
    }

    #[test]
    fn a_refund_that_is_taken_back_or_moved_leaves_its_order() {
        let store = Store::in_memory(TimeZone::UTC).unwrap();
        let put = |outcome: CampaignOutcome| store.put_outcomes(vec![outcome], None).wait().unwrap();
        put(order("shop", "1001", 100));
        put(order("shop", "1002", 100));
        put(refund("shop", "r1", Some("1001"), 50, 30));
        assert_eq!(sums(&store).0["shop"], 30);
        put(refund("shop", "r1", Some("1002"), 50, 40));
        assert_eq!(sums(&store), (BTreeMap::from([("shop".to_owned(), 40)]), 0));
        let mut off = refund("shop", "r1", Some("1002"), 50, 40);
        off.cancelled = true;
        put(off);
        assert_eq!(sums(&store).0["shop"], 0);
        assert_eq!(store.verify(&mut |_| {}).unwrap().faults, 0);
    }

    proptest! {
        #[test]
        fn no_order_of_telling_makes_a_difference(
            events in prop::collection::vec(
                (any::<bool>(), 0_u8..3, 0_u8..3, 0_i64..200, 1_i64..4, prop::option::of(0_u8..3), 0_u128..3),
                1..14,
            ),
            turn in any::<prop::sample::Index>(),
        ) {
            let mut outcomes: BTreeMap<(String, String), CampaignOutcome> = BTreeMap::new();
            for (is_order, source, id, hours, paid, of, who) in events {
                let (source, id) = (["shop", "programme", "bank"][usize::from(source)], id.to_string());
                let of = of.map(|of| of.to_string());
                let mut one = if is_order {
                    order(source, &id, paid)
                } else {
                    refund(source, &id, of.as_deref(), hours, paid)
                };
                one.customer = (who > 0).then_some(CustomerHash(who));
                outcomes.insert(joins::place(&one), one);
            }
            let mut outcomes: Vec<CampaignOutcome> = outcomes.into_values().collect();
            let at_once = Store::in_memory(TimeZone::UTC).unwrap();
            at_once.put_outcomes(outcomes.clone(), None).wait().unwrap();
            let middle = turn.index(outcomes.len());
            outcomes.rotate_left(middle);
            outcomes.reverse();
            let one_by_one = Store::in_memory(TimeZone::UTC).unwrap();
            // Told twice, first as something else.
            let other = outcomes.iter().cloned().map(|one| CampaignOutcome {
                order: Some("1".to_owned()),
                cancelled: true,
                ..one
            });
            for outcome in other.chain(outcomes.clone()) {
                one_by_one.put_outcomes(vec![outcome], None).wait().unwrap();
            }
            let cells = |store: &Store| {
                let days = store.outcome_days(whole()).unwrap();
                let cells = days.values().flat_map(OutcomeDay::cells);
                cells.map(|(key, sums)| (key.clone(), *sums)).collect::<Vec<_>>()
            };
            prop_assert_eq!(cells(&one_by_one), cells(&at_once));
            let verified = one_by_one.verify(&mut |_| {}).unwrap();
            prop_assert_eq!(verified.faults, 0, "{:?}", verified.told);
        }
    }
}
