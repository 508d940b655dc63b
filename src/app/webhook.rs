//! Alerts posted to a webhook, through the same outbox as mails: frozen, one delivery state, tried until it is taken.
//!
//! The address is a secret and stands in the configuration only: the outbox names the host. A call that may have arrived
//! is made again with the same `id` in its body, by which a receiver can tell the two.

use url::Url;

use super::plan::Plan;
use crate::{
    digest::delivery::SendOutcome,
    io::fetch::{ACCEPT_JSON, Ask, Fetched, Fetcher},
    model::{AlertPlan, ApiAuth, OutboxEntry},
};

/// How a webhook's recipient begins in the outbox.
const RECIPIENT: &str = "webhook:";

/// The recipient of a webhook on this host, as the outbox names it.
pub(super) fn recipient(host: &str) -> String {
    format!("{RECIPIENT}{host}")
}

/// Whether an entry of the outbox is the call of a webhook.
pub fn is_call(entry: &OutboxEntry) -> bool {
    entry.to.starts_with(RECIPIENT)
}

/// How webhooks are called.
#[derive(Clone, Copy, Debug)]
pub struct Hooks<'a> {
    /// Asks the web.
    pub fetcher: &'a Fetcher,
    /// Has the addresses.
    pub plan: &'a Plan,
}

impl Hooks<'_> {
    /// Calls the webhook of an entry once.
    pub(super) async fn call(&self, entry: &OutboxEntry, body: &[u8]) -> SendOutcome {
        let Some(hook) = self.alert(entry).and_then(|alert| alert.webhook.as_ref()) else {
            return SendOutcome::Rejected(
                "its alert has no webhook in the configuration any more".to_owned(),
            );
        };
        let (Ok(url), Ok(body)) = (Url::parse(hook.url.expose()), std::str::from_utf8(body)) else {
            return SendOutcome::Rejected("its address or its body cannot be read".to_owned());
        };
        let ask = Ask {
            url: &url,
            method: "POST",
            headers: &[],
            body: Some(body),
            validators: None,
            manners: &hook.manners,
            auth: &ApiAuth::None,
            accept: ACCEPT_JSON,
            obeys_robots: false,
            beginning_will_do: true,
        };
        outcome(self.fetcher.get(&ask).await)
    }

    fn alert(&self, entry: &OutboxEntry) -> Option<&AlertPlan> {
        let alerts = self.plan.settings.alerts.iter();
        alerts
            .into_iter()
            .find(|alert| alert.id.as_str() == entry.digest.as_str())
    }
}

/// What an answer means for the delivery.
fn outcome(answer: Fetched) -> SendOutcome {
    match answer {
        Fetched::Modified(_) | Fetched::NotModified { .. } => {
            SendOutcome::Accepted("the webhook took it".to_owned())
        }
        // Many answer without a body: 201, 202, 204.
        Fetched::Failed {
            status: Some(200..=299),
            ..
        } => SendOutcome::Accepted("the webhook took it".to_owned()),
        Fetched::Failed {
            why,
            status: Some(status),
            ..
        } if (400..500).contains(&status) && !matches!(status, 408 | 425 | 429) => SendOutcome::Rejected(why),
        Fetched::Failed { why, .. } => SendOutcome::NotSent(why),
        Fetched::Throttled { status, .. } => {
            SendOutcome::Deferred(format!("the webhook asks to slow down ({status})"))
        }
        Fetched::Gone => SendOutcome::Rejected("the webhook is gone (410)".to_owned()),
        Fetched::Blocked { why } => SendOutcome::Rejected(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_means_one_thing() {
        let failed = |status| Fetched::Failed {
            why: "no".to_owned(),
            retry_after_secs: None,
            status,
        };
        for (answer, taken, final_) in [
            (failed(Some(204)), true, true),
            (failed(Some(202)), true, true),
            (failed(Some(404)), false, true),
            (failed(Some(429)), false, false),
            (failed(Some(503)), false, false),
            (failed(None), false, false),
            (Fetched::Gone, false, true),
            (
                Fetched::Throttled {
                    retry_after_secs: None,
                    status: 429,
                },
                false,
                false,
            ),
        ] {
            let outcome = outcome(answer.clone());
            let is_final = matches!(outcome, SendOutcome::Accepted(_) | SendOutcome::Rejected(_));
            assert_eq!(matches!(outcome, SendOutcome::Accepted(_)), taken, "{answer:?}");
            assert_eq!(is_final, final_, "{answer:?}");
        }
    }
}
