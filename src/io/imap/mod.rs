//! One folder of a mailbox, read and never changed: EXAMINE and BODY.PEEK only. Every step has its own deadline, every
//! answer a bound.

mod folder;
mod meter;
mod words;

use std::{collections::BTreeMap, time::Duration};

use async_imap::{Client, Session, error::Error, imap_proto};
use futures_util::{StreamExt as _, TryStreamExt as _};
use jiff::civil::Date;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::client::TlsStream;

use self::{
    folder::{from_utf7, utf7},
    meter::{Bounds, Farewell, Meter, Metered},
    words::{Step, Words, blocked, failed},
};
use super::fetch::{Fetcher, Held};
use crate::model::{Mailbox, Manners, Outcome};

/// Mails whose size and sender are asked for in one step.
const HEADS: usize = 500;
/// Folders that are named where the one that is asked for is not there.
const FOLDERS: usize = 12;
/// How long the parting may take.
const GOODBYE: Duration = Duration::from_secs(2);
/// What a session may send beside its mails.
const OVERHEAD: u64 = 4 << 20;

type Line = Metered<TlsStream<TcpStream>>;

/// What is known of a mail before it is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number in the folder.
    pub uid: u32,
    /// Its size in bytes, as the server says.
    pub size: usize,
    /// Its header lines that name the sender, undecoded.
    pub from: Vec<u8>,
}

/// A folder that is open for reading.
#[derive(Debug)]
pub struct Inbox<'a> {
    session: Session<Line>,
    mailbox: &'a Mailbox,
    limit: Duration,
    farewell: Farewell,
    /// The folder's numbering; under another one the same number is another mail.
    pub validity: u32,
    _slot: Held,
}

impl<'a> Inbox<'a> {
    /// Connects, logs in and opens the folder. No mail above `mail_bytes`, and no more than `all_bytes` of mails, is read.
    ///
    /// # Errors
    /// How the poll ended.
    pub async fn open(
        fetcher: &Fetcher,
        mailbox: &'a Mailbox,
        manners: &Manners,
        (mail_bytes, all_bytes): (usize, usize),
    ) -> Result<Self, Outcome> {
        let address = mailbox
            .address()
            .ok_or_else(|| failed("the mail server's name makes no address"))?;
        let dialled = fetcher.dial(&address, manners).await?;
        let bytes = |bytes: usize| u64::try_from(bytes).unwrap_or(u64::MAX);
        let bounds = Bounds {
            literal: bytes(mail_bytes).saturating_add(1 << 10),
            session: bytes(all_bytes).saturating_add(OVERHEAD),
        };
        let farewell = Farewell::default();
        let line = Metered::new(dialled.stream, Meter::new(bounds, farewell.clone()));
        let door = Door {
            mailbox,
            limit: manners.timeout,
            farewell,
        };
        let client = door.greeted(Client::new(line)).await?;
        let mut session = Box::pin(door.logged_in(client)).await?;
        let validity = door.examined(&mut session).await?;
        Ok(Self {
            session,
            mailbox,
            limit: door.limit,
            farewell: door.farewell,
            validity,
            _slot: dialled.held,
        })
    }

    /// Numbers of mails above `after` that arrived on `since` (as the server reckons days) or later, ascending.
    ///
    /// # Errors
    /// How the poll ended.
    pub async fn numbers(&mut self, after: u32, since: Date) -> Result<Vec<u32>, Outcome> {
        let Some(first) = after.checked_add(1) else {
            return Ok(Vec::new());
        };
        let query = format!("UID {first}:* SINCE {}", since.strftime("%-d-%b-%Y"));
        let door = self.door();
        let found = door.step(Step::Reading, self.session.uid_search(query)).await?;
        // `first:*` is the newest mail where none has so high a number.
        let mut found: Vec<u32> = found.into_iter().filter(|uid| *uid > after).collect();
        found.sort_unstable();
        Ok(found)
    }

    /// Size and sender of mails; those that are gone meanwhile are left out.
    ///
    /// # Errors
    /// How the poll ended.
    pub async fn heads(&mut self, uids: &[u32]) -> Result<Vec<Head>, Outcome> {
        let mut heads = BTreeMap::new();
        for some in uids.chunks(HEADS) {
            let set: Vec<String> = some.iter().map(ToString::to_string).collect();
            let door = self.door();
            let asking = async {
                let query = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM SENDER)])";
                let mut answers = self.session.uid_fetch(set.join(","), query).await?;
                while let Some(answer) = answers.try_next().await? {
                    let Some(uid) = answer.uid.filter(|uid| some.binary_search(uid).is_ok()) else {
                        continue;
                    };
                    let fields = imap_proto::SectionPath::Full(imap_proto::MessageSection::Header);
                    let from = answer
                        .section(&fields)
                        .or_else(|| answer.header())
                        .unwrap_or_default();
                    let head: &mut Head = heads.entry(uid).or_insert(Head {
                        uid,
                        size: 0,
                        from: Vec::new(),
                    });
                    // Answers about flags that changed come in between, and tell nothing of this.
                    if let Some(size) = answer.size {
                        head.size = usize::try_from(size).unwrap_or(usize::MAX);
                    }
                    if !from.is_empty() {
                        head.from = from.to_vec();
                    }
                }
                Ok(())
            };
            door.step(Step::Reading, asking).await?;
        }
        Ok(heads.into_values().collect())
    }

    /// A whole mail; `None` if it is gone meanwhile.
    ///
    /// # Errors
    /// How the poll ended.
    pub async fn mail(&mut self, uid: u32) -> Result<Option<Vec<u8>>, Outcome> {
        let door = self.door();
        let asking = async {
            let mut bytes = None;
            let mut answers = self
                .session
                .uid_fetch(uid.to_string(), "(UID BODY.PEEK[])")
                .await?;
            while let Some(answer) = answers.try_next().await? {
                if let Some(body) = answer.body().filter(|_| answer.uid == Some(uid)) {
                    bytes = Some(body.to_vec());
                }
            }
            Ok(bytes)
        };
        door.step(Step::Reading, asking).await
    }

    /// Says goodbye; whatever happens here, what was read is read.
    pub async fn leave(mut self) {
        if timeout(GOODBYE, self.session.logout()).await.is_err() {
            tracing::debug!("the mail server did not say goodbye");
        }
    }

    fn door(&self) -> Door<'a> {
        Door {
            mailbox: self.mailbox,
            limit: self.limit,
            farewell: self.farewell.clone(),
        }
    }
}

/// The steps of a session, each within its deadline and its failures in words.
#[derive(Debug)]
struct Door<'a> {
    mailbox: &'a Mailbox,
    limit: Duration,
    farewell: Farewell,
}

impl Door<'_> {
    fn words(&self) -> Words<'_> {
        Words {
            at: &self.mailbox.host,
            password: self.mailbox.password.expose(),
        }
    }

    async fn step<T>(&self, step: Step, work: impl Future<Output = Result<T, Error>>) -> Result<T, Outcome> {
        match timeout(self.limit, work).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.words().outcome(step, &error, &self.farewell.words())),
            Err(_) => Err(self.words().late(step, self.limit.as_secs_f64())),
        }
    }

    /// Waits for the greeting.
    async fn greeted(&self, mut client: Client<Line>) -> Result<Client<Line>, Outcome> {
        let greeting = async { client.read_response().await.map_err(Error::from) };
        let greeting = self.step(Step::Greeting, greeting).await?;
        let greeting = greeting.ok_or_else(|| {
            self.words()
                .outcome(Step::Greeting, &Error::ConnectionLost, &self.farewell.words())
        })?;
        match greeting.parsed() {
            imap_proto::Response::Data {
                status: imap_proto::Status::Ok | imap_proto::Status::PreAuth,
                ..
            } => Ok(client),
            imap_proto::Response::Data { .. } => {
                Err(self.words().refused(Step::Greeting, &self.farewell.words()))
            }
            _ => Err(failed(format!(
                "`{}` does not greet as an IMAP server does; is the port that of IMAP with TLS (993)?",
                self.mailbox.host
            ))),
        }
    }

    /// Logs in: by LOGIN where it can carry the password, else by SASL PLAIN, which can carry any.
    async fn logged_in(&self, client: Client<Line>) -> Result<Session<Line>, Outcome> {
        let (username, password) = (&self.mailbox.username, self.mailbox.password.expose());
        if username.is_ascii() && password.is_ascii() {
            let logging_in = async {
                let session = client.login(username, password).await;
                session.map_err(|(error, _)| error)
            };
            return self.step(Step::Login, Box::pin(logging_in)).await;
        }
        let plain = Plain(format!("\0{username}\0{password}"));
        let logging_in = async {
            let session = client.authenticate("PLAIN", plain).await;
            session.map_err(|(error, _)| error)
        };
        self.step(Step::Login, Box::pin(logging_in)).await
    }

    /// Opens the folder for reading only.
    async fn examined(&self, session: &mut Session<Line>) -> Result<u32, Outcome> {
        let folder = utf7(&self.mailbox.folder);
        let opened = match timeout(self.limit, session.examine(&folder)).await {
            Ok(Ok(opened)) => opened,
            Ok(Err(Error::No(said))) => {
                let outcome = self.words().refused(Step::Folder, &said);
                return Err(match outcome {
                    Outcome::Failed { why, .. } => self.unknown(session, &why).await,
                    other => other,
                });
            }
            Ok(Err(error)) => {
                return Err(self.words().outcome(Step::Folder, &error, &self.farewell.words()));
            }
            Err(_) => return Err(self.words().late(Step::Folder, self.limit.as_secs_f64())),
        };
        opened.uid_validity.ok_or_else(|| {
            failed("the mail server does not number the mails of this folder, so new ones cannot be told from old ones")
        })
    }

    /// A folder that cannot be opened, with those that are there.
    async fn unknown(&self, session: &mut Session<Line>, why: &str) -> Outcome {
        let asking = async {
            let names = session.list(None, Some("*")).await?;
            let names: Vec<_> = names.take(FOLDERS + 1).try_collect().await?;
            let names = names.iter().map(|name| format!("`{}`", from_utf7(name.name())));
            Ok(names.collect::<Vec<_>>())
        };
        let folder = &self.mailbox.folder;
        match self.step(Step::Folder, asking).await {
            Ok(names) if !names.is_empty() => {
                let more = if names.len() > FOLDERS { " and more" } else { "" };
                let names: Vec<_> = names.iter().take(FOLDERS).map(String::as_str).collect();
                blocked(format!(
                    "{why}; there is no `{folder}` that can be opened, but {}{more}: check `folder`",
                    names.join(", ")
                ))
            }
            _ => blocked(format!(
                "{why}; check whether `folder` is spelt as the server spells it: `{folder}`"
            )),
        }
    }
}

/// SASL PLAIN (RFC 4616).
struct Plain(String);

impl async_imap::Authenticator for Plain {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        std::mem::take(&mut self.0)
    }
}
