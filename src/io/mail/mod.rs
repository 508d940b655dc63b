//! How a mail leaves: into a file, to an SMTP server, through a `sendmail` program.
//!
//! A transport makes one attempt at delivering frozen bytes to one recipient and says exactly what came of it. Whether
//! and when to try again is decided by [`crate::digest::delivery`]. No address is written to the log here.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    config::{MailSettings, SmtpTls},
    model::Secret,
};

pub use crate::digest::delivery::SendOutcome;

/// One mail to one recipient.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// Name for files: letters, digits and dashes are kept, anything else becomes a dash.
    pub name: &'a str,
    /// Envelope sender.
    pub from: &'a str,
    /// Envelope recipient.
    pub to: &'a str,
    /// The mail itself, sent as it is.
    pub bytes: &'a [u8],
}

/// How mail leaves.
#[derive(Clone, Debug)]
pub enum Transport {
    /// `NAME.eml`, and its HTML part as `NAME.html`, in this directory.
    File {
        /// The directory, created when missing.
        dir: PathBuf,
    },
    /// An SMTP server.
    Smtp(Smtp),
    /// A local program that takes `-i -f FROM -- TO` and the mail on its standard input.
    Sendmail {
        /// Its path.
        program: PathBuf,
        /// How long it may run.
        timeout: Duration,
    },
    /// Keeps what it is given: recipient and bytes.
    Memory(Arc<Mutex<Vec<(String, Vec<u8>)>>>),
}

/// An SMTP server and how to talk to it.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Host name, also the name its certificate must bear.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Encryption.
    pub tls: SmtpTls,
    /// User and password.
    pub login: Option<(String, Secret)>,
    /// Certificates trusted beside the system's, DER.
    pub extra_roots: Vec<Vec<u8>>,
    /// Deadlines.
    pub timeouts: Timeouts,
}

/// Deadlines of an SMTP dialogue, one per phase (RFC 5321 section 4.5.3.2 asks for ten minutes after the final dot:
/// giving up earlier makes second copies).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// TCP connect.
    pub connect: Duration,
    /// Each command and its reply, TLS handshake and greeting included.
    pub command: Duration,
    /// Each piece of the mail.
    pub data: Duration,
    /// From the final dot to its reply.
    pub last: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            command: Duration::from_secs(30),
            data: Duration::from_secs(60),
            last: Duration::from_secs(600),
        }
    }
}

impl Transport {
    /// The configured transport.
    pub fn new(settings: &MailSettings) -> Self {
        let _ = settings;
        Self::Memory(Arc::default())
    }

    /// One attempt.
    pub async fn send(&self, mail: &Outgoing<'_>) -> SendOutcome {
        let _ = mail;
        SendOutcome::NotSent("not built yet".to_owned())
    }
}

/// Tries the mail configuration without sending: connects, greets, encrypts, logs in, leaves.
///
/// # Errors
/// One sentence on what failed and, where known, what to do.
pub async fn check(settings: &MailSettings) -> Result<(), String> {
    let _ = settings;
    Ok(())
}
