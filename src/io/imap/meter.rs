//! What an IMAP server sends, measured before the parser sees it: the parser makes room for whatever is announced.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Most bytes of one response beside its literals. Long ones are lists of numbers: so many mails are not new at once.
const RESPONSE_BYTES: usize = 256 << 10;
/// Most literals of one response: a response is parsed again with each.
const LITERALS: usize = 16;
/// Most bytes kept of a line.
const LINE_BYTES: usize = 300;

/// Bounds of one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Most bytes of one literal.
    pub(super) literal: u64,
    /// Most bytes in all.
    pub(super) session: u64,
}

/// The server's parting words.
#[derive(Clone, Debug, Default)]
pub(super) struct Farewell(Arc<Mutex<String>>);

impl Farewell {
    /// What was said; empty if nothing was.
    pub(super) fn words(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, line: &[u8]) {
        let line = String::from_utf8_lossy(line).into_owned();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = line;
    }
}

/// Follows responses byte by byte, as far as their lengths go.
#[derive(Debug)]
pub(super) struct Meter {
    bounds: Bounds,
    farewell: Farewell,
    /// Bytes in all.
    seen: u64,
    /// Bytes of the literal under way that are still to come.
    literal: u64,
    /// Bytes of this response beside its literals, and its literals.
    response: usize,
    literals: usize,
    /// Beginning of this line.
    line: Vec<u8>,
    /// A length that is being announced at the end of this line.
    announced: Announced,
}

/// `{123}` CR LF, as far as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Announced {
    None,
    Digits(u64),
    Closed(u64),
    Returned(u64),
}

impl Meter {
    pub(super) fn new(bounds: Bounds, farewell: Farewell) -> Self {
        Self {
            bounds,
            farewell,
            seen: 0,
            literal: 0,
            response: 0,
            literals: 0,
            line: Vec::new(),
            announced: Announced::None,
        }
    }

    /// Takes what arrived.
    fn take(&mut self, mut bytes: &[u8]) -> Result<(), &'static str> {
        self.seen = self
            .seen
            .saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.seen > self.bounds.session {
            return Err("it sends more than was asked for");
        }
        while let Some((&byte, rest)) = bytes.split_first() {
            if self.literal > 0 {
                let skipped = usize::try_from(self.literal).map_or(bytes.len(), |left| left.min(bytes.len()));
                self.literal = self
                    .literal
                    .saturating_sub(u64::try_from(skipped).unwrap_or(u64::MAX));
                bytes = bytes.get(skipped..).unwrap_or_default();
                continue;
            }
            self.step(byte)?;
            bytes = rest;
        }
        Ok(())
    }

    /// One byte outside literals.
    fn step(&mut self, byte: u8) -> Result<(), &'static str> {
        self.response += 1;
        if self.response > RESPONSE_BYTES {
            return Err("one of its answers has no end");
        }
        if self.line.len() < LINE_BYTES {
            self.line.push(byte);
        }
        self.announced = match (self.announced, byte) {
            (_, b'{') => Announced::Digits(0),
            (Announced::Digits(so_far), b'0'..=b'9') => {
                let so_far = so_far.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                if so_far > self.bounds.literal {
                    return Err("it announces more than a mail may have");
                }
                Announced::Digits(so_far)
            }
            (Announced::Digits(length), b'+') => Announced::Digits(length),
            (Announced::Digits(length), b'}') => Announced::Closed(length),
            (Announced::Closed(length), b'\r') => Announced::Returned(length),
            (Announced::Returned(length), b'\n') => return self.begin_literal(length),
            _ => Announced::None,
        };
        if byte == b'\n' {
            self.end_response();
        }
        Ok(())
    }

    fn begin_literal(&mut self, length: u64) -> Result<(), &'static str> {
        (self.announced, self.literal) = (Announced::None, length);
        self.literals += 1;
        if self.literals > LITERALS {
            return Err("one of its answers has no end");
        }
        Ok(())
    }

    fn end_response(&mut self) {
        let is_bye = self
            .line
            .get(..6)
            .is_some_and(|head| head.eq_ignore_ascii_case(b"* BYE "));
        if is_bye {
            self.farewell.keep(self.line.get(6..).unwrap_or_default());
        }
        self.line.clear();
        (self.response, self.literals) = (0, 0);
    }
}

/// A stream whose arriving bytes are measured.
#[derive(Debug)]
pub(super) struct Metered<S> {
    stream: S,
    meter: Meter,
}

impl<S> Metered<S> {
    pub(super) fn new(stream: S, meter: Meter) -> Self {
        Self { stream, meter }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = out.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(context, out))?;
        let arrived = out.filled().get(before..).unwrap_or_default();
        Poll::Ready(
            this.meter
                .take(arrived)
                .map_err(|why| io::Error::other(Unbounded(why))),
        )
    }
}

/// A server that would not end; the sentence says how.
#[derive(Debug)]
pub(super) struct Unbounded(pub(super) &'static str);

impl std::fmt::Display for Unbounded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Unbounded {}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
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
    use proptest::prelude::*;

    use super::*;

    fn meter() -> Meter {
        let bounds = Bounds {
            literal: 1_000,
            session: 1_000_000,
        };
        Meter::new(bounds, Farewell::default())
    }

    #[test]
    fn what_would_not_end_is_refused_before_it_is_read() {
        let endless = "* 1 FETCH ".repeat(30_000);
        let literals = "{1}\r\nx ".repeat(17);
        for (sent, want) in [
            ("* OK hello\r\n* 1 FETCH (BODY[] {5}\r\n{9}\r\n)\r\n", None),
            ("* 1 FETCH (BODY[] {1000}\r\n", None),
            ("* 1 FETCH (BODY[] {1001}\r\n", Some("more than a mail")),
            ("* 1 FETCH (BODY[] {1001+}\r\n", Some("more than a mail")),
            (
                "* 1 FETCH (BODY[] {99999999999999999999999\r\n",
                Some("more than a mail"),
            ),
            (&endless, Some("no end")),
            (&literals, Some("no end")),
        ] {
            for pieces in [1, 7, usize::MAX] {
                let mut meter = meter();
                let taken = sent
                    .as_bytes()
                    .chunks(pieces.min(sent.len()))
                    .try_for_each(|piece| meter.take(piece));
                match want {
                    None => assert_eq!(taken, Ok(()), "{sent:.60}"),
                    Some(why) => assert!(taken.unwrap_err().contains(why), "{sent:.60}"),
                }
            }
        }
        let mut within = meter();
        let inside = b"* 1 FETCH (BODY[] {13}\r\n{999999999}\r\n)\r\n* BYE [UNAVAILABLE] later\r\n";
        assert_eq!(within.take(inside), Ok(()));
        assert_eq!(within.farewell.words(), "[UNAVAILABLE] later\r\n");
        let mut flood = meter();
        let lines = "* OK hello\r\n".repeat(100_000);
        assert!(flood.take(lines.as_bytes()).unwrap_err().contains("asked for"));
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(sent in "[{}0-9+\r\n* a]{0,60}", at in 0_usize..60) {
            let (mut whole, mut parted) = (meter(), meter());
            let bytes = sent.as_bytes();
            let (first, second) = bytes.split_at(at.min(bytes.len()));
            let parts = parted.take(first).and_then(|()| parted.take(second));
            prop_assert_eq!(whole.take(bytes), parts);
            prop_assert_eq!(whole.literal, parted.literal);
        }
    }
}
