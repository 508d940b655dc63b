//! Answers that are longer than should be held in memory, handed on piece by piece while they are made.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes};
use hyper::body::Frame;
use tokio::{
    runtime::Handle,
    sync::mpsc,
    time::{Instant, timeout, timeout_at},
};

/// Pieces made before anybody takes them.
const AHEAD: usize = 2;
/// Size at which a piece is handed on, in bytes.
const PIECE_BYTES: usize = 64 << 10;
/// Answers up to this size are sent whole, with their length, in bytes.
const WHOLE_BYTES: usize = 2 << 20;
/// After this time what there is begins to be sent, whatever there is.
const WHOLE_WAIT: Duration = Duration::from_secs(5);
/// How long a reader may take over one piece. One that has stopped reading holds nothing up any longer.
const READER_PATIENCE: Duration = Duration::from_secs(10);

/// What comes from the thread that makes an answer. An answer whose maker goes away without a word is no whole answer.
enum Part<E> {
    Bytes(Bytes),
    End,
    Failed(E),
}

/// The writing end, for a thread that may block.
pub struct Pieces<E> {
    parts: mpsc::Sender<Part<E>>,
    runtime: Handle,
    waiting: Vec<u8>,
    /// A piece was lost: the answer must not end as if it were whole.
    lost: bool,
}

/// The reader has gone, or stopped reading: the rest of the answer is wanted by nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoReader;

impl<E> fmt::Debug for Pieces<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pieces({} bytes wait)", self.waiting.len())
    }
}

impl<E: fmt::Display + Send + 'static> Pieces<E> {
    /// Adds to the answer; blocks while the reader is behind.
    ///
    /// # Errors
    /// When nobody reads any more.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), NoReader> {
        if self.lost {
            return Err(NoReader);
        }
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() < PIECE_BYTES {
            return Ok(());
        }
        self.hand_on()
    }

    fn hand_on(&mut self) -> Result<(), NoReader> {
        let piece = Bytes::from(std::mem::take(&mut self.waiting));
        self.send(Part::Bytes(piece))
    }

    fn send(&mut self, part: Part<E>) -> Result<(), NoReader> {
        let sending = timeout(READER_PATIENCE, self.parts.send(part));
        let sent = matches!(self.runtime.block_on(sending), Ok(Ok(())));
        self.lost |= !sent;
        if self.lost { Err(NoReader) } else { Ok(()) }
    }

    fn finish(mut self, made: Result<(), E>) {
        let last = match made {
            Ok(()) if self.lost || self.hand_on().is_err() => return,
            Ok(()) => Part::End,
            Err(error) => Part::Failed(error),
        };
        // Nobody reads any more: then nobody misses it either.
        self.send(last).ok();
    }
}

/// An answer made by `make` on a thread that may block, in bounded memory: whole if it is short, else in pieces. It is
/// cut off without a proper end, which every reader notices, if `make` fails or panics half way.
///
/// # Errors
/// The error of `make` if it failed before anything was sent; `None` if it panicked.
pub async fn in_pieces<E: fmt::Display + Send + 'static>(
    make: impl FnOnce(&mut Pieces<E>) -> Result<(), E> + Send + 'static,
) -> Result<Body, Option<E>> {
    let (parts, mut coming) = mpsc::channel(AHEAD);
    let runtime = Handle::current();
    drop(tokio::task::spawn_blocking(move || {
        let mut pieces = Pieces {
            parts,
            runtime,
            waiting: Vec::new(),
            lost: false,
        };
        let made = make(&mut pieces);
        pieces.finish(made);
    }));
    let begin_at = Instant::now() + WHOLE_WAIT;
    let mut whole: Vec<u8> = Vec::new();
    while whole.len() < WHOLE_BYTES {
        match timeout_at(begin_at, coming.recv()).await {
            Ok(Some(Part::Bytes(piece))) => whole.extend_from_slice(&piece),
            Ok(Some(Part::End)) => return Ok(Body::from(whole)),
            Ok(Some(Part::Failed(error))) => return Err(Some(error)),
            Ok(None) => return Err(None),
            Err(_) => break,
        }
    }
    Ok(Body::new(Coming {
        first: Some(Bytes::from(whole)),
        coming,
    }))
}

/// The reading end.
struct Coming<E> {
    first: Option<Bytes>,
    coming: mpsc::Receiver<Part<E>>,
}

impl<E: fmt::Display> hyper::body::Body for Coming<E> {
    type Data = Bytes;
    type Error = String;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, String>>> {
        if let Some(first) = self.first.take().filter(|first| !first.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        self.coming.poll_recv(context).map(|part| match part {
            Some(Part::Bytes(piece)) => Some(Ok(Frame::data(piece))),
            Some(Part::End) => None,
            Some(Part::Failed(error)) => Some(Err(error.to_string())),
            None => Some(Err("the answer broke off".to_owned())),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use hyper::body::Body as _;

    use super::*;

    /// Length of each piece that a reader gets, and how the answer ended.
    async fn read(mut body: Body) -> (Vec<usize>, Result<(), String>) {
        let mut pieces = Vec::new();
        loop {
            match std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
                Some(Ok(frame)) => pieces.push(frame.into_data().unwrap().len()),
                Some(Err(error)) => return (pieces, Err(error.to_string())),
                None => return (pieces, Ok(())),
            }
        }
    }

    fn lines(count: usize) -> impl Fn(&mut Pieces<String>) {
        move |pieces| {
            for _ in 0..count {
                if pieces.add(&[b'x'; 1024]).is_err() {
                    return;
                }
            }
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn short_answers_come_whole_and_long_ones_in_pieces() {
        for (kib, whole) in [(0, true), (1, true), (1_000, true), (10_000, false)] {
            let body = in_pieces(move |pieces| {
                lines(kib)(pieces);
                Ok::<_, String>(())
            })
            .await
            .unwrap();
            assert_eq!(body.size_hint().exact().is_some(), whole, "{kib} KiB");
            let (pieces, end) = read(body).await;
            assert_eq!((pieces.iter().sum::<usize>(), end), (kib * 1024, Ok(())));
            assert!(pieces.iter().all(|piece| *piece <= WHOLE_BYTES), "{pieces:?}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_fails_is_never_taken_for_whole() {
        for kib in [10, 10_000] {
            let failed = in_pieces(move |pieces| {
                lines(kib)(pieces);
                Err("the disk is gone".to_owned())
            });
            let panicked = in_pieces(move |pieces| -> Result<(), String> {
                lines(kib)(pieces);
                panic!("on purpose");
            });
            match (failed.await, panicked.await) {
                (Err(why), Err(silence)) => {
                    assert_eq!(
                        (why.as_deref(), silence, kib),
                        (Some("the disk is gone"), None, 10)
                    );
                }
                (Ok(failed), Ok(panicked)) => {
                    assert_eq!(read(failed).await.1.unwrap_err(), "the disk is gone");
                    assert_eq!(read(panicked).await.1.unwrap_err(), "the answer broke off");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_more_is_made_than_is_read() {
        let made = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&made);
        let body = in_pieces(move |pieces| {
            while pieces.add(&[b'x'; 1024]).is_ok() {
                count.fetch_add(1024, Ordering::SeqCst);
            }
            Ok::<_, String>(())
        })
        .await
        .unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        let ahead = made.load(Ordering::SeqCst);
        assert!(ahead <= WHOLE_BYTES + (AHEAD + 2) * PIECE_BYTES, "{ahead}");
        drop(body);
        // The maker notices that its reader has gone, and ends.
        while Arc::strong_count(&made) > 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// As after a piece that was not taken in time.
    #[tokio::test]
    async fn a_reader_that_stops_for_long_gets_no_proper_end() {
        let (parts, mut coming) = mpsc::channel(1);
        let runtime = Handle::current();
        let maker = tokio::task::spawn_blocking(move || {
            let mut pieces = Pieces::<String> {
                parts,
                runtime,
                waiting: Vec::new(),
                lost: true,
            };
            assert_eq!(pieces.add(b"more"), Err(NoReader));
            pieces.finish(Ok(()));
        });
        assert!(coming.recv().await.is_none(), "neither bytes nor an end");
        maker.await.unwrap();
    }
}
