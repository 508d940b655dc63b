//! Where an address leads: its redirects are followed, no body is read.
//!
//! No robots.txt is asked: a redirect is the answer of a service that was made to be asked, and no page is read. The way is
//! otherwise the one of every request: guarded at each hop, paced by domain, at most five hops, one deadline for all.

use std::time::Duration;

use reqwest::Method;
use url::Url;

use super::{
    ACCEPT_PAGE, Ask, Fetched, Fetcher,
    auth::Key,
    fetcher::{PAUSE_SECS, Shared},
    pace::Turn,
    redirect::Trip,
    status::{self, Answer, Asked},
    why::place,
};
use crate::model::Manners;

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Led {
    /// The last address that a redirect named, if one was named and may be asked.
    pub to: Option<Url>,
    /// What became of the question there.
    pub end: End,
}

/// How a question where an address leads ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The last address is where it was to lead; it was not asked.
    Arrived,
    /// It answers.
    Answers,
    /// It is not there (404, 410).
    Gone,
    /// Its domain asks to be left alone for a while.
    Throttled,
    /// It could not be asked, or refuses us, for this reason.
    Failed(String),
}

impl Fetcher {
    /// Follows the redirects of an address until one leads where `arrived` says that it is enough, or none follows. The
    /// address arrived at is not asked then: a visit there would count as a reader's.
    pub async fn lead(&self, url: &Url, manners: &Manners, arrived: &(dyn Fn(&Url) -> bool + Sync)) -> Led {
        let manners = Manners {
            // The first bytes will do, and are thrown away.
            max_body_bytes: 1,
            auth: None,
            ..manners.clone()
        };
        let ask = Ask {
            method: "HEAD",
            accept: ACCEPT_PAGE,
            obeys_robots: false,
            beginning_will_do: true,
            ..Ask::stranger(url, &manners)
        };
        Box::pin(self.shared.lead(&ask, arrived)).await
    }
}

impl Fetcher {
    /// As [`Fetcher::get`] without credentials that are fetched first, with the status of the last answer if there was
    /// one: whether a page is gone is not said otherwise.
    pub async fn visit(&self, ask: &Ask<'_>) -> (Fetched, Option<u16>) {
        let walked = Box::pin(self.shared.walk(ask, None)).await;
        (walked.fetched, walked.status)
    }
}

impl Shared {
    async fn lead(&self, ask: &Ask<'_>, arrived: &(dyn Fn(&Url) -> bool + Sync)) -> Led {
        // What stands before the host of a stranger's link is not ours to send: `Trip` takes it away.
        let key = Key::default();
        let mut trip = match Trip::new(ask, &key) {
            Ok(trip) => trip,
            Err(fetched) => return Led::ended(None, fetched),
        };
        let (mut left, mut turn, mut moved) = (ask.manners.timeout, None, false);
        loop {
            let to = moved.then(|| trip.url.clone());
            let answer = match self.hop(ask, &key, &trip, &mut left, &mut turn).await {
                Ok(answer) => answer,
                // An address that must not be asked is none to lead to.
                Err(Fetched::Blocked { why }) => return Led::failed(None, why),
                Err(fetched) => return Led::ended(to, fetched),
            };
            if Trip::is_redirect(answer.status) {
                if let Err(fetched) = trip.follow(answer.status, &answer.headers) {
                    return Led::ended(None, fetched);
                }
                moved = true;
                if arrived(&trip.url) {
                    return Led {
                        to: Some(trip.url),
                        end: End::Arrived,
                    };
                }
            } else if may_refuse_method(answer.status) && trip.method == Method::HEAD {
                trip.method = Method::GET;
            } else {
                return Led {
                    to,
                    end: self.end(answer, &trip.url, turn.as_ref()),
                };
            }
        }
    }

    /// One request of the way, in its turn.
    async fn hop(
        &self,
        ask: &Ask<'_>,
        key: &Key,
        trip: &Trip<'_>,
        left: &mut Duration,
        turn: &mut Option<Turn>,
    ) -> Result<Answer, Fetched> {
        self.may_reach(&trip.url, ask.manners.allow_private)?;
        let mut now = self
            .take_turn(turn.take(), &trip.url, ask.manners.spacing)
            .await?;
        let answer = self.exchange(ask, key, trip, left).await;
        now.asked();
        *turn = Some(now);
        answer
    }

    /// What an answer means that is no redirect.
    fn end(&self, answer: Answer, url: &Url, turn: Option<&Turn>) -> End {
        let status = answer.status;
        let judged = status::judge(answer, url.clone(), None, Asked::default(), self.clock.now());
        match (status, judged) {
            (
                _,
                Fetched::Throttled {
                    retry_after_secs,
                    status,
                },
            ) => {
                if let Some(turn) = turn {
                    turn.told_to_wait(retry_after_secs.unwrap_or(PAUSE_SECS), status);
                }
                End::Throttled
            }
            (200..=299, _) => End::Answers,
            (404 | 410, _) => End::Gone,
            (_, Fetched::Failed { why, .. } | Fetched::Blocked { why }) => End::Failed(why),
            _ => End::Failed(format!("`{}` answered {status}", place(url))),
        }
    }
}

impl Led {
    fn failed(to: Option<Url>, why: String) -> Self {
        Self {
            to,
            end: End::Failed(why),
        }
    }

    /// Without an answer of the last address.
    fn ended(to: Option<Url>, fetched: Fetched) -> Self {
        match fetched {
            Fetched::Throttled { .. } => Self {
                to,
                end: End::Throttled,
            },
            Fetched::Failed { why, .. } | Fetched::Blocked { why } => Self::failed(to, why),
            Fetched::Gone | Fetched::Modified(_) | Fetched::NotModified { .. } => Self { to, end: End::Gone },
        }
    }
}

/// Whether an answer may mean that only the method was wrong.
fn may_refuse_method(status: u16) -> bool {
    matches!(status, 400..=501) && !matches!(status, 410 | 420 | 429)
}
