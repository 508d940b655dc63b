//! What outcomes tell of each other, found again in a store that an earlier version wrote: once, piece by piece, before anybody
//! reads. A piece done twice changes nothing, so that a stop in between costs no more than time.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use tokio::sync::oneshot;

use super::{
    Result, StoreError, codec,
    engine::{KeyRange, Order},
    joins, keys,
    outcomes::{self, Counted},
    tx::{Task, Tx},
    writer::{self, Writer},
};
use crate::model::{OutcomeKind, REFUND};

/// Which joins this version finds. 1: refunds with their orders; refunds have ids of their own.
pub(super) const VERSION: u64 = 1;
/// Outcomes of one piece.
const PIECE: usize = 500;
/// Prefix of outcomes.
const OUTCOMES: &[u8] = b"i";

impl Writer {
    /// Finds joins again that an earlier version could not find.
    pub(super) fn rejoin(&mut self) -> Result<()> {
        let known = writer::number(self.core.read().engine()?, keys::JOINS)?;
        if known.is_some_and(|known| known >= VERSION) {
            return Ok(());
        }
        tracing::info!("outcomes are joined anew");
        let mut from = Some(OUTCOMES.to_vec());
        while let Some(start) = from {
            let (reply, mut answer) = oneshot::channel();
            self.write(vec![Box::new(Task::new(
                move |tx: &mut Tx<'_>| step(tx, start),
                PIECE,
                reply,
            ))]);
            from = answer.try_recv().unwrap_or(Err(StoreError::Closed))?;
        }
        Ok(())
    }
}

/// Looks at one piece, and says where the next one begins.
fn step(tx: &mut Tx<'_>, start: Vec<u8>) -> Result<Option<Vec<u8>>> {
    let (found, next) = piece(tx, start)?;
    let (mut days, mut touched) = (BTreeMap::new(), BTreeSet::new());
    for (key, value) in found {
        // What does not decode is told by `verify`; it keeps nothing else from being read.
        let Ok(mut counted) = codec::decode::<Counted>(&key, &value) else {
            tracing::warn!(key = %key.escape_ascii(), "an outcome cannot be read");
            continue;
        };
        if !joins::is_single(&counted.outcome) {
            continue;
        }
        if counted.outcome.kind == OutcomeKind::Refund && !counted.outcome.external_id.ends_with(REFUND) {
            rename(tx, &key, &mut counted)?;
        }
        touched.extend(joins::index(tx, None, &counted.outcome)?);
    }
    joins::settle(tx, &mut days, touched)?;
    outcomes::keep(tx, days)?;
    if next.is_none() {
        tx.put(keys::JOINS, &VERSION)?;
    }
    Ok(next)
}

/// Gives a refund an id that no order has; its sums stay as they are.
fn rename(tx: &mut Tx<'_>, key: &[u8], counted: &mut Counted) -> Result<()> {
    let (on, outcome) = (counted.on, &mut counted.outcome);
    tx.unset(key.to_vec());
    tx.unset(keys::outcome_on(on, &outcome.source, &outcome.external_id));
    outcome.external_id.push_str(REFUND);
    tx.set(
        keys::outcome_on(on, &outcome.source, &outcome.external_id),
        Vec::new(),
    );
    tx.put(&keys::outcome(&outcome.source, &outcome.external_id), counted)
}

type Entries = Vec<(Vec<u8>, Vec<u8>)>;

/// Outcomes from a key on, and the key after them, if there are more.
fn piece(tx: &Tx<'_>, start: Vec<u8>) -> Result<(Entries, Option<Vec<u8>>)> {
    let range = KeyRange {
        start,
        end: KeyRange::prefix(OUTCOMES).end,
    };
    let (mut found, mut next) = (Entries::new(), None);
    tx.engine().scan(&range, Order::Up, &mut |key, value| {
        if found.len() < PIECE {
            found.push((key.to_vec(), value.to_vec()));
            return ControlFlow::Continue(());
        }
        next = Some(key.to_vec());
        ControlFlow::Break(())
    })?;
    Ok((found, next))
}

#[cfg(test)]
mod tests {
    use jiff::{civil::Date, tz::TimeZone};

    use super::super::Store;
    use super::*;
    use crate::model::{CampaignOutcome, Currency, Money, OutcomeDay, Window};

    fn told(kind: OutcomeKind, source: &str, id: &str, minor: i64) -> CampaignOutcome {
        CampaignOutcome {
            source: source.to_owned(),
            external_id: id.to_owned(),
            at: "2026-03-01T00:00:00Z".parse().unwrap(),
            kind,
            count: Some(1),
            money: Some(Money {
                amount_minor: minor,
                currency: Currency::default(),
            }),
            ..CampaignOutcome::default()
        }
    }

    /// Writes outcomes as the version before did: without joins, refunds under the bare number.
    fn write_as_before(store: &Store, outcomes: Vec<CampaignOutcome>) {
        let write = store.write(move |tx| {
            let on: Date = "2026-03-01".parse().unwrap();
            let mut day = OutcomeDay::default();
            for outcome in outcomes {
                day.add(&outcome);
                tx.set(
                    keys::outcome_on(on, &outcome.source, &outcome.external_id),
                    Vec::new(),
                );
                let mut stored = serde_json::to_value(&outcome).unwrap();
                stored["counted_on"] = serde_json::to_value(on).unwrap();
                tx.put(&keys::outcome(&outcome.source, &outcome.external_id), &stored)?;
            }
            tx.put(&keys::outcome_day(on), &day)?;
            tx.unset(keys::JOINS.to_vec());
            Ok(())
        });
        write.wait().unwrap();
    }

    fn rejoin(store: &Store) {
        let mut from = Some(OUTCOMES.to_vec());
        while let Some(start) = from {
            from = store.write(move |tx| step(tx, start)).wait().unwrap();
        }
    }

    #[test]
    fn what_an_earlier_version_stored_is_joined_too_however_often_it_is_tried() {
        let mut outcomes: Vec<_> = (0..1_200)
            .map(|n| told(OutcomeKind::Order, "shop", &format!("#{n}"), 100))
            .collect();
        outcomes.extend((0..600).map(|n| told(OutcomeKind::Refund, "bank", &n.to_string(), 100)));
        outcomes.push(told(OutcomeKind::Refund, "shop", "R1", 7));
        let store = Store::in_memory(TimeZone::UTC).unwrap();
        write_as_before(&store, outcomes);
        let sums = || {
            let whole = Window {
                from: Date::MIN,
                to: Date::MAX,
            };
            let days = store.outcome_days(whole).unwrap();
            let of = |kind| {
                let cells = days.values().flat_map(OutcomeDay::cells);
                let cells = cells.filter(move |(key, _)| key.kind == kind);
                cells.fold((0, 0, 0), |(count, gross, back), (_, sums)| {
                    (
                        count + sums.count,
                        gross + sums.gross_minor,
                        back + sums.refunded_minor,
                    )
                })
            };
            (of(OutcomeKind::Order), of(OutcomeKind::Refund))
        };
        assert_eq!(sums(), ((1_200, 120_000, 0), (601, 60_007, 0)));
        rejoin(&store);
        let joined = ((1_200, 120_000, 60_000), (601, 7, 0));
        assert_eq!(sums(), joined);
        rejoin(&store);
        assert_eq!(sums(), joined);
        assert!(store.outcome("bank", "7/refund").unwrap().is_some());
        assert_eq!(store.outcome("bank", "7").unwrap(), None);
        // The same file again, as it is read now.
        let again = told(OutcomeKind::Refund, "bank", "7/refund", 100);
        assert_eq!(store.put_outcomes(vec![again], None).wait().unwrap().same, 1);
        let verified = store.verify(&mut |_| {}).unwrap();
        assert_eq!(verified.faults, 0, "{:?}", verified.told);
    }
}
