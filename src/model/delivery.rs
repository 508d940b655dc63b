//! What is sent, when, to whom, and how far it got.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{BrandId, CampaignId, DigestId};

/// One `[[digest]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct DigestPlan {
    /// Its id.
    pub id: DigestId,
    /// Cron expression as written; already known to parse.
    pub schedule: String,
    /// Recipients.
    pub to: Vec<String>,
    /// Brands it reports on.
    pub brands: Vec<BrandId>,
    /// Campaigns it reports on.
    pub campaigns: Vec<CampaignId>,
    /// Language of the mail (BCP 47).
    pub language: String,
    /// Whether a period without mentions is mailed.
    pub send_when_empty: bool,
}

/// One mail to one recipient, frozen in the outbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxEntry {
    /// `DIGEST/PERIOD/HASH`, unique: digest id, period key, keyed hash of the recipient.
    pub id: String,
    /// Which digest; `operator` for operator mails.
    pub digest: DigestId,
    /// Period key, e.g. `2026-W48` for what is due in week 48 and reports week 47.
    pub period: String,
    /// Recipient address.
    pub to: String,
    /// Envelope sender address.
    pub from: String,
    /// Subject, for people who look at the outbox.
    pub subject: String,
    /// `Message-ID` with angle brackets.
    pub message_id: String,
    /// When it was rendered.
    pub rendered_at: Timestamp,
    /// How far it got.
    pub state: DeliveryState,
    /// Delivery attempts so far.
    pub attempts: u32,
    /// The server's last words, or our own.
    pub last_reply: Option<String>,
}

/// Delivery of one mail. Each state is synced to disk before the next effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum DeliveryState {
    /// Bytes are in the store, nothing was sent yet.
    Rendered,
    /// Handed to the transport; found after a crash it means `Uncertain`.
    Sending {
        /// Since when.
        since: Timestamp,
    },
    /// Accepted by the server (250 after the final dot) or written to a file.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// Refused for now.
    Deferred {
        /// Next attempt.
        until: Timestamp,
    },
    /// Refused for good.
    Rejected {
        /// When.
        at: Timestamp,
    },
    /// The connection broke between the final dot and its reply: sent again, same bytes, same Message-ID.
    Uncertain {
        /// Next attempt.
        until: Timestamp,
    },
}

impl DeliveryState {
    /// Its name.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Rendered => "rendered",
            Self::Sending { .. } => "sending",
            Self::Sent { .. } => "sent",
            Self::Deferred { .. } => "deferred",
            Self::Rejected { .. } => "rejected",
            Self::Uncertain { .. } => "uncertain",
        }
    }

    /// Whether nothing more will be done.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Sent { .. } | Self::Rejected { .. })
    }
}

/// What is remembered of a digest between runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DigestState {
    /// Key of the newest period that was rendered (or skipped as empty).
    pub last_period: Option<String>,
    /// The scheduled instant that period belongs to; nothing at or before it is ever sent again.
    pub last_due: Option<Timestamp>,
    /// When the last mail of it was accepted.
    pub last_sent: Option<Timestamp>,
    /// When we first saw this digest configured; periods before it are not owed.
    pub since: Option<Timestamp>,
}
