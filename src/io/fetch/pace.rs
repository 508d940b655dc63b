//! One request in flight per registrable domain, spaced; and nobody asks a domain that told anybody to wait.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Mutex as FairMutex, OwnedMutexGuard},
    time::{Instant, sleep_until},
};
use url::{Host, Url};

use crate::text::url::registrable_domain;

/// Lanes kept before idle ones are thrown away.
const ROOMY: usize = 512;

/// Who is asked, as far as manners go.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Domain {
    /// A registrable domain: `news.example.co.uk` counts as `example.co.uk`.
    Registered(String),
    /// `localhost` or a literal address with its port: one program on some machine. Nobody owns such a name as a whole,
    /// so a wish to slow down concerns the one address that said it, and without spacing there is nothing to pace.
    Machine(String),
}

impl Domain {
    /// The domain of a URL.
    pub(super) fn of(url: &Url) -> Self {
        let port = url.port_or_known_default().unwrap_or(0);
        match url.host() {
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                if name == "localhost" || name.ends_with(".localhost") {
                    Self::Machine(format!("{name}:{port}"))
                } else {
                    Self::Registered(registrable_domain(name).unwrap_or_else(|| name.to_owned()))
                }
            }
            Some(ip) => Self::Machine(format!("{ip}:{port}")),
            None => Self::Machine(String::new()),
        }
    }
}

/// What is remembered of a domain.
#[derive(Debug, Default)]
struct Past {
    /// When its last request ended, and the spacing it was made with.
    last: Option<(Instant, Duration)>,
}

impl Past {
    /// When the next request may be made.
    fn free(&self, spacing: Duration) -> Option<Instant> {
        self.last.and_then(|(at, _)| at.checked_add(spacing))
    }
}

/// What a domain told everybody.
#[derive(Clone, Copy, Debug)]
struct Told {
    until: Instant,
    status: u16,
}

/// One domain. The fair mutex is the queue: held while a request is in flight.
#[derive(Debug, Default)]
struct Lane {
    queue: Arc<FairMutex<Past>>,
    told: Mutex<Option<Told>>,
}

/// All domains that were asked lately.
#[derive(Debug, Default)]
pub(super) struct Pace {
    lanes: Mutex<HashMap<Domain, Arc<Lane>>>,
}

/// The right to ask one domain now; dropping it lets the next one in.
#[derive(Debug)]
pub(super) struct Turn {
    domain: Domain,
    lane: Arc<Lane>,
    past: Option<OwnedMutexGuard<Past>>,
    spacing: Duration,
}

/// A domain does not want to be asked yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotYet {
    /// Seconds from now, at least 1.
    pub(super) secs: u64,
    /// Status of the answer that said so.
    pub(super) status: u16,
}

impl Pace {
    /// Waits for a turn, first come first served, then until `spacing` has passed since the domain's last request.
    pub(super) async fn turn(&self, domain: Domain, spacing: Duration) -> Result<Turn, NotYet> {
        let lane = self.lane(&domain);
        lane.may_ask()?;
        let paced = matches!(domain, Domain::Registered(_)) || !spacing.is_zero();
        let past = if paced {
            Some(Arc::clone(&lane.queue).lock_owned().await)
        } else {
            None
        };
        let turn = Turn {
            domain,
            lane,
            past,
            spacing,
        };
        turn.space().await;
        turn.lane.may_ask()?;
        Ok(turn)
    }

    fn lane(&self, domain: &Domain) -> Arc<Lane> {
        let mut lanes = lock(&self.lanes);
        if let Some(lane) = lanes.get(domain) {
            return Arc::clone(lane);
        }
        if lanes.len() >= ROOMY && lanes.len().is_power_of_two() {
            lanes.retain(|_, lane| lane.is_needed());
        }
        Arc::clone(lanes.entry(domain.clone()).or_default())
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        lock(&self.lanes).len()
    }
}

impl Lane {
    fn may_ask(&self) -> Result<(), NotYet> {
        let now = Instant::now();
        match *lock(&self.told) {
            Some(told) if told.until > now => {
                let left = told.until.duration_since(now);
                Err(NotYet {
                    secs: left.as_secs().saturating_add(1),
                    status: told.status,
                })
            }
            _ => Ok(()),
        }
    }

    /// Whether forgetting the lane would make us ask too early.
    fn is_needed(&self) -> bool {
        let queued = Arc::strong_count(&self.queue) > 1;
        let resting = |past: &Past| past.last.is_some_and(|(at, spacing)| at.elapsed() < spacing);
        queued || self.may_ask().is_err() || self.queue.try_lock().is_ok_and(|past| resting(&past))
    }
}

impl Turn {
    /// Whether a further request to `domain` belongs to this turn.
    pub(super) fn is_for(&self, domain: &Domain) -> bool {
        self.domain == *domain
    }

    /// Waits until `spacing` has passed since the domain's last request.
    pub(super) async fn space(&self) {
        if let Some(free) = self.past.as_ref().and_then(|past| past.free(self.spacing)) {
            sleep_until(free).await;
        }
    }

    /// Notes that a request of this turn has ended.
    pub(super) fn asked(&mut self) {
        if let Some(past) = &mut self.past {
            past.last = Some((Instant::now(), self.spacing));
        }
    }

    /// Notes that the domain wants nobody to ask for a while.
    pub(super) fn told_to_wait(&self, secs: u64, status: u16) {
        if let (Domain::Registered(_), Some(until)) = (
            &self.domain,
            Instant::now().checked_add(Duration::from_secs(secs)),
        ) {
            *lock(&self.lane.told) = Some(Told { until, status });
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(url: &str) -> Domain {
        Domain::of(&Url::parse(url).unwrap())
    }

    fn named(name: &str) -> Domain {
        Domain::Registered(name.to_owned())
    }

    #[test]
    fn a_domain_is_what_somebody_registered() {
        for (url, want) in [
            ("https://www.News.Example.co.uk/feed", named("example.co.uk")),
            ("https://example.co.uk:8443/", named("example.co.uk")),
            ("https://a.github.io/", named("a.github.io")),
            (
                "http://127.0.0.1:8080/a",
                Domain::Machine("127.0.0.1:8080".to_owned()),
            ),
            ("http://localhost/a", Domain::Machine("localhost:80".to_owned())),
            ("http://[::1]:81/", Domain::Machine("[::1]:81".to_owned())),
        ] {
            assert_eq!(domain(url), want, "{url}");
        }
    }

    const GAP: Duration = Duration::from_millis(40);

    #[tokio::test]
    async fn requests_to_one_domain_follow_each_other_with_space() {
        let pace = Pace::default();
        let start = Instant::now();
        for n in 0..3 {
            let mut turn = pace.turn(named("a.example"), GAP).await.unwrap();
            assert!(start.elapsed() >= GAP * n, "{n}");
            turn.asked();
        }
        let before = Instant::now();
        let _other = pace
            .turn(named("b.example"), Duration::from_secs(9))
            .await
            .unwrap();
        assert!(before.elapsed() < GAP, "another domain does not wait");
    }

    #[tokio::test]
    async fn only_one_at_a_time_and_first_come_first_served() {
        let pace = Arc::new(Pace::default());
        let order = Arc::new(Mutex::new(Vec::new()));
        let first = pace.turn(named("a.example"), Duration::ZERO).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..5 {
            let (pace, order) = (Arc::clone(&pace), Arc::clone(&order));
            tasks.spawn(async move {
                let _turn = pace.turn(named("a.example"), Duration::ZERO).await.unwrap();
                order.lock().unwrap().push(n);
                tokio::time::sleep(Duration::from_millis(2)).await;
            });
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(GAP).await;
        assert!(
            order.lock().unwrap().is_empty(),
            "nobody may go while the first is in flight"
        );
        drop(first);
        tasks.join_all().await;
        assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
    }

    #[tokio::test]
    async fn a_wish_to_wait_binds_everybody_until_it_is_over() {
        let pace = Pace::default();
        let turn = pace.turn(named("a.example"), Duration::ZERO).await.unwrap();
        turn.told_to_wait(60, 429);
        let refused = pace.turn(named("a.example"), Duration::ZERO).await.unwrap_err();
        assert_eq!(
            refused,
            NotYet {
                secs: 60,
                status: 429
            }
        );
        turn.told_to_wait(0, 429);
        drop(turn);
        assert!(pace.turn(named("a.example"), Duration::ZERO).await.is_ok());
    }

    #[tokio::test]
    async fn one_program_on_one_machine_speaks_for_one_address_only() {
        let pace = Pace::default();
        let machine = domain("http://127.0.0.1:8080/");
        let turn = pace.turn(machine.clone(), Duration::ZERO).await.unwrap();
        turn.told_to_wait(60, 429);
        assert!(
            pace.turn(machine.clone(), Duration::ZERO).await.is_ok(),
            "no spacing, no queue"
        );
        let held = pace.turn(machine.clone(), GAP).await.unwrap();
        let next = tokio::time::timeout(GAP * 3, pace.turn(machine, GAP));
        assert!(next.await.is_err(), "spaced requests wait for the one in flight");
        drop(held);
    }

    #[tokio::test]
    async fn idle_domains_are_forgotten_and_busy_ones_are_not() {
        let pace = Pace::default();
        let busy = pace.turn(named("busy.example"), Duration::ZERO).await.unwrap();
        pace.turn(named("told.example"), Duration::ZERO)
            .await
            .unwrap()
            .told_to_wait(3600, 429);
        pace.turn(named("resting.example"), Duration::from_mins(1))
            .await
            .unwrap()
            .asked();
        for n in 0..3000 {
            pace.turn(named(&format!("{n}.example")), Duration::ZERO)
                .await
                .unwrap()
                .asked();
        }
        assert!(pace.len() <= ROOMY, "{} lanes", pace.len());
        for kept in ["busy.example", "told.example", "resting.example"] {
            assert!(lock(&pace.lanes).contains_key(&named(kept)), "{kept}");
        }
        drop(busy);
    }
}
