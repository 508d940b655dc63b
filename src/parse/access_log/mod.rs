//! Access logs of web servers, line by line: who was sent to a site by which page, and by which marked link.
//!
//! Understood are the common and combined formats of Apache and nginx, with a virtual host in front or not and with
//! whatever fields behind, and JSON lines of Caddy, nginx, Apache and others by the usual names of their fields.

mod json;
mod line;
mod referrer;
mod tally;
mod visitor;

use jiff::Timestamp;

pub use tally::{Counted, Referrals, Tally};
pub use visitor::{Seed, Visitors};

/// One request as logged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// When it was made.
    pub at: Timestamp,
    /// Host that was asked for, where the line tells it; without port.
    pub host: Option<String>,
    /// Client's address as written.
    pub client: String,
    /// Method.
    pub method: String,
    /// Path and query, or the whole address.
    pub target: String,
    /// Status of the answer.
    pub status: u16,
    /// `Referer`.
    pub referrer: Option<String>,
    /// `User-Agent`.
    pub agent: Option<String>,
}

/// Reads one line; `None` if it is none of an access log.
pub fn request(line: &[u8]) -> Option<Request> {
    let text = String::from_utf8_lossy(line);
    let text = text.trim();
    if text.starts_with('{') {
        json::request(text)
    } else {
        line::request(text)
    }
}

#[cfg(test)]
mod tests;
