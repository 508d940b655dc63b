//! Between reading and hearing: short links are asked where they lead, so that a link to a brand is heard as one.
//!
//! Only the redirects are followed ([`Fetcher::lead`](crate::io::fetch::Fetcher::lead)). What was learnt is remembered for
//! all sources. Documents that are about a brand, or by somebody of the roster, come first: a feed full of short links is
//! no reason to ask for all of them at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::{
    plan::Plan,
    poll::{Poller, Told},
};
use crate::{
    io::{
        clock::monotonic,
        fetch::{End, Led, paced_domain},
        store::{Lead, Store},
    },
    model::{Document, Outcome, Source, SourceKind, Validators},
    text::url::destination,
    watch::short::{Place, ShortLink, note},
};

/// Most short links asked in one poll.
const MOST_ASKED: usize = 20;
/// Longest time that one poll spends on asking.
const PATIENCE: Duration = Duration::from_mins(1);
/// The same of a push, whose sender waits for the answer.
const PUSH_PATIENCE: Duration = Duration::from_secs(5);
/// How long it is taken for known where a link leads: operators of links may change them.
const KNOWN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long it is taken for known that a link leads nowhere: it may have been told before it was made.
const NOWHERE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a link is left alone that could not be asked.
const FAILED: SignedDuration = SignedDuration::from_hours(24);

/// Failures after which a domain is asked no more in this poll.
const TIRED: u8 = 3;

/// Short links of one document.
struct Carrier {
    /// Its place among the documents.
    at: usize,
    links: Vec<ShortLink>,
    /// Whether it is kept, and about a brand or by somebody of the roster whatever its links say.
    matters: bool,
}

/// What asking came to.
#[derive(Default)]
struct Asking {
    /// Where links lead, by canonical key.
    targets: BTreeMap<String, String>,
    /// What was learnt.
    learnt: Vec<(String, Lead)>,
    /// Links that were not asked although nothing is known of them.
    left: usize,
    /// Links that could not be asked, and why the first of them could not.
    failed: usize,
    why: Option<String>,
    /// How often a domain failed; [`TIRED`] if it wants to be left alone.
    failures: BTreeMap<Option<String>, u8>,
}

impl Poller {
    /// Notes in the documents where their short links lead; those from before `oldest` come last, since new ones are not
    /// kept anyway. What was learnt is stored if the poll is (`keeps`).
    pub(super) async fn resolve(
        &self,
        plan: &Arc<Plan>,
        source: &Arc<Source>,
        (mut outcome, documents): (Outcome, Vec<Told>),
        oldest: Option<Timestamp>,
        keeps: bool,
    ) -> (Outcome, Vec<Told>) {
        if !source.manners.resolve_links || documents.is_empty() {
            return (outcome, documents);
        }
        let shared = Arc::new(documents);
        let (looked, watching, now) = (Arc::clone(&shared), Arc::clone(plan), self.clock.now());
        let permit = Arc::clone(&self.workers).acquire_owned().await;
        let carriers = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let recent = |document: &Document| oldest.is_none_or(|oldest| document.at(now) >= oldest);
            carriers(&watching, &looked, &recent)
        });
        // A stumble over strange input costs the resolving, not the poll: judging comes upon it again, and says so.
        let carriers = carriers.await.unwrap_or_default();
        let mut documents = Arc::unwrap_or_clone(shared);
        if carriers.is_empty() {
            return (outcome, documents);
        }
        let asking = self.ask(plan, source, &carriers).await;
        if keeps
            && !asking.learnt.is_empty()
            && let Err(error) = self.store.put_leads(asking.learnt.clone()).await
        {
            tracing::warn!(source = source.name.as_str(), %error, "where short links lead could not be remembered");
        }
        for carrier in carriers {
            if let Some((document, _)) = documents.get_mut(carrier.at) {
                for link in carrier.links {
                    match asking.targets.get(&link.key) {
                        Some(target) if link.place != Place::Text || plan.watch.means_something(target) => {
                            note(document, &link, target);
                        }
                        _ => {}
                    }
                }
            }
        }
        tell(&mut outcome, source, &asking);
        (outcome, documents)
    }

    /// Where the links lead: as remembered, or asked, those of documents that matter first.
    async fn ask(&self, plan: &Plan, source: &Source, carriers: &[Carrier]) -> Asking {
        let mut order: Vec<&Carrier> = carriers.iter().collect();
        order.sort_by_key(|carrier| !carrier.matters);
        let mut seen = BTreeSet::new();
        let links: Vec<&ShortLink> = order
            .into_iter()
            .flat_map(|carrier| &carrier.links)
            .filter(|link| seen.insert(&link.key))
            .collect();
        let keys: Vec<String> = links.iter().map(|link| link.key.clone()).collect();
        let known = self.store.read(move |store: &Store| store.leads(&keys)).await;
        let known = known
            .unwrap_or_default()
            .into_iter()
            .chain(std::iter::repeat(None));
        let (mut asking, start, now) = (Asking::default(), monotonic(), self.clock.now());
        let patience = if source.kind.is_polled() {
            PATIENCE
        } else {
            PUSH_PATIENCE
        };
        let mut asked = 0;
        for (link, known) in links.into_iter().zip(known) {
            let is_fresh = known.as_ref().is_some_and(|lead| now < lead.until);
            let domain = Url::parse(&link.address)
                .ok()
                .and_then(|url| paced_domain(&url, source.manners.spacing));
            let tired = asking
                .failures
                .get(&domain)
                .is_some_and(|failures| *failures >= TIRED);
            let may_ask = asked < MOST_ASKED && start.elapsed() < patience && !tired;
            let old = known.and_then(|lead| lead.to);
            if is_fresh || !may_ask {
                asking.left += usize::from(!is_fresh && old.is_none());
                asking.targets.extend(old.map(|to| (link.key.clone(), to)));
                continue;
            }
            asked += 1;
            let led = self.lead(plan, source, link).await;
            asking.take(link, led, old, domain, now);
        }
        asking
    }

    async fn lead(&self, plan: &Plan, source: &Source, link: &ShortLink) -> Led {
        let Ok(url) = Url::parse(&link.address) else {
            return Led {
                to: None,
                end: End::Gone,
            };
        };
        let arrived = |url: &Url| {
            let target = destination(url.as_str()).unwrap_or_else(|| url.clone());
            plan.watch.is_of_a_brand(&target) && !plan.short_links.is_short(target.as_str())
        };
        self.fetcher.lead(&url, &source.manners, &arrived).await
    }
}

impl Asking {
    /// Takes what one question came to; `old` is where the link led when it was last asked.
    fn take(
        &mut self,
        link: &ShortLink,
        led: Led,
        old: Option<String>,
        domain: Option<String>,
        now: Timestamp,
    ) {
        let (to, kept) = match (led.to, led.end) {
            // Whether the last address answers does not matter for where the link leads.
            (Some(url), _) => (Some(url.to_string()), KNOWN),
            (None, End::Arrived | End::Answers | End::Gone) => (None, NOWHERE),
            (None, End::Throttled) => {
                self.left += 1;
                self.failures.insert(domain, TIRED);
                self.targets.extend(old.map(|to| (link.key.clone(), to)));
                return;
            }
            (None, End::Failed(why)) => {
                self.failed += 1;
                self.why.get_or_insert(why);
                *self.failures.entry(domain).or_default() += 1;
                (old, FAILED)
            }
        };
        let lead = Lead {
            to: to.clone(),
            until: now.saturating_add(kept).unwrap_or(now),
        };
        self.learnt.push((link.key.clone(), lead));
        self.targets.extend(to.map(|to| (link.key.clone(), to)));
    }
}

fn carriers(plan: &Plan, documents: &[Told], recent: &dyn Fn(&Document) -> bool) -> Vec<Carrier> {
    let carriers = documents.iter().enumerate().filter_map(|(at, (document, _))| {
        let links = plan.short_links.of(document);
        if links.is_empty() {
            return None;
        }
        let heard = plan.watch.hear(document);
        let matters = recent(document) && (!heard.brands.is_empty() || heard.publisher.is_some());
        Some(Carrier { at, links, matters })
    });
    carriers.collect()
}

/// Says in the outcome what was not resolved. A list that is read whole with every poll is read again for it.
fn tell(outcome: &mut Outcome, source: &Source, asking: &Asking) {
    let Outcome::Modified {
        issues,
        validators,
        body_hash,
        ..
    } = outcome
    else {
        return;
    };
    if asking.left > 0 {
        let again = match &source.kind {
            SourceKind::Feed { .. } | SourceKind::Page { follow: false, .. } => {
                (*validators, *body_hash) = (Validators::default(), None);
                "the rest waits for the next poll"
            }
            SourceKind::Page { .. }
            | SourceKind::Sitemap { .. }
            | SourceKind::Log { .. }
            | SourceKind::Hook { .. }
            | SourceKind::Mailbox(_)
            | SourceKind::Api(_) => "the rest was not asked where it leads",
        };
        issues.push(format!(
            "{} short links were left unresolved: at most {MOST_ASKED} are asked in one poll, and none of a service that \
             wants to be left alone; {again}",
            asking.left
        ));
    }
    if let Some(why) = &asking.why {
        issues.push(format!(
            "{} short links could not be resolved and are asked again in a day: {why}",
            asking.failed
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learnt_goes_stale_the_sooner_the_less_it_tells() {
        let link = ShortLink {
            place: Place::Markup(0),
            address: "https://s.test/a".to_owned(),
            key: "s.test/a".to_owned(),
        };
        let now = Timestamp::UNIX_EPOCH;
        let target = "https://acme.example/";
        let led = |to: Option<&str>, end| Led {
            to: to.map(|to| Url::parse(to).unwrap()),
            end,
        };
        for (led, old, to, days, failures) in [
            (
                led(Some(target), End::Arrived),
                None,
                Some(target),
                Some(30),
                None,
            ),
            (led(None, End::Gone), Some(target), None, Some(7), None),
            (
                led(None, End::Failed("x".to_owned())),
                None,
                None,
                Some(1),
                Some(1),
            ),
            (
                led(None, End::Failed("x".to_owned())),
                Some(target),
                Some(target),
                Some(1),
                Some(1),
            ),
            (
                led(None, End::Throttled),
                Some(target),
                Some(target),
                None,
                Some(TIRED),
            ),
        ] {
            let mut asking = Asking::default();
            let told = format!("{led:?}");
            asking.take(&link, led, old.map(str::to_owned), None, now);
            assert_eq!(asking.targets.get(&link.key).map(String::as_str), to, "{told}");
            let until = days.map(|days| now + SignedDuration::from_hours(24 * days));
            assert_eq!(asking.learnt.first().map(|(_, lead)| lead.until), until, "{told}");
            assert_eq!(asking.failures.values().next().copied(), failures, "{told}");
        }
    }
}
