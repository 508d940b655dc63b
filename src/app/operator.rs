//! The operator's mail: trouble with the daemon itself, never sent to a digest's readers.

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use super::digests::{address_of, recipient_hash};
use super::webhook;
use crate::{
    config::MailSettings,
    digest::{
        delivery::{self, Trouble},
        mime,
    },
    io::store::{Store, StoreError},
    model::{DeliveryState, DigestId, OutboxEntry},
};

/// Digest id under which operator mails stand in the outbox.
pub const OPERATOR: &str = "operator";

/// Whether a mail was given up because it was tried for so long, rather than refused.
fn tried_long(entry: &OutboxEntry, now: Timestamp) -> bool {
    let given_up_at = entry.rendered_at.saturating_add(delivery::GIVE_UP_AFTER);
    entry.attempts >= delivery::LEAST_ATTEMPTS && given_up_at.is_ok_and(|at| at <= now)
}

/// What an entry of the outbox is, and the key of the configuration that names its recipient.
fn kind_of(entry: &OutboxEntry) -> (&'static str, &'static str) {
    if webhook::is_call(entry) {
        ("alert", "webhook")
    } else if entry.message_id.starts_with("<alert.") {
        ("alert", "to")
    } else {
        ("digest", "to")
    }
}

fn refused_by(entry: &OutboxEntry) -> &'static str {
    if webhook::is_call(entry) {
        "was refused for good by the webhook"
    } else {
        "was refused for good by the mail server"
    }
}

/// Tells the operator about a mail that was given up or a login that was refused. A mail to the operator that fails is
/// only logged: it would come back here.
///
/// # Errors
/// When the store cannot be written.
pub async fn mail_trouble(
    store: &Store,
    mail: &MailSettings,
    entry: &OutboxEntry,
    trouble: &Trouble,
    now: Timestamp,
) -> Result<(), StoreError> {
    if entry.digest.as_str() == OPERATOR {
        tracing::error!(mail = entry.id, "a mail to the operator could not be delivered");
        return Ok(());
    }
    let reply = entry.last_reply.as_deref().unwrap_or("no reply");
    let (what, key) = kind_of(entry);
    let (subject, text) = match trouble {
        Trouble::GivenUp => (
            format!(
                "mentiond: {what} {} {} could not be delivered",
                entry.digest, entry.period
            ),
            format!(
                "The {what} `{}` for {} {}.\n\nRecipient: {}\nAttempts: {}\nLast reply: {reply}\n\n{}; then send it \
                 again, with the daemon stopped meanwhile, since it has the outbox open:\n\n    systemctl stop mentiond\n    \
                 mentiond outbox retry {}\n    systemctl start mentiond\n",
                entry.digest,
                entry.period,
                if tried_long(entry, now) {
                    "could not be delivered in five days of attempts"
                } else {
                    refused_by(entry)
                },
                entry.to,
                entry.attempts,
                if tried_long(entry, now) && key == "to" {
                    "Check [mail] with `mentiond check --online`".to_owned()
                } else {
                    format!("Check the address in `{key}` of [[{what}]] `{}`", entry.digest)
                },
                entry.id
            ),
        ),
        Trouble::Server { until } => (
            "mentiond: the mail server refuses us".to_owned(),
            format!(
                "The mail server refused the session or the sender before any recipient was named, so no mail leaves; \
                 everything waits in the outbox and is tried again at {until}.\n\nReply: {reply}\n\nCheck `host`, `port`, \
                 `username` and `from` of [mail], and whether the server allows this machine to send.\n"
            ),
        ),
        Trouble::Login { until } => (
            "mentiond: the mail server refuses the login".to_owned(),
            format!(
                "No mail leaves until the login is repaired; everything waits in the outbox and is tried again at \
                 {until}.\n\nLast reply: {reply}\n\nCheck `username` and `password` of [mail], then reload the daemon.\n"
            ),
        ),
    };
    tell(store, mail, &subject, (&subject, &text), now).await
}

/// Puts a plain mail (subject and text) to every operator into the outbox; the same `topic` is told once a day.
///
/// # Errors
/// When the store cannot be written.
pub async fn tell(
    store: &Store,
    mail: &MailSettings,
    topic: &str,
    (subject, text): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let sender = address_of(&mail.from);
    let domain = sender.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let day = now.strftime("%Y-%m-%d").to_string();
    let topic = format!("{:016x}", xxh3_64(topic.as_bytes()));
    let mut mails = Vec::new();
    for to in &mail.operator {
        let who = recipient_hash(to);
        let id = format!("{OPERATOR}/{day}-{topic}/{who}");
        let known = id.clone();
        if store
            .read(move |store| store.outbox_entry(&known))
            .await?
            .is_some()
        {
            continue;
        }
        let message_id = format!("<{OPERATOR}.{day}.{topic}.{who}@{domain}>");
        let envelope = mime::Envelope {
            from: &mail.from,
            to,
            message_id: &message_id,
            date: now,
            list: OPERATOR,
        };
        match mime::build_plain(subject, text, &envelope) {
            Ok(bytes) => mails.push((
                OutboxEntry {
                    id,
                    digest: DigestId::new(OPERATOR),
                    period: day.clone(),
                    to: address_of(to).to_owned(),
                    from: sender.to_owned(),
                    subject: subject.to_owned(),
                    message_id,
                    rendered_at: now,
                    state: DeliveryState::Rendered,
                    attempts: 0,
                    last_reply: None,
                },
                bytes,
            )),
            Err(why) => tracing::error!(why, "a mail to the operator could not be put together"),
        }
    }
    if mails.is_empty() {
        Ok(())
    } else {
        store.outbox_add(mails, None).await
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};

    use super::*;
    use crate::config::MailTransport;

    #[tokio::test]
    async fn why_a_mail_was_given_up_is_told_with_what_can_be_done() {
        let mail = MailSettings {
            from: "watch@acme.example".into(),
            transport: MailTransport::File { dir: "outbox".into() },
            operator: vec!["ops@acme.example".into()],
        };
        let rendered_at: Timestamp = "2026-11-23T07:00:00Z".parse().unwrap();
        for (attempts, days, expected) in [
            (1, 0, "was refused for good by the mail server"),
            (1, 6, "was refused for good by the mail server"),
            (40, 5, "could not be delivered in five days of attempts"),
        ] {
            let store = Store::in_memory(TimeZone::UTC).unwrap();
            let entry = OutboxEntry {
                id: "weekly/2026-W47/aa".into(),
                digest: "weekly".into(),
                period: "2026-W47".into(),
                to: "reader@acme.example".into(),
                from: "watch@acme.example".into(),
                subject: String::new(),
                message_id: "<weekly.2026-W47.aa@acme.example>".into(),
                rendered_at,
                state: DeliveryState::Rendered,
                attempts,
                last_reply: None,
            };
            let now = rendered_at + SignedDuration::from_hours(24 * days);
            mail_trouble(&store, &mail, &entry, &Trouble::GivenUp, now)
                .await
                .unwrap();
            let told = store.outbox().unwrap();
            let bytes = store.outbox_bytes(&told[0].id).unwrap().unwrap();
            let text = String::from_utf8(bytes)
                .unwrap()
                .replace("=\r\n", "")
                .replace("\r\n", "\n");
            for part in [
                expected,
                "systemctl stop mentiond",
                "mentiond outbox retry weekly/2026-W47/aa",
            ] {
                assert!(text.contains(part), "`{part}` is missing in {text}");
            }
        }
    }
}
