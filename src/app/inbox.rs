//! New mails of a mailbox: each is read once. What was read is remembered by the folder's numbering (RFC 3501, section
//! 2.3.1.1); where that changed, recent mails are read again, and known by their ids.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    poll::failed,
    read::{Reader, Reading, deadline, times, without_markup},
};
use crate::{
    io::{
        imap::{Head, Inbox},
        store::Remember,
    },
    model::{Document, Issue, MAIL_LIMIT, Mailbox, Outcome, Source, SourceState},
    parse::{Context, letter},
};

/// How old a mail may be at the first poll.
const RECENT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Mails whose sender and size are asked for in one poll.
const LOOKED_AT: usize = 2_000;
/// Most bytes of mails read in one poll, in mails of the largest size.
const FULL_SIZED: usize = 4;

/// What is remembered of a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Known {
    /// Fingerprint of what was listened for; under another one recent mails are read again.
    heard_for: Option<u64>,
    /// The folder's numbering.
    validity: Option<u32>,
    /// Mails up to this number were read, or are none of ours.
    through: u32,
    /// Mails that arrived before this day are old.
    since: Option<Date>,
}

impl Known {
    /// What holds for a poll of this folder: as remembered, or as if nothing had been read.
    fn of_folder(self, validity: u32, heard_for: Option<u64>, now: Timestamp) -> Self {
        match self.since {
            Some(_) if self.validity == Some(validity) && self.heard_for == heard_for => self,
            _ => {
                let recent = now.saturating_sub(RECENT).unwrap_or(Timestamp::MIN);
                Self {
                    heard_for,
                    validity: Some(validity),
                    through: 0,
                    since: Some(recent.to_zoned(TimeZone::UTC).date()),
                }
            }
        }
    }
}

/// What one poll did to the mails it looked at.
#[derive(Debug, Default)]
struct Round {
    documents: Vec<Document>,
    issues: Vec<String>,
    read: usize,
    too_large: usize,
    unreadable: usize,
    waiting: usize,
    /// How the session broke off.
    broken: Option<Outcome>,
}

impl Round {
    /// Whether nothing was new, and nothing is to be told.
    fn says_nothing(&self) -> bool {
        self.documents.is_empty() && self.read == 0 && self.too_large == 0 && self.broken.is_none()
    }
}

impl Reader<'_> {
    /// Reads the mails that are new.
    pub(super) async fn mailbox(
        &self,
        source: &Arc<Source>,
        mailbox: &Mailbox,
        state: &SourceState,
        seen: Timestamp,
    ) -> Result<Reading, Outcome> {
        let known: Known = self.memory(source, state).await?;
        let most = source.manners.max_body_bytes;
        let all = most.saturating_mul(FULL_SIZED);
        let opening = Inbox::open(self.fetcher, mailbox, &source.manners, (most, all));
        let mut inbox = Box::pin(opening).await?;
        let before = known.clone();
        let mut known = known.of_folder(inbox.validity, state.heard_for, seen);
        let mut round = Round::default();
        let read = Box::pin(self.mails(source, mailbox, &mut inbox, (&mut known, &mut round), seen)).await;
        read?;
        if round.broken.is_none() {
            Box::pin(inbox.leave()).await;
        }
        if known == before && round.says_nothing() && state.issues.is_empty() {
            return Err(Outcome::NotModified { fresh_secs: None });
        }
        finish(&known, round, most)
    }

    /// Reads mail by mail, in the order they arrived, as many as one poll may.
    async fn mails(
        &self,
        source: &Arc<Source>,
        mailbox: &Mailbox,
        inbox: &mut Inbox<'_>,
        (known, round): (&mut Known, &mut Round),
        seen: Timestamp,
    ) -> Result<(), Outcome> {
        let since = known.since.unwrap_or(Date::MIN);
        let mut numbers = inbox.numbers(known.through, since).await?;
        round.waiting = numbers.len().saturating_sub(LOOKED_AT);
        numbers.truncate(LOOKED_AT);
        let heads = inbox.heads(&numbers).await?;
        let most = source.manners.max_body_bytes;
        let mut bytes_left = most.saturating_mul(FULL_SIZED);
        let mut heads = heads.into_iter();
        for head in heads.by_ref() {
            if is_read(&head, mailbox) {
                if head.size > most {
                    round.too_large += 1;
                } else if round.read >= MAIL_LIMIT || head.size > bytes_left {
                    round.waiting += 1 + heads.filter(|head| is_read(head, mailbox)).count();
                    return Ok(());
                } else {
                    bytes_left -= head.size;
                    match inbox.mail(head.uid).await {
                        Ok(Some(bytes)) => self.letter(source, mailbox.listed, bytes, round, seen).await?,
                        // Deleted meanwhile.
                        Ok(None) => {}
                        Err(outcome) if round.read == 0 => return Err(outcome),
                        Err(outcome) => {
                            round.broken = Some(outcome);
                            return Ok(());
                        }
                    }
                }
            }
            known.through = head.uid;
        }
        known.through = known.through.max(numbers.last().copied().unwrap_or_default());
        Ok(())
    }

    /// Reads one mail on a blocking thread.
    async fn letter(
        &self,
        source: &Arc<Source>,
        listed: bool,
        bytes: Vec<u8>,
        round: &mut Round,
        seen: Timestamp,
    ) -> Result<(), Outcome> {
        let permit = Arc::clone(self.workers).acquire_owned().await;
        let source = Arc::clone(source);
        let parsed = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let context = Context {
                source: &source.name,
                base_url: None,
                content_type: None,
                seen,
                platform: source.platform,
                language: source.language.as_deref(),
            };
            letter::documents_within(&bytes, listed, &context, &mut deadline())
        });
        round.read += 1;
        match parsed.await {
            Ok(Ok((documents, issues))) => {
                round.documents.extend(documents.into_iter().map(without_markup));
                round.issues.extend(issues.into_iter().map(|Issue(issue)| issue));
            }
            // One mail that cannot be read never costs the others.
            Ok(Err(_)) | Err(_) => round.unreadable += 1,
        }
        Ok(())
    }
}

/// Whether a mail is from somebody who is listened to.
fn is_read(head: &Head, mailbox: &Mailbox) -> bool {
    mailbox.from.is_empty() || mailbox.hears(&letter::sender(&head.from))
}

/// What a poll came to, with what is to be remembered.
#[expect(clippy::result_large_err, reason = "an outcome is made once a poll")]
fn finish(known: &Known, round: Round, most: usize) -> Result<Reading, Outcome> {
    let memory = serde_json::to_value(known)
        .map_err(|why| failed(format!("what is known of the mailbox cannot be written: {why}")))?;
    let mut issues = round.issues;
    if round.waiting > 0 {
        issues.push(format!(
            "{} mails wait for the next poll: at most {MAIL_LIMIT}, and {} MiB of them, are read in one",
            round.waiting,
            most.saturating_mul(FULL_SIZED) >> 20
        ));
    }
    if round.too_large > 0 {
        issues.push(format!(
            "{} mails were passed over: they are larger than `max_body` ({most} bytes)",
            round.too_large
        ));
    }
    if round.unreadable > 0 {
        issues.push(format!(
            "{} mails were passed over: they could not be read",
            round.unreadable
        ));
    }
    let retry_after_secs = round.broken.as_ref().and_then(super::read::wanted_pause);
    if let Some(Outcome::Failed { why, .. } | Outcome::Blocked { why }) = &round.broken {
        issues.push(format!(
            "the mails behind {} are read by the next poll: {why}",
            round.read
        ));
    } else if round.broken.is_some() {
        issues.push(format!(
            "the server asks to slow down; the mails behind {} are read by the next poll",
            round.read
        ));
    }
    Ok(Reading {
        shown: round.documents.len(),
        times: times(&round.documents).collect(),
        new_items: u32::try_from(round.documents.len()).ok(),
        documents: round.documents,
        issues,
        retry_after_secs,
        remember: Remember {
            memory: Some(memory),
            ..Remember::default()
        },
        complete: true,
        ..Reading::default()
    })
}
