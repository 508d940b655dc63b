//! A small SMTP server on loopback that behaves as badly as it is told to, and remembers what it accepted.
#![expect(clippy::disallowed_methods, reason = "the server's tasks end with its test")]

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};

/// What the server does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Nothing.
    Good,
    /// Offers no STARTTLS.
    Stripped,
    /// Sends replies in clear behind its reply to STARTTLS.
    Injected,
    /// Answers STARTTLS with 454.
    TlsUnavailable,
    /// Speaks TLS from the first byte.
    Implicit,
    /// Says nothing at all.
    Silent,
    /// Greets with something that is not SMTP.
    Garbage,
    /// Ends its lines with LF alone.
    LineFeeds,
    /// Ends its lines with LF alone from the reply to the mail on.
    LateLineFeeds,
    /// Refuses the first recipient of its life with 451, later ones are fine.
    Greylist,
    /// Greets with 554: wants nothing to do with us.
    Unwelcome,
    /// Refuses the sender with 550.
    BadSender,
    /// Refuses every recipient with 550.
    NoSuchUser,
    /// Answers MAIL with 354, which is no success.
    Intermediate,
    /// Refuses every login with 535.
    BadLogin,
    /// Never answers DATA.
    StallAtData,
    /// Stops reading in the middle of the mail.
    StallInMail,
    /// Closes the connection in the middle of the mail.
    DropBeforeDot,
    /// Stores the mail and closes without a reply.
    DropAfterDot,
    /// Stores the mail and never replies.
    StallAfterDot,
    /// Replies to the mail with something that is not SMTP.
    GarbageAfterDot,
    /// Replies to the mail with 354.
    IntermediateAfterDot,
    /// Refuses the mail with 552 after the final dot.
    TooBig,
    /// Refuses the mail with 452 after the final dot.
    NoSpace,
    /// Accepts the mail and never answers QUIT.
    StallAtQuit,
}

/// A mail as the server took it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Argument of MAIL.
    pub(crate) from: String,
    /// Argument of RCPT.
    pub(crate) to: String,
    /// The mail, dots unstuffed.
    pub(crate) bytes: Vec<u8>,
    /// Whether it came through TLS.
    pub(crate) encrypted: bool,
}

/// A running server.
pub(crate) struct Server {
    /// Its port on 127.0.0.1.
    pub(crate) port: u16,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

struct Shared {
    mode: Mode,
    stored: Mutex<Vec<Stored>>,
    commands: Mutex<Vec<String>>,
    recipients: Mutex<u32>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The authority that signed the server's certificate, DER.
pub(crate) const AUTHORITY: &[u8] = include_bytes!("tls/authority.der");

impl Server {
    /// Starts one.
    pub(crate) async fn start(mode: Mode) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            mode,
            stored: Mutex::default(),
            commands: Mutex::default(),
            recipients: Mutex::default(),
        });
        let state = Arc::clone(&shared);
        let task = tokio::task::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let state = Arc::clone(&state);
                tokio::task::spawn(async move { drop(serve(stream, &state).await) });
            }
        });
        Self { port, shared, task }
    }

    /// The mails it accepted, or would say it had.
    pub(crate) fn stored(&self) -> Vec<Stored> {
        self.shared.stored.lock().unwrap().clone()
    }

    /// Every command it was given in clear.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.shared.commands.lock().unwrap().clone()
    }
}

async fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    if shared.mode == Mode::Implicit {
        let stream = acceptor().accept(stream).await?;
        return dialogue(&mut BufReader::new(stream), shared, true)
            .await
            .map(drop);
    }
    let mut stream = BufReader::new(stream);
    if dialogue(&mut stream, shared, false).await? {
        let stream = acceptor().accept(stream.into_inner()).await?;
        let mut stream = BufReader::new(stream);
        commands(&mut stream, shared, true).await?;
    }
    Ok(())
}

/// Speaks TLS as `localhost`, signed by [`AUTHORITY`].
pub(crate) fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from(include_bytes!("tls/server.der").to_vec());
    let key = PrivateKeyDer::try_from(include_bytes!("tls/server.key.der").to_vec()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Greets and obeys; says whether TLS begins now.
async fn dialogue<S>(stream: &mut BufReader<S>, shared: &Shared, encrypted: bool) -> io::Result<bool>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    match shared.mode {
        Mode::Silent => return stall().await,
        Mode::Garbage => say(stream, shared, "SSH-2.0-OpenSSH_9.9").await?,
        Mode::Unwelcome => say(stream, shared, "554 no service for you").await?,
        _ => say(stream, shared, "220 test ESMTP").await?,
    }
    commands(stream, shared, encrypted).await
}

async fn commands<S>(stream: &mut BufReader<S>, shared: &Shared, encrypted: bool) -> io::Result<bool>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut from, mut to) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(false);
        }
        let line = line.trim_end().to_owned();
        if !encrypted {
            shared.commands.lock().unwrap().push(line.clone());
        }
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                let tls = !encrypted && shared.mode != Mode::Stripped;
                let reply = if tls {
                    "250-test\r\n250-STARTTLS\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN"
                } else {
                    "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN"
                };
                say(stream, shared, reply).await?;
            }
            "STARTTLS" => match shared.mode {
                Mode::TlsUnavailable => say(stream, shared, "454 not now").await?,
                Mode::Injected => {
                    say(
                        stream,
                        shared,
                        "220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n250 ok\r\n354 go on\r\n250 ok",
                    )
                    .await?;
                    return Ok(true);
                }
                _ => {
                    say(stream, shared, "220 go").await?;
                    return Ok(true);
                }
            },
            "AUTH" if shared.mode == Mode::BadLogin => say(stream, shared, "535 5.7.8 no").await?,
            "AUTH" => say(stream, shared, "235 welcome").await?,
            "MAIL" => {
                from = line;
                let reply = match shared.mode {
                    Mode::Intermediate => "354 what",
                    Mode::BadSender => "550 5.7.1 not yours to send from",
                    _ => "250 ok",
                };
                say(stream, shared, reply).await?;
            }
            "RCPT" => {
                to = line;
                say(stream, shared, recipient(shared)).await?;
            }
            "DATA" => {
                if shared.mode == Mode::StallAtData {
                    stall::<()>().await?;
                }
                say(stream, shared, "354 go on").await?;
                let Some(bytes) = mail(stream, shared).await? else {
                    return Ok(false);
                };
                let stored = Stored {
                    from: from.clone(),
                    to: to.clone(),
                    bytes,
                    encrypted,
                };
                if !accept(stream, shared, stored).await? {
                    return Ok(false);
                }
            }
            "QUIT" => {
                if shared.mode == Mode::StallAtQuit {
                    stall::<()>().await?;
                }
                say(stream, shared, "221 bye").await?;
                return Ok(false);
            }
            _ => say(stream, shared, "250 ok").await?,
        }
    }
}

fn recipient(shared: &Shared) -> &'static str {
    let mut seen = shared.recipients.lock().unwrap();
    *seen += 1;
    match shared.mode {
        Mode::Greylist if *seen == 1 => "451 4.7.1 greylisted, try again",
        Mode::NoSuchUser => "550 5.1.1 <reader@acme.example>: no such user",
        _ => "250 ok",
    }
}

/// Reads the mail up to its final dot; `None` when the connection is to be dropped before.
async fn mail<S>(stream: &mut BufReader<S>, shared: &Shared) -> io::Result<Option<Vec<u8>>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut bytes = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        match shared.mode {
            Mode::DropBeforeDot if bytes.len() > 1_000 => return Ok(None),
            Mode::StallInMail if bytes.len() > 1_000 => return stall().await,
            _ => {}
        }
        if line == b".\r\n" {
            return Ok(Some(bytes));
        }
        bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

/// Replies to the mail; says whether to go on.
async fn accept<S>(stream: &mut BufReader<S>, shared: &Shared, mail: Stored) -> io::Result<bool>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let refusal = match shared.mode {
        Mode::TooBig => Some("552 too big"),
        Mode::NoSpace => Some("452 no space"),
        _ => None,
    };
    if let Some(refusal) = refusal {
        say(stream, shared, refusal).await?;
        return Ok(true);
    }
    shared.stored.lock().unwrap().push(mail);
    match shared.mode {
        Mode::DropAfterDot => return Ok(false),
        Mode::StallAfterDot => return stall().await,
        Mode::GarbageAfterDot => say(stream, shared, "?!").await?,
        Mode::IntermediateAfterDot => say(stream, shared, "354 more").await?,
        Mode::LateLineFeeds => {
            stream.write_all(b"250 ok\n").await?;
            stream.flush().await?;
        }
        _ => say(stream, shared, "250 2.0.0 kept as 1").await?,
    }
    Ok(true)
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    shared: &Shared,
    text: &str,
) -> io::Result<()> {
    let end = if shared.mode == Mode::LineFeeds {
        "\n"
    } else {
        "\r\n"
    };
    stream.write_all(format!("{text}{end}").as_bytes()).await?;
    stream.flush().await
}

async fn stall<T>() -> io::Result<T> {
    tokio::time::sleep(Duration::from_mins(10)).await;
    Err(io::ErrorKind::TimedOut.into())
}
