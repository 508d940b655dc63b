//! How a mail leaves: into a file, to an SMTP server, through a `sendmail` program.
//!
//! A transport makes one attempt at delivering frozen bytes to one recipient and says exactly what came of it. Whether
//! and when to try again is decided by [`crate::digest::delivery`]. No address is written to the log here, nor kept in
//! what a server said.

mod file;
mod sendmail;
mod smtp;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::{
    config::{MailSettings, MailTransport, SmtpTls},
    model::Secret,
};

pub use crate::digest::delivery::SendOutcome;

/// One mail to one recipient.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// Name for files: letters, digits, dots and dashes are kept, anything else becomes a dash.
    pub name: &'a str,
    /// Envelope sender, the address alone.
    pub from: &'a str,
    /// Envelope recipient, the address alone.
    pub to: &'a str,
    /// The mail itself, sent as it is.
    pub bytes: &'a [u8],
}

/// Recipients and mails that went nowhere.
pub type Kept = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

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
    Memory(Kept),
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
            data: Duration::from_mins(1),
            last: Duration::from_mins(10),
        }
    }
}

/// How long a `sendmail` program may take: it only queues.
const SENDMAIL_TIMEOUT: Duration = Duration::from_mins(1);

impl Transport {
    /// The configured transport.
    pub fn new(settings: &MailSettings) -> Self {
        match &settings.transport {
            MailTransport::File { dir } => Self::File { dir: dir.clone() },
            MailTransport::Sendmail { program } => Self::Sendmail {
                program: program.clone(),
                timeout: SENDMAIL_TIMEOUT,
            },
            MailTransport::Smtp {
                host,
                port,
                tls,
                login,
            } => Self::Smtp(Smtp {
                host: host.clone(),
                port: *port,
                tls: *tls,
                login: login.clone(),
                extra_roots: Vec::new(),
                timeouts: Timeouts::default(),
            }),
        }
    }

    /// One attempt. Ends within the sum of its deadlines whatever the other side does. Do not drop the future half
    /// way: the mail may have been accepted.
    pub async fn send(&self, mail: &Outgoing<'_>) -> SendOutcome {
        match self {
            Self::File { dir } => file::send(dir, mail).await,
            // Boxed: the dialogue's state is large, and no caller should carry it around.
            Self::Smtp(server) => Box::pin(smtp::send(server, mail)).await,
            Self::Sendmail { program, timeout } => sendmail::send(program, *timeout, mail).await,
            Self::Memory(sent) => {
                let mail = (mail.to.to_owned(), mail.bytes.to_vec());
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                SendOutcome::Accepted("kept in memory".to_owned())
            }
        }
    }

    /// Tries the transport without sending: connects, greets, encrypts, logs in and leaves; or looks for the directory
    /// or the program.
    ///
    /// # Errors
    /// One sentence on what failed and, where known, what to do.
    pub async fn check(&self) -> Result<(), String> {
        match self {
            Self::File { dir } => file::check(dir).await,
            Self::Smtp(server) => match Box::pin(smtp::check(server)).await {
                Ok(()) => Ok(()),
                Err(SendOutcome::LoginRefused(reply)) => Err(format!(
                    "the mail server refused the login: {reply}; check `username` and `password` in `[mail]`"
                )),
                Err(
                    SendOutcome::Accepted(why)
                    | SendOutcome::Deferred(why)
                    | SendOutcome::Rejected(why)
                    | SendOutcome::ServerRefused(why)
                    | SendOutcome::NotSent(why)
                    | SendOutcome::Uncertain(why),
                ) => Err(why),
            },
            Self::Sendmail { program, .. } => sendmail::check(program).await,
            Self::Memory(_) => Ok(()),
        }
    }
}

/// Tries the mail configuration without sending; see [`Transport::check`].
///
/// # Errors
/// One sentence on what failed and, where known, what to do.
pub async fn check(settings: &MailSettings) -> Result<(), String> {
    Transport::new(settings).check().await
}
