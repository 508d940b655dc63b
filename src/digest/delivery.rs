//! Delivery of one frozen mail as a state machine: due → rendered → sending → sent | deferred | rejected | uncertain.
//!
//! The caller stores and syncs every state before the next effect: [`begin`] before the transport gets the mail,
//! [`settle`] after it answered. `sending` found at start means that the process died in between; [`recover`] makes it
//! `uncertain`, and the same bytes with the same `Message-ID` are sent again.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::model::{DeliveryState, OutboxEntry};

/// What one attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// The server took responsibility (250 after the final dot), or the file is written.
    Accepted(String),
    /// Refused for now (4xx).
    Deferred(String),
    /// Refused for good (5xx).
    Rejected(String),
    /// The login was refused (535 and kin): concerns every mail, not this one.
    LoginRefused(String),
    /// The server refused us or our sender before it heard of the recipient: concerns every mail too.
    ServerRefused(String),
    /// It broke before the final dot: surely not delivered.
    NotSent(String),
    /// It broke between the final dot and its reply: perhaps delivered.
    Uncertain(String),
}

/// Pauses between attempts; the last one repeats until [`GIVE_UP_AFTER`].
pub const PAUSES: [Duration; 5] = [
    Duration::from_mins(1),
    Duration::from_mins(5),
    Duration::from_mins(15),
    Duration::from_hours(1),
    LONGEST_PAUSE,
];

const LONGEST_PAUSE: Duration = Duration::from_hours(4);

/// How long a mail is tried for (RFC 5321 section 4.5.4.1: at least four to five days).
pub const GIVE_UP_AFTER: Duration = Duration::from_hours(5 * 24);

/// Attempts made at least, so that neither a daemon that was down for a week nor a clock that jumped gives a mail up.
pub const LEAST_ATTEMPTS: u32 = 10;

/// How long the outbox rests after a refused login, or a server that refuses us: trying on would get the account locked.
pub const LOGIN_PAUSE: Duration = Duration::from_mins(15);

/// What the operator must be told after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// This mail will not be tried again.
    GivenUp,
    /// The login was refused; no mail leaves until then, see [`hold`].
    Login {
        /// Until when nothing is tried.
        until: Timestamp,
    },
    /// The server refused us before it heard of any recipient; no mail leaves until then, see [`hold`].
    Server {
        /// Until when nothing is tried.
        until: Timestamp,
    },
}

/// Whether the entry may be sent at `now`.
pub fn is_due(entry: &OutboxEntry, now: Timestamp) -> bool {
    match due_at(&entry.state) {
        // No pause is longer than the longest: an instant beyond it was set before the clock was put back.
        Some(until) => until <= now || until > later(now, LONGEST_PAUSE),
        None => false,
    }
}

/// When a waiting entry is due, if it has not long been; `None` when it waits for nothing.
fn due_at(state: &DeliveryState) -> Option<Timestamp> {
    match state {
        DeliveryState::Rendered => Some(Timestamp::MIN),
        DeliveryState::Deferred { until } | DeliveryState::Uncertain { until } => Some(*until),
        DeliveryState::Sending { .. } | DeliveryState::Sent { .. } | DeliveryState::Rejected { .. } => None,
    }
}

/// The entry as it must be stored at start, when the process may have died while sending it; `None` when it stands.
pub fn recover(entry: &OutboxEntry, now: Timestamp) -> Option<OutboxEntry> {
    matches!(entry.state, DeliveryState::Sending { .. }).then(|| OutboxEntry {
        state: DeliveryState::Uncertain { until: now },
        last_reply: Some("the daemon was stopped while sending; whether it arrived is not known".to_owned()),
        ..entry.clone()
    })
}

/// The entry as it must be stored and synced before the transport gets it; `None` when it is not due.
pub fn begin(entry: &OutboxEntry, now: Timestamp) -> Option<OutboxEntry> {
    is_due(entry, now).then(|| OutboxEntry {
        state: DeliveryState::Sending { since: now },
        attempts: entry.attempts.saturating_add(1),
        ..entry.clone()
    })
}

/// The entry as it must be stored after the attempt that [`begin`] allowed, and what the operator must be told.
#[must_use]
pub fn settle(entry: OutboxEntry, outcome: SendOutcome, now: Timestamp) -> (OutboxEntry, Option<Trouble>) {
    let (state, reply, trouble) = match outcome {
        SendOutcome::Accepted(reply) => (DeliveryState::Sent { at: now }, reply, None),
        SendOutcome::Rejected(reply) => (DeliveryState::Rejected { at: now }, reply, Some(Trouble::GivenUp)),
        SendOutcome::LoginRefused(reply) => {
            let until = later(now, LOGIN_PAUSE);
            (
                DeliveryState::Deferred { until },
                reply,
                Some(Trouble::Login { until }),
            )
        }
        SendOutcome::ServerRefused(reply) => {
            let (state, given_up) = again(&entry, now, |until| DeliveryState::Deferred {
                until: until.max(later(now, LOGIN_PAUSE)),
            });
            let until = later(now, LOGIN_PAUSE);
            (state, reply, given_up.or(Some(Trouble::Server { until })))
        }
        SendOutcome::Deferred(reply) | SendOutcome::NotSent(reply) => {
            let (state, trouble) = again(&entry, now, |until| DeliveryState::Deferred { until });
            (state, reply, trouble)
        }
        SendOutcome::Uncertain(reply) => {
            let (state, trouble) = again(&entry, now, |until| DeliveryState::Uncertain { until });
            (state, reply, trouble)
        }
    };
    let settled = OutboxEntry {
        state,
        last_reply: Some(reply),
        ..entry
    };
    (settled, trouble)
}

/// The waiting entry put off until `until`, for an outbox that must rest as a whole; `None` when it does not wait or
/// waits longer anyway.
pub fn hold(entry: &OutboxEntry, until: Timestamp) -> Option<OutboxEntry> {
    if due_at(&entry.state)? >= until {
        return None;
    }
    let state = match entry.state {
        DeliveryState::Uncertain { .. } => DeliveryState::Uncertain { until },
        _ => DeliveryState::Deferred { until },
    };
    Some(OutboxEntry {
        state,
        ..entry.clone()
    })
}

/// The next attempt, or the end of them.
fn again(
    entry: &OutboxEntry,
    now: Timestamp,
    wait: impl FnOnce(Timestamp) -> DeliveryState,
) -> (DeliveryState, Option<Trouble>) {
    let age = now.duration_since(entry.rendered_at);
    if entry.attempts >= LEAST_ATTEMPTS && age >= signed(GIVE_UP_AFTER) {
        return (DeliveryState::Rejected { at: now }, Some(Trouble::GivenUp));
    }
    let made = usize::try_from(entry.attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let pause = PAUSES.get(made).copied().unwrap_or(LONGEST_PAUSE);
    (wait(later(now, pause)), None)
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    now.saturating_add(signed(by)).unwrap_or(Timestamp::MAX)
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn entry(state: DeliveryState, attempts: u32) -> OutboxEntry {
        OutboxEntry {
            id: "weekly/2027-W02/aa".into(),
            digest: "weekly".into(),
            period: "2027-W02".into(),
            to: "reader@acme.example".into(),
            from: "watch@acme.example".into(),
            subject: String::new(),
            message_id: "<weekly.2027-W02.aa@acme.example>".into(),
            rendered_at: NOW,
            state,
            attempts,
            last_reply: None,
        }
    }

    fn after(secs: u64) -> Timestamp {
        later(NOW, Duration::from_secs(secs))
    }

    fn reply() -> String {
        "said".to_owned()
    }

    #[test]
    fn each_outcome_leads_to_its_state() {
        let sending = entry(DeliveryState::Sending { since: NOW }, 1);
        let minute = after(60);
        let quarter = after(15 * 60);
        let cases = [
            (
                SendOutcome::Accepted(reply()),
                DeliveryState::Sent { at: NOW },
                None,
            ),
            (
                SendOutcome::Deferred(reply()),
                DeliveryState::Deferred { until: minute },
                None,
            ),
            (
                SendOutcome::NotSent(reply()),
                DeliveryState::Deferred { until: minute },
                None,
            ),
            (
                SendOutcome::Uncertain(reply()),
                DeliveryState::Uncertain { until: minute },
                None,
            ),
            (
                SendOutcome::Rejected(reply()),
                DeliveryState::Rejected { at: NOW },
                Some(Trouble::GivenUp),
            ),
            (
                SendOutcome::LoginRefused(reply()),
                DeliveryState::Deferred { until: quarter },
                Some(Trouble::Login { until: quarter }),
            ),
            (
                SendOutcome::ServerRefused(reply()),
                DeliveryState::Deferred { until: quarter },
                Some(Trouble::Server { until: quarter }),
            ),
        ];
        for (outcome, state, trouble) in cases {
            let (settled, told) = settle(sending.clone(), outcome.clone(), NOW);
            assert_eq!((settled.state, told), (state, trouble), "{outcome:?}");
            assert_eq!(settled.last_reply.as_deref(), Some("said"));
        }
    }

    #[test]
    fn pauses_grow_and_five_days_end_it() {
        let mut now = NOW;
        let mut mail = entry(DeliveryState::Rendered, 0);
        let mut pauses = Vec::new();
        loop {
            mail = begin(&mail, now).expect("due");
            let (settled, _) = settle(mail, SendOutcome::Deferred(reply()), now);
            mail = settled;
            let DeliveryState::Deferred { until } = mail.state else {
                break;
            };
            pauses.push(until.duration_since(now).as_secs());
            assert!(!is_due(&mail, now));
            now = until;
        }
        assert_eq!(pauses[..6], [60, 300, 900, 3_600, 14_400, 14_400]);
        assert!(matches!(mail.state, DeliveryState::Rejected { .. }));
        let days = now.duration_since(NOW).as_secs() / 3_600;
        assert!((120..=125).contains(&days), "{days} hours");
    }

    #[test]
    fn found_in_the_middle_of_sending_it_is_uncertain_and_due() {
        let found = recover(&entry(DeliveryState::Sending { since: NOW }, 1), after(9)).unwrap();
        assert_eq!(found.state, DeliveryState::Uncertain { until: after(9) });
        assert!(is_due(&found, after(9)));
        assert_eq!(recover(&found, after(10)), None);
    }

    #[test]
    fn a_clock_put_back_holds_nothing_up() {
        let waiting = entry(DeliveryState::Deferred { until: after(60) }, 1);
        let last_year = later(NOW, Duration::ZERO) - SignedDuration::from_hours(365 * 24);
        assert!(!is_due(&waiting, after(59)));
        assert!(is_due(&waiting, last_year));
        let long = entry(
            DeliveryState::Deferred {
                until: after(4 * 3_600),
            },
            6,
        );
        let an_hour_ago = later(NOW, Duration::ZERO) - SignedDuration::from_hours(1);
        assert!(is_due(&long, an_hour_ago) && !is_due(&long, after(3 * 3_600)));
    }

    #[test]
    fn a_resting_outbox_rests_as_a_whole() {
        let until = after(900);
        let held = |state| hold(&entry(state, 0), until).map(|entry| entry.state);
        assert_eq!(
            held(DeliveryState::Rendered),
            Some(DeliveryState::Deferred { until })
        );
        assert_eq!(
            held(DeliveryState::Uncertain { until: NOW }),
            Some(DeliveryState::Uncertain { until })
        );
        assert_eq!(held(DeliveryState::Deferred { until: after(901) }), None);
        assert_eq!(held(DeliveryState::Sent { at: NOW }), None);
        assert_eq!(held(DeliveryState::Rejected { at: NOW }), None);
    }

    /// What may happen next.
    #[derive(Clone, Debug)]
    enum Event {
        /// Time passes, and the outbox is looked through; the server behaves so.
        Tick(u64, Server),
        /// The clock jumps.
        Jump(i64),
        /// The process dies right after storing `sending`; the server had the mail by then, or not.
        Crash { delivered: bool },
    }

    #[derive(Clone, Debug)]
    enum Server {
        Accepts,
        Defers,
        Rejects,
        RefusesLogin,
        BreaksEarly,
        /// Goes silent after the final dot, having stored the mail or not.
        BreaksLate {
            delivered: bool,
        },
    }

    fn events() -> impl Strategy<Value = Vec<Event>> {
        let server = prop_oneof![
            3 => Just(Server::Accepts),
            4 => Just(Server::Defers),
            1 => Just(Server::Rejects),
            2 => Just(Server::RefusesLogin),
            3 => Just(Server::BreaksEarly),
            2 => any::<bool>().prop_map(|delivered| Server::BreaksLate { delivered }),
        ];
        let event = prop_oneof![
            6 => (0_u64..20_000, server).prop_map(|(secs, server)| Event::Tick(secs, server)),
            1 => (-40_000_000_i64..40_000_000).prop_map(Event::Jump),
            2 => any::<bool>().prop_map(|delivered| Event::Crash { delivered }),
        ];
        proptest::collection::vec(event, 0..60)
    }

    /// The world beside the daemon.
    struct World {
        now: Timestamp,
        disk: OutboxEntry,
        deliveries: u32,
        excuses: u32,
        rejected: bool,
    }

    impl World {
        fn step(&mut self, event: &Event) {
            match event {
                Event::Jump(secs) => self.now = shift(self.now, *secs),
                Event::Crash { delivered } => {
                    if let Some(sending) = begin(&self.disk, self.now) {
                        self.disk = sending;
                        self.deliveries += u32::from(*delivered);
                        self.excuses += 1;
                    }
                    if let Some(found) = recover(&self.disk, self.now) {
                        self.disk = found;
                    }
                }
                Event::Tick(secs, server) => {
                    self.now = shift(self.now, i64::try_from(*secs).unwrap());
                    self.attempt(server);
                }
            }
        }

        fn attempt(&mut self, server: &Server) {
            let Some(sending) = begin(&self.disk, self.now) else {
                return;
            };
            self.disk = sending.clone();
            let outcome = match server {
                Server::Accepts => {
                    self.deliveries += 1;
                    SendOutcome::Accepted(reply())
                }
                Server::Defers => SendOutcome::Deferred(reply()),
                Server::Rejects => {
                    self.rejected = true;
                    SendOutcome::Rejected(reply())
                }
                Server::RefusesLogin => SendOutcome::LoginRefused(reply()),
                Server::BreaksEarly => SendOutcome::NotSent(reply()),
                Server::BreaksLate { delivered } => {
                    self.deliveries += u32::from(*delivered);
                    self.excuses += 1;
                    SendOutcome::Uncertain(reply())
                }
            };
            self.disk = settle(sending, outcome, self.now).0;
        }
    }

    fn shift(now: Timestamp, secs: i64) -> Timestamp {
        now.saturating_add(SignedDuration::from_secs(secs)).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn delivered_once_unless_excused_and_never_lost(events in events()) {
            let mut world = World {
                now: NOW,
                disk: entry(DeliveryState::Rendered, 0),
                deliveries: 0,
                excuses: 0,
                rejected: false,
            };
            for event in &events {
                let was_final = world.disk.state.is_final();
                world.step(event);
                prop_assert!(!was_final || world.disk.state.is_final());
            }
            prop_assert!(world.deliveries <= 1 + world.excuses);
            // From here on the server is well: within the longest pause the mail is there. The outbox is looked through all the
            // time, so that a clock that was just put back by less than that pause is seen before it has caught up.
            world.step(&Event::Tick(0, Server::Accepts));
            world.step(&Event::Tick(4 * 3_600, Server::Accepts));
            prop_assert!(world.disk.state.is_final());
            match world.disk.state {
                DeliveryState::Sent { .. } => prop_assert!(world.deliveries >= 1),
                _ => prop_assert!(world.rejected || world.disk.attempts >= LEAST_ATTEMPTS),
            }
        }
    }
}
