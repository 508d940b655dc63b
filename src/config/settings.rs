//! The configuration after every check: nothing below is validated again.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, time::Duration};

use jiff::tz::TimeZone;

use crate::classify::sentiment::Bands;
use crate::metrics::score::ScoreWeights;
use crate::model::{
    AlertPlan, Brand, Cadence, Campaign, Currency, DigestPlan, EmvPlan, Influencer, Manners, Platform, Range,
    Secret, Source, SpamLists, Tiers, Topic,
};
use crate::watch::query::{Library, SavedQuery};

/// Everything the daemon needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Zone of schedules, days and weeks.
    pub timezone: TimeZone,
    /// IANA name of it.
    pub timezone_name: String,
    /// Currency of every amount that names none.
    pub currency: Currency,
    /// Where the store and the outbox live; absolute or relative to the working directory.
    pub data_dir: PathBuf,
    /// How long things are kept.
    pub retention: Retention,
    /// Status endpoint.
    pub http: HttpSettings,
    /// Mail.
    pub mail: MailSettings,
    /// What sources do unless they say otherwise, and how strangers' addresses are asked.
    pub polling: Polling,
    /// Most requests in flight.
    pub concurrency: usize,
    /// Queries saved under a name, in file order.
    pub queries: Vec<SavedQuery>,
    /// Brands, in file order.
    pub brands: Vec<Brand>,
    /// Sources, in file order.
    pub sources: Vec<Source>,
    /// Roster, in file order.
    pub influencers: Vec<Influencer>,
    /// Campaigns, in file order.
    pub campaigns: Vec<Campaign>,
    /// Where the follower tiers begin.
    pub tiers: Tiers,
    /// What the score of an influencer is made of.
    pub score: ScoreWeights,
    /// Topics, in file order.
    pub topics: Vec<Topic>,
    /// Imports, in file order.
    pub imports: Vec<super::Import>,
    /// Digests, in file order.
    pub digests: Vec<DigestPlan>,
    /// Alerts, in file order.
    pub alerts: Vec<AlertPlan>,
    /// The user's own sentiment words.
    pub sentiment: SentimentWords,
    /// Whose texts are set aside as spam, and whose never.
    pub spam: SpamLists,
    /// Earned-media rates per thousand views in `currency`, overriding the built-in table.
    pub cpm: BTreeMap<Platform, Range>,
    /// Visits a month by site, whichever source names it.
    pub site_visits: BTreeMap<String, u64>,
    /// People whom all audiences are drawn from, where that is told.
    pub people: Option<u64>,
    /// How earned media value is reckoned.
    pub emv: EmvPlan,
    /// Hash of the file's bytes, hexadecimal, for `/status`.
    pub hash: String,
}

impl Settings {
    /// The saved queries, understood, with the ready-made ones.
    pub fn library(&self) -> Library {
        Library::new(&self.queries).0
    }
}

/// How long things are kept; roll-ups and campaign results are kept for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Mentions.
    pub mentions: Duration,
    /// Their texts.
    pub text: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            mentions: Duration::from_hours(400 * 24),
            text: Duration::from_hours(180 * 24),
        }
    }
}

/// `[polling]`: defaults for every source.
#[derive(Clone, Debug, PartialEq)]
pub struct Polling {
    /// How often.
    pub cadence: Cadence,
    /// How politely.
    pub manners: Manners,
    /// Whether APIs are asked again about items that they gave, where that is free.
    pub ask_again: bool,
    /// Hosts that shorten addresses, beside the public services.
    pub short_hosts: Vec<String>,
}

impl Default for Polling {
    fn default() -> Self {
        Self {
            cadence: Cadence {
                every: Duration::from_mins(15),
                min_every: Duration::from_mins(5),
                max_every: Duration::from_hours(24),
            },
            manners: Manners {
                timeout: Duration::from_secs(20),
                max_body_bytes: 8 << 20,
                spacing: Duration::from_secs(1),
                user_agent: concat!("mentiond/", env!("CARGO_PKG_VERSION")).to_owned(),
                robots: true,
                resolve_links: true,
                allow_private: false,
                auth: None,
            },
            ask_again: true,
            short_hosts: Vec::new(),
        }
    }
}

/// Requests in flight unless `polling.concurrency` says otherwise.
pub const CONCURRENCY: usize = 64;

/// `[http]`.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpSettings {
    /// Where the endpoint listens.
    pub listen: Listen,
    /// Names it is asked by beside its addresses and `localhost`.
    pub hosts: Vec<String>,
    /// Required off loopback.
    pub token: Option<Secret>,
}

/// An address to listen on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// TCP.
    Tcp(SocketAddr),
    /// Unix socket.
    Unix(PathBuf),
}

/// `[mail]`.
#[derive(Clone, Debug, PartialEq)]
pub struct MailSettings {
    /// `From`, e.g. `Brand watch <watch@acme.example>`.
    pub from: String,
    /// How mail leaves.
    pub transport: MailTransport,
    /// Who is told of mails that cannot be delivered and of refused logins.
    pub operator: Vec<String>,
}

/// How mail leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum MailTransport {
    /// One `.eml` and one `.html` per mail in this directory.
    File {
        /// The directory.
        dir: PathBuf,
    },
    /// An SMTP server.
    Smtp {
        /// Host name.
        host: String,
        /// Port.
        port: u16,
        /// Encryption.
        tls: SmtpTls,
        /// User and password.
        login: Option<(String, Secret)>,
    },
    /// A local `sendmail` program.
    Sendmail {
        /// Its path.
        program: PathBuf,
    },
}

/// Encryption of SMTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// Required upgrade on a plain connection.
    StartTls,
    /// TLS from the first byte.
    Implicit,
    /// None; allowed on loopback only.
    None,
}

/// `[sentiment]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SentimentWords {
    /// Word or phrase → value, about −4 to 4.
    pub values: BTreeMap<String, f32>,
    /// Words that carry no sentiment here.
    pub neutral: Vec<String>,
    /// Between which scores each kind of text is neutral.
    pub bands: Bands,
}
