//! Who visits: people, told apart for a day without anything by which they could be known again.

use std::collections::BTreeSet;
use std::hash::Hasher as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::Request;
use crate::model::Utm;

/// Days whose visitors are told apart at a time; logs are read in the order of time but for where files meet.
const MAX_DAYS: usize = 4;
/// Most visitors of one day that are told apart; the others count as visits only.
const MAX_VISITORS: usize = 50_000;

/// Words of programs that call themselves by their name.
const PROGRAMS: [&str; 34] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "archiver",
    "scan",
    "monitor",
    "preview",
    "fetch",
    "curl",
    "wget",
    "python",
    "java/",
    "go-http",
    "okhttp",
    "axios",
    "node",
    "ruby",
    "perl",
    "php",
    "httpclient",
    "http-client",
    "libwww",
    "headless",
    "phantomjs",
    "selenium",
    "lighthouse",
    "pingdom",
    "uptime",
    "facebookexternalhit",
    "feed",
    "validator",
    "check",
    "scrapy",
];

/// Endings of what is no page.
const FILES: [&str; 30] = [
    "png",
    "jpg",
    "jpeg",
    "gif",
    "webp",
    "avif",
    "svg",
    "ico",
    "css",
    "js",
    "mjs",
    "map",
    "json",
    "xml",
    "txt",
    "woff",
    "woff2",
    "ttf",
    "otf",
    "eot",
    "mp4",
    "webm",
    "mp3",
    "ogg",
    "wasm",
    "zip",
    "gz",
    "rss",
    "atom",
    "webmanifest",
];

/// Whether a person asked for a page and got it.
pub(super) fn is_visit(request: &Request) -> bool {
    let got = (200..300).contains(&request.status) || request.status == 304;
    let path = request.target.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let is_file = ending.is_some_and(|ending| FILES.contains(&ending.as_str()));
    request.method == "GET" && got && !is_file && !is_program(request.agent.as_deref())
}

/// Whether a program says that it is one, or nothing at all.
fn is_program(agent: Option<&str>) -> bool {
    let Some(agent) = agent else { return true };
    let agent = agent.to_ascii_lowercase();
    PROGRAMS.iter().any(|word| agent.contains(word))
}

/// Two random numbers.
pub type Seed = (u64, u64);

/// The visitors of the last days, as hashes under keys that are thrown away with them: afterwards nobody can tell from
/// them who it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Visitors(Vec<Day>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Day {
    date: Date,
    key: Seed,
    seen: Hashes,
}

/// Whether a visitor was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    New,
    Known,
    /// So many were seen that nobody more can be told apart.
    Untold,
}

impl Visitors {
    /// Notes a visit; `seed` gives a new key. One visitor who follows two marked links counts for both.
    pub(super) fn note(
        &mut self,
        day: Date,
        request: &Request,
        utm: &Utm,
        seed: &mut dyn FnMut() -> Seed,
    ) -> Seen {
        let at = self.0.iter().position(|known| known.date == day);
        let known = at.map_or_else(
            || Day {
                date: day,
                key: seed(),
                seen: Hashes::default(),
            },
            |at| self.0.remove(at),
        );
        // The day that was visited last stands last.
        self.0.push(known);
        let surplus = self.0.len().saturating_sub(MAX_DAYS);
        self.0.drain(..surplus);
        let Some(known) = self.0.last_mut() else {
            return Seen::Untold;
        };
        let hash = hash(known.key, request, utm);
        if known.seen.0.contains(&hash) {
            Seen::Known
        } else if known.seen.0.len() >= MAX_VISITORS {
            Seen::Untold
        } else {
            known.seen.0.insert(hash);
            Seen::New
        }
    }
}

#[expect(
    deprecated,
    reason = "SipHash is the one keyed hash of std, and made to keep its key"
)]
fn hash(key: Seed, request: &Request, utm: &Utm) -> u64 {
    let mut hasher = std::hash::SipHasher::new_with_keys(key.0, key.1);
    let parts = [&utm.source, &utm.medium, &utm.campaign, &utm.term, &utm.content];
    let parts = parts.into_iter().map(|part| part.as_deref().unwrap_or_default());
    let agent = request.agent.as_deref().unwrap_or_default();
    for part in [request.client.as_str(), agent].into_iter().chain(parts) {
        hasher.write(part.as_bytes());
        hasher.write_u8(0xff);
    }
    hasher.finish()
}

/// Hashes, eight bytes each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Hashes(BTreeSet<u64>);

impl Serialize for Hashes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|hash| hash.to_be_bytes()).collect();
        to.serialize_str(&STANDARD.encode(bytes))
    }
}

impl<'de> Deserialize<'de> for Hashes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let bytes = STANDARD
            .decode(String::deserialize(from)?)
            .map_err(D::Error::custom)?;
        let hashes = bytes
            .as_chunks::<8>()
            .0
            .iter()
            .map(|chunk| u64::from_be_bytes(*chunk));
        Ok(Self(hashes.collect()))
    }
}

/// Marks of a link, cut to what a store can bear; the key of a day's rows.
pub(super) fn bounded(utm: Utm) -> Utm {
    const MAX_CHARS: usize = 120;
    let cut = |part: Option<String>| {
        part.map(|part| {
            let seen = part.chars().filter(|c| !c.is_control());
            seen.take(MAX_CHARS).collect::<String>()
        })
    };
    Utm {
        source: cut(utm.source),
        medium: cut(utm.medium),
        campaign: cut(utm.campaign),
        term: cut(utm.term),
        content: cut(utm.content),
    }
}
