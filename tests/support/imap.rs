//! A small IMAP server on loopback, within TLS, that behaves as badly as it is told to. It runs on a thread of its own, so
//! that its port is known before a world begins.
#![expect(clippy::disallowed_methods, reason = "the server's tasks end with its test")]

use std::{
    fmt::Write as _,
    io,
    sync::{Arc, Mutex, MutexGuard},
    thread::JoinHandle,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};
use tokio_rustls::server::TlsStream;

use super::smtp::acceptor;

/// What the server does wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    #[default]
    None,
    /// Never greets.
    Silent,
    /// Says goodbye instead of hello.
    Bye,
    /// Refuses the login with this response code and text.
    Login(&'static str),
    /// Never answers FETCH.
    StallAtFetch,
    /// Announces a mail of half a gigabyte.
    HugeLiteral,
    /// Sends an answer without end.
    Endless,
    /// Hangs up in the middle of the mail of this number.
    BreakAt(u32),
}

/// A mail in the folder.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    uid: u32,
    /// Day on which it arrived, `2026-11-17`.
    day: String,
    bytes: Vec<u8>,
}

/// What the server holds and does; changed at will.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    /// What it does wrong.
    pub(crate) fault: Fault,
    /// Its numbering.
    pub(crate) validity: u32,
    mails: Vec<Kept>,
    /// Every command, as it was sent.
    pub(crate) commands: Vec<String>,
}

impl Folder {
    /// A mail arrives.
    pub(crate) fn arrive(&mut self, day: &str, mail: &str) {
        let uid = self.mails.last().map_or(1, |last| last.uid + 1);
        self.mails.push(Kept {
            uid,
            day: day.to_owned(),
            bytes: mail.replace('\n', "\r\n").into_bytes(),
        });
    }

    /// The folder is numbered anew, beginning with `first`.
    pub(crate) fn renumber(&mut self, first: u32) {
        self.validity += 1;
        for (uid, mail) in (first..).zip(&mut self.mails) {
            mail.uid = uid;
        }
    }
}

/// A running server.
pub(crate) struct Server {
    /// Its port on 127.0.0.1.
    pub(crate) port: u16,
    folder: Arc<Mutex<Folder>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Server {
    /// Starts one with an empty folder `INBOX`.
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        listener.set_nonblocking(true).unwrap();
        let folder = Arc::new(Mutex::new(Folder {
            validity: 7,
            ..Folder::default()
        }));
        let (stop, stopped) = oneshot::channel::<()>();
        let shared = Arc::clone(&folder);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    _ = stopped => {}
                    () = accept(listener, shared) => {}
                }
            });
            runtime.shutdown_background();
        });
        Self {
            port,
            folder,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// What it holds and does.
    pub(crate) fn folder(&self) -> MutexGuard<'_, Folder> {
        self.folder.lock().unwrap()
    }

    /// Commands whose text holds this.
    pub(crate) fn asked(&self, part: &str) -> usize {
        let folder = self.folder();
        folder
            .commands
            .iter()
            .filter(|command| command.contains(part))
            .count()
    }
}

async fn accept(listener: TcpListener, folder: Arc<Mutex<Folder>>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        let folder = Arc::clone(&folder);
        tokio::task::spawn(async move { drop(serve(stream, &folder).await) });
    }
}

type Stream = BufReader<TlsStream<TcpStream>>;

async fn serve(stream: TcpStream, folder: &Mutex<Folder>) -> io::Result<()> {
    let mut stream = BufReader::new(acceptor().accept(stream).await?);
    let fault = folder.lock().unwrap().fault;
    match fault {
        Fault::Silent => return stall().await,
        Fault::Bye => {
            return say(&mut stream, "* BYE [UNAVAILABLE] come back later\r\n").await;
        }
        _ => {}
    }
    say(&mut stream, "* OK ready\r\n").await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end().to_owned();
        folder.lock().unwrap().commands.push(line.clone());
        let (tag, command) = line.split_once(' ').unwrap_or_default();
        let reply = reply(&folder.lock().unwrap(), command);
        match reply {
            Reply::Done(answers) => say(&mut stream, &format!("{answers}{tag} OK done\r\n")).await?,
            Reply::No(said) => say(&mut stream, &format!("{tag} NO {said}\r\n")).await?,
            Reply::Cut(begun) => return say(&mut stream, &begun).await,
            Reply::Stall => return stall().await,
            Reply::Endless => {
                say(&mut stream, "* SEARCH").await?;
                loop {
                    say(&mut stream, &" 1".repeat(500)).await?;
                }
            }
        }
    }
}

enum Reply {
    Done(String),
    No(&'static str),
    Cut(String),
    Stall,
    Endless,
}

fn reply(folder: &Folder, command: &str) -> Reply {
    let words: Vec<&str> = command.split(' ').collect();
    match words.as_slice() {
        ["LOGIN", ..] => match folder.fault {
            Fault::Login(said) => Reply::No(said),
            _ if command == "LOGIN \"watch@acme.example\" \"canary-imap-31f0\"" => Reply::Done(String::new()),
            _ => Reply::No("[AUTHENTICATIONFAILED] Invalid credentials"),
        },
        ["EXAMINE", "\"INBOX\""] => Reply::Done(format!(
            "* {} EXISTS\r\n* OK [UIDVALIDITY {}] numbered\r\n* OK [UIDNEXT 99999] next\r\n",
            folder.mails.len(),
            folder.validity
        )),
        ["EXAMINE", ..] => Reply::No("[NONEXISTENT] no such folder"),
        ["LIST", ..] => Reply::Done(
            "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST () \"/\" \"Nyheter/M&AOU-nad\"\r\n".to_owned(),
        ),
        ["UID", "SEARCH", ..] if folder.fault == Fault::Endless => Reply::Endless,
        ["UID", "SEARCH", "UID", set, "SINCE", day] => search(folder, set, day),
        ["UID", "FETCH", ..] if folder.fault == Fault::StallAtFetch => Reply::Stall,
        ["UID", "FETCH", set, rest @ ..] => fetch(folder, set, &rest.join(" ")),
        _ => Reply::Done(String::new()),
    }
}

fn search(folder: &Folder, set: &str, day: &str) -> Reply {
    let first: u32 = set.strip_suffix(":*").unwrap().parse().unwrap();
    let since = jiff::civil::Date::strptime("%d-%b-%Y", day).unwrap().to_string();
    let newest = folder.mails.last().map(|mail| mail.uid);
    let found: Vec<String> = folder
        .mails
        .iter()
        .filter(|mail| (mail.uid >= first || Some(mail.uid) == newest) && mail.day >= since)
        .map(|mail| mail.uid.to_string())
        .collect();
    Reply::Done(format!("* SEARCH {}\r\n", found.join(" ")).replace(" \r", "\r"))
}

fn fetch(folder: &Folder, set: &str, what: &str) -> Reply {
    let wanted: Vec<u32> = set.split(',').map(|uid| uid.parse().unwrap()).collect();
    let mut answers = String::new();
    for (place, mail) in folder.mails.iter().enumerate() {
        let (place, uid) = (place + 1, mail.uid);
        if !wanted.contains(&uid) {
            continue;
        }
        let text = String::from_utf8(mail.bytes.clone()).unwrap();
        if what.contains("BODY.PEEK[]") {
            match folder.fault {
                Fault::HugeLiteral => {
                    return Reply::Cut(format!("* {place} FETCH (UID {uid} BODY[] {{500000000}}\r\n"));
                }
                Fault::BreakAt(at) if at == uid => {
                    return Reply::Cut(format!(
                        "* {place} FETCH (UID {uid} BODY[] {{{}}}\r\nFrom",
                        text.len()
                    ));
                }
                _ => {}
            }
            write!(
                answers,
                "* {place} FETCH (UID {uid} BODY[] {{{}}}\r\n{text})\r\n",
                text.len()
            )
            .unwrap();
        } else {
            let from = text
                .lines()
                .find(|line| line.starts_with("From:"))
                .unwrap_or_default();
            let from = format!("{from}\r\n\r\n");
            write!(answers,
                "* {place} FETCH (UID {uid} RFC822.SIZE {} BODY[HEADER.FIELDS (FROM SENDER)] {{{}}}\r\n{from})\r\n",
                text.len(),
                from.len()
            ).unwrap();
        }
    }
    Reply::Done(answers)
}

async fn say(stream: &mut Stream, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes()).await?;
    stream.flush().await
}

async fn stall() -> io::Result<()> {
    tokio::time::sleep(Duration::from_mins(10)).await;
    Err(io::ErrorKind::TimedOut.into())
}
