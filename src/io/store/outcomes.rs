//! Outcomes: each once under import and id, listed by day, added up by day.
//!
//! They are kept for ever, as totals are: they are few beside mentions, and a refund may come late.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    Ack, Result, Store, codec,
    engine::{KeyRange, Order},
    joins::{self, Joined, Place},
    keys, outcome_total,
    tx::Tx,
};
use crate::model::{CampaignOutcome, Covered, OutcomeDay, OutcomeKind, Window, day_of};

/// An outcome as it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Counted {
    /// The day whose sums hold it; stays when the zone changes.
    #[serde(rename = "counted_on")]
    pub(super) on: Date,
    #[serde(flatten)]
    pub(super) outcome: CampaignOutcome,
    /// What is known of it from others, as the sums hold it.
    #[serde(default, rename = "joined")]
    pub(super) joined: Joined,
}

/// A file that was imported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportedFile {
    /// Its name.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Rows in it.
    pub rows: u64,
    /// Rows of it that could not be read.
    pub bad: u64,
    /// Which days it covers, as far as that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered: Option<Covered>,
}

/// What became of outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Not known before.
    pub new: u64,
    /// Known, and told differently now.
    pub changed: u64,
    /// Known as they are.
    pub same: u64,
    /// Known in a newer state than they were told in, which stays.
    pub older: u64,
}

impl Taken {
    /// Adds what became of others.
    pub fn add(&mut self, more: Self) {
        self.new += more.new;
        self.changed += more.changed;
        self.same += more.same;
        self.older += more.older;
    }
}

/// Which outcomes to list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutcomeFilter {
    /// Of this import.
    pub source: Option<String>,
    /// Of this kind.
    pub kind: Option<OutcomeKind>,
    /// From this day on.
    pub since: Option<Date>,
    /// Before this day.
    pub until: Option<Date>,
    /// At most so many.
    pub limit: Option<usize>,
}

impl OutcomeFilter {
    fn passes(&self, outcome: &CampaignOutcome) -> bool {
        self.source
            .as_ref()
            .is_none_or(|source| *source == outcome.source)
            && self.kind.is_none_or(|kind| kind == outcome.kind)
    }
}

impl Store {
    /// Stores outcomes and, with the last of a file, that the file was imported, in one commit. An outcome that is known
    /// takes the place of the one before, unless its source says that it is older.
    pub fn put_outcomes(
        &self,
        outcomes: Vec<CampaignOutcome>,
        file: Option<(String, u128, ImportedFile)>,
    ) -> Ack<Taken> {
        self.weigh_and_write(outcomes.len().max(1), move |tx| {
            let taken = put(tx, outcomes)?;
            if let Some((import, fingerprint, file)) = file {
                tx.put(&keys::imported(&import, fingerprint), &file)?;
                if let Some(more) = file.covered {
                    let key = keys::covered(&import);
                    let known: Covered = tx.value(&key)?.unwrap_or_default();
                    tx.put(&key, &known.with(more))?;
                }
            }
            Ok(taken)
        })
    }

    /// What is known of a file by what is in it.
    pub fn imported_file(&self, import: &str, fingerprint: u128) -> Result<Option<ImportedFile>> {
        self.value_at(&keys::imported(import, fingerprint))
    }

    /// Which days the files of an import cover, as far as they say so.
    pub fn covered(&self, import: &str) -> Result<Covered> {
        Ok(self.value_at(&keys::covered(import))?.unwrap_or_default())
    }

    /// One outcome.
    pub fn outcome(&self, import: &str, external_id: &str) -> Result<Option<CampaignOutcome>> {
        let counted: Option<Counted> = self.value_at(&keys::outcome(import, external_id))?;
        Ok(counted.map(|counted| counted.outcome))
    }

    /// Outcomes that pass, those of the newest day first.
    pub fn outcomes(&self, filter: &OutcomeFilter) -> Result<Vec<CampaignOutcome>> {
        let window = Window {
            from: filter.since.unwrap_or(Date::MIN),
            to: filter.until.unwrap_or(Date::MAX),
        };
        let (state, mut found, mut failed) = (self.handle.core.read(), Vec::new(), None);
        let engine = state.engine()?;
        let limit = filter.limit.unwrap_or(usize::MAX);
        engine.scan(&keys::outcomes_on(window), Order::Down, &mut |listed, _| {
            if found.len() >= limit {
                return ControlFlow::Break(());
            }
            let Some(key) = keys::outcome_of(listed) else {
                return ControlFlow::Continue(());
            };
            let read = engine.get(&key).and_then(|value| {
                value
                    .map(|value| codec::decode::<Counted>(&key, &value))
                    .transpose()
            });
            match read {
                Ok(counted) => {
                    let outcome = counted.map(|counted| counted.outcome);
                    found.extend(outcome.filter(|outcome| filter.passes(outcome)));
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        failed.map_or(Ok(found), Err)
    }

    /// The outcomes of the days of a window that have any, added up.
    pub fn outcome_days(&self, window: Window) -> Result<BTreeMap<Date, OutcomeDay>> {
        self.days(&keys::outcome_days(window))
    }

    fn days(&self, range: &KeyRange) -> Result<BTreeMap<Date, OutcomeDay>> {
        let mut found = Vec::new();
        let state = self.handle.core.read();
        state.engine()?.scan(range, Order::Up, &mut |key, value| {
            found.push((key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        })?;
        drop(state);
        let days = found.iter().filter_map(|(key, value)| {
            let day = keys::day_of(key)?;
            Some(outcome_total::decode(key, value).map(|sums| (day, sums)))
        });
        days.collect()
    }
}

fn put(tx: &mut Tx<'_>, outcomes: Vec<CampaignOutcome>) -> Result<Taken> {
    let mut taken = Taken::default();
    // Sums that are moved, by day: each is read and written once however many outcomes it gets.
    let mut days: BTreeMap<Date, OutcomeDay> = BTreeMap::new();
    let mut touched: BTreeSet<Place> = BTreeSet::new();
    for outcome in outcomes {
        let key = keys::outcome(&outcome.source, &outcome.external_id);
        let before: Option<Counted> = tx.value(&key)?;
        match &before {
            Some(before) if before.outcome == outcome => {
                taken.same += 1;
                continue;
            }
            Some(before) if is_older(&outcome, &before.outcome) => {
                taken.older += 1;
                continue;
            }
            Some(before) => {
                taken.changed += 1;
                let cells = day(tx, &mut days, before.on)?;
                before.joined.withdraw(&before.outcome, cells);
                tx.unset(keys::outcome_on(before.on, &outcome.source, &outcome.external_id));
            }
            None => taken.new += 1,
        }
        let on = outcome.day.unwrap_or_else(|| day_of(outcome.at, tx.zone()));
        day(tx, &mut days, on)?.add(&outcome);
        tx.set(
            keys::outcome_on(on, &outcome.source, &outcome.external_id),
            Vec::new(),
        );
        let known = before.as_ref().map(|before| &before.outcome);
        touched.extend(joins::index(tx, known, &outcome)?);
        tx.put(
            &key,
            &Counted {
                on,
                outcome,
                joined: Joined::default(),
            },
        )?;
    }
    joins::settle(tx, &mut days, touched)?;
    keep(tx, days)?;
    Ok(taken)
}

/// Keeps sums that were moved.
pub(super) fn keep(tx: &mut Tx<'_>, days: BTreeMap<Date, OutcomeDay>) -> Result<()> {
    for (day, sums) in days {
        let key = keys::outcome_day(day);
        if sums.is_empty() {
            tx.unset(key);
        } else {
            tx.set(key, outcome_total::encode(&sums)?);
        }
    }
    Ok(())
}

/// The sums of a day, read once.
pub(super) fn day<'d>(
    tx: &Tx<'_>,
    days: &'d mut BTreeMap<Date, OutcomeDay>,
    day: Date,
) -> Result<&'d mut OutcomeDay> {
    match days.entry(day) {
        std::collections::btree_map::Entry::Occupied(known) => Ok(known.into_mut()),
        std::collections::btree_map::Entry::Vacant(free) => {
            let key = keys::outcome_day(day);
            let stored = tx.get(&key)?;
            let sums = stored
                .map(|value| outcome_total::decode(&key, &value))
                .transpose()?;
            Ok(free.insert(sums.unwrap_or_default()))
        }
    }
}

fn is_older(told: &CampaignOutcome, known: &CampaignOutcome) -> bool {
    told.updated
        .zip(known.updated)
        .is_some_and(|(told, known)| told < known)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Currency, Marks, Money};

    fn at(hours: i64) -> Timestamp {
        "2026-03-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    }

    fn order(id: &str, hours: i64, minor: i64) -> CampaignOutcome {
        CampaignOutcome {
            source: "shop".to_owned(),
            external_id: id.to_owned(),
            at: at(hours),
            kind: OutcomeKind::Order,
            count: Some(1),
            money: Some(Money {
                amount_minor: minor,
                currency: Currency::default(),
            }),
            marks: Marks {
                codes: vec!["KRISTAL10".to_owned()],
                ..Marks::default()
            },
            ..CampaignOutcome::default()
        }
    }

    fn whole() -> Window {
        Window {
            from: Date::MIN,
            to: Date::MAX,
        }
    }

    fn totals(store: &Store) -> (u64, i64, i64) {
        let days = store.outcome_days(whole()).unwrap();
        let sums = days.values().flat_map(|day| day.cells().map(|(_, sums)| *sums));
        sums.fold((0, 0, 0), |(count, gross, refunded), sums| {
            (
                count + sums.count,
                gross + sums.gross_minor,
                refunded + sums.refunded_minor,
            )
        })
    }

    #[test]
    fn an_order_told_again_takes_its_own_place() {
        let store = Store::in_memory(TimeZone::UTC).unwrap();
        let put = |outcomes: Vec<CampaignOutcome>| store.put_outcomes(outcomes, None).wait().unwrap();
        assert_eq!(put(vec![order("1", 1, 700), order("2", 30, 300)]).new, 2);
        assert_eq!(put(vec![order("1", 1, 700)]).same, 1);
        let mut refunded = order("1", 1, 700);
        refunded.refunded = refunded.money;
        refunded.updated = Some(at(100));
        assert_eq!(put(vec![refunded.clone()]).changed, 1);
        assert_eq!(totals(&store), (2, 1_000, 700));
        let mut stale = order("1", 1, 700);
        stale.updated = Some(at(50));
        assert_eq!(put(vec![stale]).older, 1);
        // It turns out to be of another day.
        let mut moved = refunded;
        moved.at = at(60);
        moved.updated = Some(at(101));
        assert_eq!(put(vec![moved.clone()]).changed, 1);
        assert_eq!(store.outcome("shop", "1").unwrap(), Some(moved));
        let filter = OutcomeFilter {
            since: Some("2026-03-03".parse().unwrap()),
            ..OutcomeFilter::default()
        };
        assert_eq!(store.outcomes(&filter).unwrap().len(), 1);
        assert_eq!(store.outcomes(&OutcomeFilter::default()).unwrap().len(), 2);
        assert_eq!(totals(&store), (2, 1_000, 700));
        let verified = store.verify(&mut |_| {}).unwrap();
        assert_eq!(
            (verified.outcomes, verified.faults),
            (2, 0),
            "{:?}",
            verified.told
        );
    }

    #[test]
    fn counts_of_a_day_keep_their_day() {
        let store = Store::in_memory(TimeZone::UTC).unwrap();
        let clicks = CampaignOutcome {
            day: Some("2026-02-28".parse().unwrap()),
            ..order("clicks", 1, 0)
        };
        store.put_outcomes(vec![clicks.clone()], None).wait().unwrap();
        assert_eq!(store.outcome("shop", "clicks").unwrap(), Some(clicks));
        let days: Vec<String> = store
            .outcome_days(whole())
            .unwrap()
            .keys()
            .map(ToString::to_string)
            .collect();
        assert_eq!(days, ["2026-02-28"]);
    }

    #[test]
    fn a_file_is_known_once_its_last_outcomes_are() {
        let store = Store::in_memory(TimeZone::UTC).unwrap();
        let file = ImportedFile {
            name: "orders.csv".to_owned(),
            at: at(0),
            rows: 1,
            bad: 0,
            covered: Some(Covered {
                from: None,
                through: Some("2026-03-05".parse().unwrap()),
            }),
        };
        assert_eq!(store.imported_file("shop", 7).unwrap(), None);
        let put = store.put_outcomes(vec![order("1", 1, 5)], Some(("shop".to_owned(), 7, file.clone())));
        put.wait().unwrap();
        assert_eq!(store.imported_file("shop", 7).unwrap(), Some(file));
        assert_eq!(store.imported_file("till", 7).unwrap(), None);
        let through = store.covered("shop").unwrap().through;
        assert_eq!(through.unwrap().to_string(), "2026-03-05");
        assert!(!store.covered("till").unwrap().is_told());
    }

    proptest! {
        #[test]
        fn sums_are_those_of_what_is_stored(
            told in proptest::collection::vec((0_u8..6, 0_i64..100, 0_i64..1000), 1..40),
        ) {
            let store = Store::in_memory(TimeZone::UTC).unwrap();
            for part in told.chunks(3) {
                let part = part.iter().map(|(id, hours, minor)| order(&id.to_string(), *hours, *minor));
                store.put_outcomes(part.collect(), None).wait().unwrap();
            }
            let stored = store.outcomes(&OutcomeFilter::default()).unwrap();
            let sum: i64 = stored.iter().map(|outcome| outcome.money.unwrap().amount_minor).sum();
            prop_assert_eq!(totals(&store), (stored.len() as u64, sum, 0));
        }
    }
}
