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

/// How a question where an address leads ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Led {
    /// To this address: the last one that a redirect named.
    To(Url),
    /// Nowhere else: it does not redirect, or is not there (404, 410).
    Nowhere,
    /// Its domain asks to be left alone for a while.
    Throttled,
    /// It could not be told, for this reason.
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

impl Shared {
    async fn lead(&self, ask: &Ask<'_>, arrived: &(dyn Fn(&Url) -> bool + Sync)) -> Led {
        // What stands before the host of a stranger's link is not ours to send: `Trip` takes it away.
        let key = Key::default();
        let mut trip = match Trip::new(ask, &key) {
            Ok(trip) => trip,
            Err(fetched) => return failed(fetched),
        };
        let (mut left, mut turn, mut moved) = (ask.manners.timeout, None, false);
        loop {
            let answer = match self.hop(ask, &key, &trip, &mut left, &mut turn).await {
                Ok(answer) => answer,
                // Whether the last address answers does not matter for where the link leads; whether it may be asked does.
                Err(Fetched::Failed { .. } | Fetched::Throttled { .. }) if moved => return Led::To(trip.url),
                Err(fetched) => return failed(fetched),
            };
            if Trip::is_redirect(answer.status) {
                if let Err(fetched) = trip.follow(answer.status, &answer.headers) {
                    return failed(fetched);
                }
                moved = true;
                if arrived(&trip.url) {
                    return Led::To(trip.url);
                }
            } else if may_refuse_method(answer.status) && trip.method == Method::HEAD {
                trip.method = Method::GET;
            } else {
                return self.end(answer, trip, moved, turn);
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
    fn end(&self, answer: Answer, trip: Trip<'_>, moved: bool, turn: Option<Turn>) -> Led {
        let (status, asked) = (answer.status, Asked::default());
        let url = trip.url.clone();
        if let (
            Fetched::Throttled {
                retry_after_secs,
                status,
            },
            Some(turn),
        ) = (status::judge(answer, url, None, asked, self.clock.now()), turn)
        {
            turn.told_to_wait(retry_after_secs.unwrap_or(PAUSE_SECS), status);
            return if moved { Led::To(trip.url) } else { Led::Throttled };
        }
        match status {
            _ if moved => Led::To(trip.url),
            200..=299 | 404 | 410 => Led::Nowhere,
            _ => Led::Failed(format!("`{}` answered {status}", place(&trip.url))),
        }
    }
}

/// Whether an answer may mean that only the method was wrong.
fn may_refuse_method(status: u16) -> bool {
    matches!(status, 400..=501) && !matches!(status, 410 | 420 | 429)
}

fn failed(fetched: Fetched) -> Led {
    match fetched {
        Fetched::Throttled { .. } => Led::Throttled,
        Fetched::Failed { why, .. } | Fetched::Blocked { why } => Led::Failed(why),
        Fetched::Gone | Fetched::Modified(_) | Fetched::NotModified { .. } => Led::Nowhere,
    }
}
