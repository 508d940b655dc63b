//! An alert's mails and the call of its webhook, frozen for the outbox.

use std::time::Duration;

use crate::{
    app::{
        digests::{address_of, recipient_hash},
        plan::Plan,
        webhook,
    },
    digest::{alert as rendering, mime},
    model::{Alert, AlertKind, AlertPlan, DeliveryState, DigestId, OutboxEntry},
};

/// One frozen mail per recipient, and the call of the webhook.
///
/// # Errors
/// One sentence when an address does not parse or the mail cannot be rendered.
pub(super) fn mails(
    plan: &Plan,
    alert: &AlertPlan,
    told: &Alert,
) -> Result<Vec<(OutboxEntry, Vec<u8>)>, String> {
    let from = &plan.settings.mail.from;
    let sender = address_of(from);
    let domain = sender.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let key = rendering::key(told);
    let entry = |who: &str, to: String| OutboxEntry {
        id: format!("{}/{who}", told.id),
        digest: DigestId::new(alert.id.as_str()),
        period: key.to_owned(),
        to,
        from: sender.to_owned(),
        subject: told.headline.clone(),
        message_id: format!("<alert.{}.{key}.{who}@{domain}>", alert.id),
        rendered_at: told.at,
        state: DeliveryState::Rendered,
        attempts: 0,
        last_reply: None,
    };
    let mut mails = Vec::with_capacity(alert.to.len() + 1);
    if !alert.to.is_empty() {
        let mail = rendering::mail(told, &plan.settings.timezone, &calm(alert))?;
        for to in &alert.to {
            let entry = entry(&recipient_hash(to), address_of(to).to_owned());
            let envelope = mime::Envelope {
                from,
                to,
                message_id: &entry.message_id,
                date: told.at,
                list: alert.id.as_str(),
            };
            let bytes = mime::build(&mail, &envelope)?;
            mails.push((entry, bytes));
        }
    }
    if let Some(hook) = &alert.webhook {
        let entry = entry("webhook", webhook::recipient(&hook.host));
        mails.push((entry, rendering::webhook(told).into_bytes()));
    }
    Ok(mails)
}

/// What a reader may expect of it from now on.
fn calm(alert: &AlertPlan) -> String {
    let quiet = hours(alert.quiet);
    match alert.when {
        AlertKind::Spike | AlertKind::NegativeSpike => {
            format!("It keeps still for {quiet} now, unless it gets twice as loud.")
        }
        AlertKind::Silence => format!("It keeps still for {quiet} now."),
        AlertKind::Influencer | AlertKind::Keyword | AlertKind::LostBacklink => {
            format!("What comes within {quiet} is told together.")
        }
    }
}

fn hours(duration: Duration) -> String {
    const DAY: u64 = 24 * 3600;
    match duration.as_secs() {
        3600 => "an hour".to_owned(),
        secs if secs >= 2 * DAY && secs.is_multiple_of(DAY) => format!("{} days", secs / DAY),
        secs if secs.is_multiple_of(3600) => format!("{} hours", secs / 3600),
        secs => format!("{} minutes", secs / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_said_as_people_say_them() {
        for (mins, words) in [
            (60, "an hour"),
            (90, "90 minutes"),
            (24 * 60, "24 hours"),
            (7 * 24 * 60, "7 days"),
        ] {
            assert_eq!(hours(Duration::from_mins(mins)), words);
        }
    }
}
