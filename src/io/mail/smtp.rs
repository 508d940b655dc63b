//! One SMTP transaction: one connection, one recipient, a deadline on every step.
//!
//! lettre speaks the protocol; what it leaves open is closed here. Its timeout covers only the connect, so every step
//! has a deadline of its own. Its notion of success includes 3xx, so codes are compared. Bytes that arrive in clear
//! behind the reply to STARTTLS would be read as if they had come through TLS, so lines are handed on one at a time
//! ([`Wire`]) and such bytes break the handshake. A connection is never used for a second mail.

use std::{
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    task::{Context, Poll, ready},
    time::Duration,
};

use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
        response::Response,
    },
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};

use super::{Outgoing, SendOutcome, Smtp};
use crate::config::SmtpTls;
use crate::io::tls_words as explain;

/// Size of the pieces a mail is written in; each has a deadline.
const PIECE_BYTES: usize = 16 * 1024;
/// Longest line of a server, as in Postfix.
const LINE_BYTES: usize = 1000;
/// How long the server may take to say goodbye; by then the mail is already accepted.
const GOODBYE: Duration = Duration::from_secs(5);

/// Delivers a mail.
pub(super) async fn send(server: &Smtp, mail: &Outgoing<'_>) -> SendOutcome {
    match try_send(server, mail).await {
        Ok(reply) => SendOutcome::Accepted(reply),
        Err(outcome) => outcome,
    }
}

/// Everything but the mail itself.
pub(super) async fn check(server: &Smtp) -> Result<(), SendOutcome> {
    leave(connect(server).await?).await;
    Ok(())
}

async fn try_send(server: &Smtp, mail: &Outgoing<'_>) -> Result<String, SendOutcome> {
    let from = address(mail.from)?;
    let to = address(mail.to)?;
    let body = body(mail.bytes)?;
    let mut connection = connect(server).await.map_err(of_the_session)?;
    let options = options(&connection, mail, [&from, &to])?;
    let command = server.timeouts.command;
    let reply = step(
        command,
        "MAIL",
        connection.command(Mail::new(Some(from), options)),
    )
    .await
    .map_err(of_the_session)?;
    expect(&reply, &[250], "MAIL")?;
    let reply = step(command, "RCPT", connection.command(Rcpt::new(to, Vec::new()))).await?;
    expect(&reply, &[250, 251, 252], "RCPT")?;
    let reply = step(command, "DATA", connection.command(Data)).await?;
    expect(&reply, &[354], "DATA")?;
    let reply = transfer(server, &mut connection, body).await?;
    leave(connection).await;
    Ok(reply)
}

/// What the server refuses before it hears of the recipient says nothing about the recipient.
fn of_the_session(outcome: SendOutcome) -> SendOutcome {
    match outcome {
        SendOutcome::Rejected(reply) => SendOutcome::ServerRefused(reply),
        other => other,
    }
}

/// Connected, greeted, encrypted and logged in as configured.
async fn connect(server: &Smtp) -> Result<AsyncSmtpConnection, SendOutcome> {
    let hello = ClientId::default();
    let command = server.timeouts.command;
    let mut connection = match server.tls {
        SmtpTls::Implicit => {
            let tls = tls(server)?;
            let address = (server.host.as_str(), server.port);
            let connecting = AsyncSmtpConnection::connect_tokio1(
                address,
                Some(server.timeouts.connect),
                &hello,
                Some(tls),
                None,
            );
            step(server.timeouts.connect + command, "the greeting", connecting).await?
        }
        SmtpTls::StartTls | SmtpTls::None => {
            let wire = Wire::new(dial(server).await?);
            if server.tls == SmtpTls::None && !wire.peer.ip().is_loopback() {
                return Err(SendOutcome::NotSent(
                    "the mail server is not on this machine, and mail is not sent unencrypted; set `tls`"
                        .to_owned(),
                ));
            }
            let connecting = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &hello);
            step(command, "the greeting", connecting).await?
        }
    };
    if server.tls == SmtpTls::StartTls {
        if !connection.can_starttls() {
            return Err(SendOutcome::NotSent(
                "the mail server does not offer STARTTLS, and mail is not sent unencrypted; try `tls = \"implicit\"`"
                    .to_owned(),
            ));
        }
        step(command, "STARTTLS", connection.starttls(tls(server)?, &hello)).await?;
    }
    if server.login.is_some() {
        log_in(server, &mut connection).await?;
    }
    Ok(connection)
}

async fn dial(server: &Smtp) -> Result<TcpStream, SendOutcome> {
    let dialling = TcpStream::connect((server.host.as_str(), server.port));
    match timeout(server.timeouts.connect, dialling).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(SendOutcome::NotSent(format!(
            "could not connect to the mail server: {error}"
        ))),
        Err(_) => Err(late("connect", server.timeouts.connect)),
    }
}

fn tls(server: &Smtp) -> Result<TlsParameters, SendOutcome> {
    let build = || {
        let mut builder = TlsParameters::builder(server.host.clone());
        for der in &server.extra_roots {
            builder = builder.add_root_certificate(Certificate::from_der(der.clone())?);
        }
        builder.build_rustls()
    };
    build().map_err(|error: Error| SendOutcome::NotSent(format!("could not set up TLS: {error}")))
}

async fn log_in(server: &Smtp, connection: &mut AsyncSmtpConnection) -> Result<(), SendOutcome> {
    let Some((user, password)) = &server.login else {
        return Ok(());
    };
    let credentials = Credentials::new(user.clone(), password.expose().to_owned());
    let mechanisms = [Mechanism::Plain, Mechanism::Login];
    let logging_in = connection.auth(&mechanisms, &credentials);
    match step(server.timeouts.command, "AUTH", logging_in).await {
        Ok(reply) => expect(&reply, &[235], "AUTH"),
        Err(SendOutcome::Rejected(reply)) => Err(SendOutcome::LoginRefused(reply)),
        Err(other) => Err(other),
    }
}

/// Parameters of MAIL that the mail needs and the server must offer.
fn options(
    connection: &AsyncSmtpConnection,
    mail: &Outgoing<'_>,
    addresses: [&Address; 2],
) -> Result<Vec<MailParameter>, SendOutcome> {
    let server = connection.server_info();
    let mut options = Vec::new();
    if !addresses
        .iter()
        .all(|address| AsRef::<str>::as_ref(*address).is_ascii())
    {
        if !server.supports_feature(Extension::SmtpUtfEight) {
            return Err(SendOutcome::Rejected(
                "the mail server takes no addresses beyond ASCII".to_owned(),
            ));
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    if !mail.bytes.is_ascii() {
        if !server.supports_feature(Extension::EightBitMime) {
            return Err(SendOutcome::Rejected(
                "the mail server takes no 8-bit mail".to_owned(),
            ));
        }
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(options)
}

/// Writes the mail and waits for the reply to its final dot.
async fn transfer(
    server: &Smtp,
    connection: &mut AsyncSmtpConnection,
    body: &[u8],
) -> Result<String, SendOutcome> {
    let written = AtomicUsize::new(0);
    let complete = AtomicBool::new(false);
    let pieces = body
        .chunks(PIECE_BYTES)
        .inspect(|_| {
            written.fetch_add(1, Ordering::Relaxed);
        })
        // Asked for a piece beyond the last one: from here on only the final dot is left to write.
        .chain(std::iter::from_fn(|| {
            complete.store(true, Ordering::Relaxed);
            None
        }));
    let mut sending = std::pin::pin!(connection.message_iter(pieces));
    loop {
        let (before, dotted) = (written.load(Ordering::Relaxed), complete.load(Ordering::Relaxed));
        let patience = if dotted {
            server.timeouts.last
        } else {
            server.timeouts.data
        };
        let result = timeout_at(Instant::now() + patience, sending.as_mut()).await;
        let dotted_now = complete.load(Ordering::Relaxed);
        match result {
            Ok(Ok(reply)) if reply.has_code(250) => return Ok(words(&reply)),
            Ok(Ok(reply)) => {
                return Err(SendOutcome::Uncertain(format!(
                    "unexpected reply to the mail: {}",
                    words(&reply)
                )));
            }
            Ok(Err(error)) => return Err(after_data(&error, dotted_now)),
            // The deadline was for an earlier piece: the one under way gets its own.
            Err(_) if written.load(Ordering::Relaxed) > before || dotted_now != dotted => {}
            Err(_) if dotted_now => {
                return Err(SendOutcome::Uncertain(format!(
                    "no reply within {} s after the mail was handed over",
                    patience.as_secs()
                )));
            }
            Err(_) => return Err(late("the mail's text", patience)),
        }
    }
}

/// What an error while or after writing the mail means.
fn after_data(error: &Error, dotted: bool) -> SendOutcome {
    match refusal(error) {
        Some(outcome) if dotted => outcome,
        _ if dotted => SendOutcome::Uncertain(format!(
            "the connection broke after the mail was handed over: {}",
            redact(&error.to_string())
        )),
        _ => SendOutcome::NotSent(format!(
            "the connection broke while the mail was handed over: {}",
            redact(&error.to_string())
        )),
    }
}

/// Polite end; whatever happens here, the mail is accepted.
async fn leave(mut connection: AsyncSmtpConnection) {
    if timeout(GOODBYE, connection.quit()).await.is_err() {
        tracing::debug!("the mail server did not say goodbye");
    }
}

/// One step under its deadline, its failure translated: nothing was sent yet.
async fn step<T>(
    limit: Duration,
    what: &str,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, SendOutcome> {
    match timeout(limit, work).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(refusal(&error)
            .unwrap_or_else(|| SendOutcome::NotSent(format!("{what} failed: {}", why(&error))))),
        Err(_) => Err(late(what, limit)),
    }
}

/// What broke, in words: TLS trouble as in a source's errors, anything else as it was said.
fn why(error: &Error) -> String {
    match explain::tls_trouble(error) {
        Some(rustls::Error::InvalidMessage(_)) => {
            "the mail server does not speak TLS on this port; `tls = \"implicit\"` is for port 465, `\"starttls\"` for 587"
                .to_owned()
        }
        Some(trouble) => explain::tls(trouble).to_owned(),
        None => redact(&error.to_string()),
    }
}

fn late(what: &str, limit: Duration) -> SendOutcome {
    SendOutcome::NotSent(format!(
        "the mail server did not answer within {} s ({what})",
        limit.as_secs()
    ))
}

/// A 4xx or 5xx reply as an outcome.
fn refusal(error: &Error) -> Option<SendOutcome> {
    let reply = || redact(&error.to_string());
    if error.is_transient() {
        Some(SendOutcome::Deferred(reply()))
    } else if error.is_permanent() {
        Some(SendOutcome::Rejected(reply()))
    } else {
        None
    }
}

/// lettre takes any 2xx and 3xx for success; only these codes are.
fn expect(reply: &Response, codes: &[u16], what: &str) -> Result<(), SendOutcome> {
    if codes.iter().any(|code| reply.has_code(*code)) {
        return Ok(());
    }
    Err(SendOutcome::NotSent(format!(
        "unexpected reply to {what}: {}",
        words(reply)
    )))
}

fn words(reply: &Response) -> String {
    let text: Vec<&str> = reply.message().collect();
    redact(&format!("{} {}", reply.code(), text.join(" ")))
}

/// Takes addresses out of what a server says: it ends up in logs and on the status page.
fn redact(text: &str) -> String {
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| if word.contains('@') { "…" } else { word })
        .collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect()
}

fn address(text: &str) -> Result<Address, SendOutcome> {
    text.parse()
        .map_err(|_| SendOutcome::Rejected("the address is not one that mail can be sent to".to_owned()))
}

/// The mail without its last line end, which the final dot brings along.
fn body(bytes: &[u8]) -> Result<&[u8], SendOutcome> {
    // A lone CR or LF lets some servers see an end of the mail where there is none, and a second mail behind it.
    let mut previous = 0;
    for byte in bytes.iter().copied().chain([0]) {
        if (byte == b'\n') != (previous == b'\r') {
            return Err(SendOutcome::Rejected(
                "the mail holds a line end that is not CR LF; this is a fault of the program".to_owned(),
            ));
        }
        previous = byte;
    }
    Ok(bytes.strip_suffix(b"\r\n").unwrap_or(bytes))
}

/// A connection that hands on at most one line at a time: whoever reads from it never holds bytes that belong behind
/// the reply they wait for. Lines must end in CR LF for as long as they are in clear.
struct Wire {
    stream: TcpStream,
    peer: SocketAddr,
    /// Received, not handed on yet.
    held: Vec<u8>,
    /// Whether everything so far was lines, not TLS.
    in_clear: bool,
}

impl Wire {
    fn new(stream: TcpStream) -> Self {
        let unknown = SocketAddr::from(([0, 0, 0, 0], 0));
        let peer = stream.peer_addr().unwrap_or(unknown);
        Self {
            stream,
            peer,
            held: Vec::new(),
            in_clear: true,
        }
    }

    /// Bytes to hand on now: up to the end of the first line.
    fn line(&self) -> io::Result<usize> {
        let Some(end) = self.held.iter().position(|byte| *byte == b'\n') else {
            if self.in_clear && self.held.len() > LINE_BYTES {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "a line of the server is too long",
                ));
            }
            return Ok(self.held.len());
        };
        let before = end.checked_sub(1).and_then(|at| self.held.get(at));
        if self.in_clear && before != Some(&b'\r') {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a line of the server does not end in CR LF",
            ));
        }
        Ok(end + 1)
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let whole_line = |held: &[u8]| held.contains(&b'\n');
        while this.held.is_empty() || (this.in_clear && !whole_line(&this.held)) {
            let mut space = [0; 4096];
            let mut read = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut read))?;
            if read.filled().is_empty() {
                break;
            }
            this.held.extend_from_slice(read.filled());
            this.line()?;
        }
        let most = this.line()?.min(out.remaining());
        out.put_slice(this.held.get(..most).unwrap_or_default());
        this.held.drain(..most);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        // The first byte of a TLS handshake record; no SMTP command begins with it.
        if bytes.first() == Some(&0x16) {
            self.in_clear = false;
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_out_of_replies() {
        let said = "550 5.1.1 <jo@acme.example>: no such user\r\n jo@acme.example";
        assert_eq!(redact(said), "550 5.1.1 … no such user …");
    }

    #[test]
    fn lone_line_ends_are_refused() {
        for good in ["", "a", "a\r\nb\r\n", "\r\n.\r\n"] {
            assert!(body(good.as_bytes()).is_ok(), "{good:?}");
        }
        for bad in ["a\nb", "a\rb", "\n", "a\r", "a\r\r\n", "a\r\n\n.\r\n"] {
            assert!(body(bad.as_bytes()).is_err(), "{bad:?}");
        }
        assert_eq!(body(b"a\r\n\r\n").unwrap(), b"a\r\n");
    }
}
