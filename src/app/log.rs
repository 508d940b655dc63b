//! The access log of one's own site: pages that send visitors become documents, visits by marked links are counted.

use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    poll::failed,
    read::{Reader, Reading},
};
use crate::{
    io::{
        store::Remember,
        tail::{self, Known},
    },
    model::{Outcome, Source, SourceState},
    parse::{
        Context,
        access_log::{Counted, Referrals, Seed, Tally, Visitors},
    },
};

/// Most bytes of log that one poll reads, as they are before packing.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// What is remembered of a log.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    /// Fingerprint of what was listened for; under another one the pages that are known are heard again.
    heard_for: Option<u64>,
    /// How far its files were read.
    files: Known,
    visitors: Visitors,
    referrals: Referrals,
}

/// What a poll of a log needs, on a thread of its own.
struct Job {
    source: Arc<Source>,
    path: PathBuf,
    site: Option<String>,
    zone: TimeZone,
    memory: Memory,
    /// What is listened for now.
    heard_for: Option<u64>,
    seen: Timestamp,
}

impl Reader<'_> {
    /// Reads what was added to a log.
    pub(super) async fn log(
        &self,
        source: &Arc<Source>,
        path: &Path,
        site: Option<&str>,
        state: &SourceState,
        seen: Timestamp,
    ) -> Result<Reading, Outcome> {
        let job = Job {
            source: Arc::clone(source),
            path: path.to_owned(),
            site: site.map(str::to_owned),
            zone: self.store.zone(),
            memory: self.memory(source, state).await?,
            heard_for: state.heard_for,
            seen,
        };
        let permit = Arc::clone(self.workers).acquire_owned().await;
        let read = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            job.read()
        });
        match read.await {
            Ok(read) => read.map_err(|outcome| *outcome),
            Err(_) => Err(failed(
                "reading the log went wrong inside mentiond; please report it with the lines it was at",
            )),
        }
    }
}

impl Job {
    fn read(self) -> Result<Reading, Box<Outcome>> {
        let found = tail::matching(&self.path).map_err(|why| not_read(format!("{why}; {HINT}")))?;
        if found.is_empty() {
            return Err(not_read(format!(
                "no file matches `{}`; {HINT}",
                self.path.display()
            )));
        }
        let Memory {
            heard_for,
            mut files,
            visitors,
            referrals,
        } = self.memory;
        let hears_anew = heard_for != self.heard_for;
        let mut tally = Tally::new(self.site.as_deref(), &self.zone, visitors, referrals);
        let (mut left, mut refused, mut more) = (MAX_BYTES, Vec::new(), false);
        for file in &found {
            if left == 0 {
                more = true;
                break;
            }
            let mut line = |line: &[u8]| tally.line(line, &mut seed);
            match files.read(file, left, &mut line) {
                Ok(read) => {
                    left = left.saturating_sub(read.bytes);
                    more |= read.more;
                }
                Err(error) => refused.push(format!("`{}` cannot be read: {error}", file.path.display())),
            }
        }
        if refused.len() == found.len() {
            return Err(not_read(format!("{}; {HINT}", refused.join("; "))));
        }
        if left == MAX_BYTES && !hears_anew {
            return Err(Box::new(Outcome::NotModified { fresh_secs: None }));
        }
        if hears_anew {
            tally.hear_all();
        }
        let mut counted = tally.finish(&Context {
            source: &self.source.name,
            base_url: None,
            content_type: None,
            seen: self.seen,
            platform: self.source.platform,
            language: self.source.language.as_deref(),
        });
        if counted.is_strange {
            return Err(not_read(counted.issues.join("; ")));
        }
        counted.issues.extend(refused);
        if more {
            let mib = MAX_BYTES / (1024 * 1024);
            counted.issues.push(format!(
                "there is more to read than the {mib} MiB of one poll; the rest follows with the next ones"
            ));
        }
        reading(counted, files, self.heard_for)
    }
}

/// What to do about files that cannot be read.
const HINT: &str = "check the path, and that mentiond may read it (under systemd: `SupplementaryGroups=adm`)";

fn reading(counted: Counted, files: Known, heard_for: Option<u64>) -> Result<Reading, Box<Outcome>> {
    let memory = Memory {
        heard_for,
        files,
        visitors: counted.visitors,
        referrals: counted.referrals,
    };
    let memory = serde_json::to_value(memory)
        .map_err(|why| not_read(format!("what is known of the log cannot be written: {why}")))?;
    Ok(Reading {
        shown: counted.documents.len(),
        new_items: Some(u32::try_from(counted.documents.len()).unwrap_or(u32::MAX)),
        documents: counted.documents,
        issues: counted.issues,
        complete: true,
        remember: Remember {
            memory: Some(memory),
            visits: counted.days,
        },
        ..Reading::default()
    })
}

/// A new key: the one source of randomness in std is what keys its hash maps.
fn seed() -> Seed {
    let random = || RandomState::new().build_hasher().finish();
    (random(), random())
}

fn not_read(why: impl Into<String>) -> Box<Outcome> {
    Box::new(failed(why))
}
