//! Where short links lead, remembered for all sources.

use std::ops::ControlFlow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Ack, Result, Store, codec,
    engine::{KeyRange, Order},
    keys,
    tx::Tx,
};

/// Most short links remembered; beyond, those go first whose answer is oldest.
pub const MOST_LEADS: usize = 50_000;

/// What is known of a short link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lead {
    /// Where it leads; `None` if it leads nowhere or could not be asked.
    pub to: Option<String>,
    /// Until then nobody asks again.
    pub until: Timestamp,
}

impl Store {
    /// What is known of short links, in the order of their canonical keys given.
    pub fn leads(&self, links: &[String]) -> Result<Vec<Option<Lead>>> {
        links
            .iter()
            .map(|link| self.value_at(&keys::lead(link)))
            .collect()
    }

    /// Remembers what was learnt of short links, by canonical key.
    pub fn put_leads(&self, leads: Vec<(String, Lead)>) -> Ack<()> {
        self.write(move |tx| {
            for (link, lead) in &leads {
                tx.put(&keys::lead(link), lead)?;
            }
            Ok(())
        })
    }

    /// Forgets links that nobody has asked about since their answer went stale before an instant, and the stalest of
    /// those above [`MOST_LEADS`].
    pub fn expire_leads(&self, before: Timestamp) -> Ack<usize> {
        self.write(move |tx| expire(tx, before, MOST_LEADS))
    }
}

fn expire(tx: &mut Tx<'_>, before: Timestamp, most: usize) -> Result<usize> {
    let mut known: Vec<(Timestamp, Vec<u8>)> = Vec::new();
    tx.engine()
        .scan(&KeyRange::prefix(keys::LEADS), Order::Up, &mut |key, value| {
            // A value that does not decode is of no use to anybody.
            let until = codec::decode(key, value).map_or(Timestamp::MIN, |lead: Lead| lead.until);
            known.push((until, key.to_vec()));
            ControlFlow::Continue(())
        })?;
    known.sort_unstable();
    let surplus = known.len().saturating_sub(most);
    let gone = known
        .into_iter()
        .enumerate()
        .filter(|(at, (until, _))| *at < surplus || *until < before)
        .map(|(_, (_, key))| key);
    let mut count = 0;
    for key in gone {
        tx.unset(key);
        count += 1;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};

    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    #[test]
    fn links_are_remembered_and_the_stalest_forgotten() {
        let store = Store::in_memory(TimeZone::UTC).unwrap();
        let lead = |hours, to: Option<&str>| Lead {
            to: to.map(str::to_owned),
            until: at(hours),
        };
        let leads = vec![
            ("a.test/1".to_owned(), lead(1, None)),
            ("a.test/2".to_owned(), lead(5, Some("https://acme.example/"))),
            ("a.test/3".to_owned(), lead(9, None)),
        ];
        store.put_leads(leads.clone()).wait().unwrap();
        let keys: Vec<String> = leads.iter().map(|(key, _)| key.clone()).collect();
        let known: Vec<Option<Lead>> = leads.iter().map(|(_, lead)| Some(lead.clone())).collect();
        assert_eq!(store.leads(&keys).unwrap(), known);
        assert_eq!(store.leads(&["b.test/1".to_owned()]).unwrap(), [None]);
        assert_eq!(store.expire_leads(at(2)).wait().unwrap(), 1);
        assert_eq!(store.write(|tx| expire(tx, at(0), 1)).wait().unwrap(), 1);
        let left = store.leads(&keys).unwrap();
        assert_eq!(left, [None, None, known[2].clone()]);
    }
}
