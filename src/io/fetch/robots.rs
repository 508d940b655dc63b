//! What sites ask of programs that visit their pages: `robots.txt`, remembered by origin.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex as FairMutex;
use url::Url;

use super::{Ask, Fetched, fetcher::Shared, why};
use crate::parse::robots::Robots;

/// How long a file is taken for valid (RFC 9309 section 2.4: at most a day).
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How long nobody asks again after a file could not be fetched.
const RETRY: SignedDuration = SignedDuration::from_mins(10);
/// Longest pause between two requests that a site may ask for.
const LONGEST_DELAY: Duration = Duration::from_mins(1);
/// Origins remembered before old ones are thrown away.
const ROOMY: usize = 4_096;
/// Most bytes of a file that are fetched; of these [`crate::parse::robots::LIMIT_BYTES`] are read.
const BODY_BYTES: usize = 1 << 20;

/// What the origins asked so far allow. The fair mutex lets one task fetch while others wait for what it learns.
#[derive(Debug, Default)]
pub(super) struct Sites(Mutex<HashMap<String, Slot>>);

type Slot = Arc<FairMutex<Option<Known>>>;

/// One origin.
#[derive(Clone, Debug)]
pub(super) struct Known {
    asked: Timestamp,
    rules: Rules,
}

#[derive(Clone, Debug)]
enum Rules {
    File(Arc<Robots>),
    /// There is no file: nothing is asked of us.
    Free,
    /// The file could not be fetched, for this reason: until it can, nothing is allowed (RFC 9309 section 2.3.1.4).
    Unreachable(String),
}

impl Known {
    fn is_fresh(&self, now: Timestamp) -> bool {
        let kept = match self.rules {
            Rules::File(_) | Rules::Free => KEPT,
            Rules::Unreachable(_) => RETRY,
        };
        let age = now.duration_since(self.asked);
        age < kept && !age.is_negative()
    }
}

impl Sites {
    fn slot(&self, origin: String) -> Slot {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= ROOMY && !known.contains_key(&origin) {
            known.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        Arc::clone(known.entry(origin).or_default())
    }
}

impl Shared {
    /// Whether the page may be asked for, and the pause that its site wants between two requests.
    pub(super) async fn may_visit(&self, ask: &Ask<'_>, url: &Url) -> Result<Option<Duration>, Fetched> {
        let slot = self.sites.slot(url.origin().ascii_serialization());
        let mut held = slot.lock().await;
        let now = self.clock.now();
        let known = match held.take().filter(|known| known.is_fresh(now)) {
            Some(known) => known,
            None => Known {
                asked: now,
                rules: self.ask_for_rules(ask, url).await?,
            },
        };
        let rules = held.insert(known).rules.clone();
        drop(held);
        let at = why::place(url);
        match rules {
            Rules::Free => Ok(None),
            Rules::Unreachable(why) => Err(Fetched::failed(format!(
                "whether `{at}` allows programs to read its pages cannot be known: its robots.txt cannot be fetched ({why})"
            ))),
            Rules::File(robots) => {
                let agent = &ask.manners.user_agent;
                let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
                if !robots.allows(agent, &format!("{}{query}", url.path())) {
                    return Err(Fetched::blocked(format!(
                        "`{at}` asks programs in its robots.txt not to read this page; use its feed or API, ask its owner, \
                         or, with permission, set `robots = false` for this source"
                    )));
                }
                Ok(robots.crawl_delay(agent).map(|delay| delay.min(LONGEST_DELAY)))
            }
        }
    }

    async fn ask_for_rules(&self, ask: &Ask<'_>, url: &Url) -> Result<Rules, Fetched> {
        let mut address = url.clone();
        address.set_path("/robots.txt");
        address.set_query(None);
        address.set_fragment(None);
        // The name and password of a page are not those of the whole site.
        if address.set_username("").is_err() || address.set_password(None).is_err() {
            return Ok(Rules::Free);
        }
        let mut manners = ask.manners.clone();
        manners.max_body_bytes = BODY_BYTES;
        let question = Ask {
            accept: "text/plain, */*;q=0.5",
            obeys_robots: false,
            beginning_will_do: true,
            ..Ask::stranger(&address, &manners)
        };
        let walked = Box::pin(self.walk(&question, None)).await;
        Ok(match walked.fetched {
            Fetched::Modified(body) => Rules::File(Arc::new(Robots::parse(&body.bytes))),
            // Not there, or not for us: RFC 9309 section 2.3.1.3 takes any 4xx for "no rules".
            Fetched::Gone | Fetched::Blocked { .. } | Fetched::NotModified { .. } => Rules::Free,
            Fetched::Failed { .. } if walked.status.is_some_and(|status| (400..500).contains(&status)) => {
                Rules::Free
            }
            Fetched::Failed { why, .. } => Rules::Unreachable(why),
            throttled @ Fetched::Throttled { .. } => return Err(throttled),
        })
    }
}
