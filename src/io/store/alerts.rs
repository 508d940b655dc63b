//! Alerts that were told, and what is remembered of each `[[alert]]`.

use jiff::Timestamp;

use super::{Ack, Result, Store, keys, outbox::freeze};
use crate::model::{Alert, AlertId, AlertState, OutboxEntry};

impl Store {
    /// Keeps an alert, its frozen mails and what is remembered of it from then on in one commit, and answers `true`. An
    /// alert whose id is there already is not told again: then nothing but the state is written, and `false` is answered.
    pub fn alert_add(
        &self,
        alert: Alert,
        mails: Vec<(OutboxEntry, Vec<u8>)>,
        state: AlertState,
    ) -> Ack<bool> {
        self.write(move |tx| {
            let key = keys::named(b'A', &alert.id);
            let new = tx.get(&key)?.is_none();
            if new {
                tx.put(&key, &alert)?;
                freeze(tx, &mails)?;
            }
            tx.put(&keys::named(b'B', alert.alert.as_str()), &state)?;
            Ok(new)
        })
    }

    /// Every alert that was told, the newest first.
    pub fn alerts(&self) -> Result<Vec<Alert>> {
        let told = self.values::<Alert>(b'A')?;
        let mut alerts: Vec<Alert> = told.into_iter().map(|(_, alert)| alert).collect();
        alerts.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
        Ok(alerts)
    }

    /// What is remembered of an `[[alert]]`.
    pub fn alert_state(&self, alert: &AlertId) -> Result<Option<AlertState>> {
        self.value(b'B', alert.as_str())
    }

    /// Remembers it.
    pub fn put_alert_state(&self, alert: &AlertId, state: AlertState) -> Ack<()> {
        let key = keys::named(b'B', alert.as_str());
        self.write(move |tx| tx.put(&key, &state))
    }

    /// Lets go of alerts that were told before an instant; answers how many.
    pub async fn alerts_expire(&self, before: Timestamp) -> Result<usize> {
        let alerts = self.read(Self::alerts).await?;
        let old: Vec<String> = alerts
            .into_iter()
            .filter(|alert| alert.at < before)
            .map(|alert| alert.id)
            .collect();
        if old.is_empty() {
            return Ok(0);
        }
        let gone = old.len();
        self.write(move |tx| {
            for id in &old {
                tx.unset(keys::named(b'A', id));
            }
            Ok(())
        })
        .await?;
        Ok(gone)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::model::{AlertKind, BrandId, DeliveryState};

    fn alert(key: &str, at: &str) -> Alert {
        Alert {
            id: format!("storm/{key}"),
            alert: AlertId::new("storm"),
            when: AlertKind::Spike,
            brand: BrandId::new("acme"),
            brand_name: "Acme".to_owned(),
            at: at.parse().unwrap(),
            headline: "Acme: 9 mentions".to_owned(),
            against_normal: Vec::new(),
            items: Vec::new(),
            more: 0,
            notes: Vec::new(),
            todo: String::new(),
            unusual: None,
        }
    }

    fn mail(key: &str) -> (OutboxEntry, Vec<u8>) {
        let entry = OutboxEntry {
            id: format!("storm/{key}/aa"),
            digest: "storm".into(),
            period: key.to_owned(),
            to: "pr@acme.example".to_owned(),
            from: "watch@acme.example".to_owned(),
            subject: String::new(),
            message_id: format!("<alert.storm.{key}.aa@acme.example>"),
            rendered_at: Timestamp::UNIX_EPOCH,
            state: DeliveryState::Rendered,
            attempts: 0,
            last_reply: None,
        };
        (entry, b"mail".to_vec())
    }

    #[test]
    fn an_alert_is_kept_once_with_its_mails_and_goes_when_it_is_old() {
        let store = Store::in_memory(TimeZone::UTC).unwrap();
        let add = |key: &str, at: &str| {
            let state = AlertState {
                last_told: Some(at.parse().unwrap()),
                ..AlertState::default()
            };
            store
                .alert_add(alert(key, at), vec![mail(key)], state)
                .wait()
                .unwrap()
        };
        assert!(add("a", "2026-11-17T12:00:00Z"));
        assert!(!add("a", "2026-11-17T13:00:00Z"), "the same one again");
        assert!(add("b", "2026-11-18T12:00:00Z"));
        let told: Vec<String> = store
            .alerts()
            .unwrap()
            .into_iter()
            .map(|alert| alert.id)
            .collect();
        assert_eq!(told, ["storm/b", "storm/a"]);
        assert_eq!(store.outbox().unwrap().len(), 2);
        let state = store.alert_state(&AlertId::new("storm")).unwrap().unwrap();
        assert_eq!(state.last_told, Some("2026-11-18T12:00:00Z".parse().unwrap()));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let before = "2026-11-18T00:00:00Z".parse().unwrap();
        assert_eq!(runtime.block_on(store.alerts_expire(before)).unwrap(), 1);
        assert_eq!(store.alerts().unwrap().len(), 1);
    }
}
