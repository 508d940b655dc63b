//! The log's own thread: whoever logs hands a line over and goes on, whether anybody reads the log or not.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    time::Duration,
};

use tracing_subscriber::fmt::MakeWriter;

use crate::io::clock;

/// Lines that wait; more are dropped and counted.
const LINES: usize = 1_024;
/// How long the end of the program waits for the rest to be written.
const LAST_LINES: Duration = Duration::from_secs(1);
/// Pause between two looks whether a full queue has room again.
const PAUSE: Duration = Duration::from_millis(5);

enum Entry {
    Line(Vec<u8>),
    /// Answer when everything before is written.
    Flush(SyncSender<()>),
}

/// Takes lines.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    entries: SyncSender<Entry>,
    dropped: Arc<AtomicU64>,
}

/// Writes out what waits when it is dropped, unless nobody reads it.
#[derive(Debug)]
#[must_use = "the log is written out when this is dropped"]
pub struct Flush(Option<Queue>);

impl Queue {
    /// Starts the thread. `lost` puts the number of lines that were dropped into a line of the log's form.
    ///
    /// # Errors
    /// When there is no room for another thread.
    pub(super) fn start(sink: impl Write + Send + 'static, lost: fn(u64) -> String) -> io::Result<Self> {
        let (entries, waiting) = sync_channel(LINES);
        let dropped = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&dropped);
        std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write_out(sink, &waiting, &count, lost))?;
        Ok(Self { entries, dropped })
    }

    fn push(&self, line: Vec<u8>) {
        if self.entries.try_send(Entry::Line(line)).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn flush(&self) {
        let give_up_at = clock::monotonic() + LAST_LINES;
        let (done, answer) = sync_channel(1);
        let mut entry = Entry::Flush(done);
        while let Err(TrySendError::Full(back)) = self.entries.try_send(entry) {
            if clock::monotonic() >= give_up_at {
                return;
            }
            entry = back;
            std::thread::sleep(PAUSE);
        }
        // Nobody reads the log, or its thread is gone: the rest is lost either way.
        answer
            .recv_timeout(give_up_at.saturating_duration_since(clock::monotonic()))
            .ok();
    }
}

/// A log that cannot be written is no reason to stop working.
fn write_out(mut sink: impl Write, waiting: &Receiver<Entry>, dropped: &AtomicU64, lost: fn(u64) -> String) {
    while let Ok(first) = waiting.recv() {
        let mut next = Some(first);
        let mut flushed = Vec::new();
        while let Some(entry) = next {
            match entry {
                Entry::Line(line) => {
                    sink.write_all(&line).ok();
                }
                Entry::Flush(done) => flushed.push(done),
            }
            next = waiting.try_recv().ok();
        }
        // What was dropped came after all that waited.
        let count = dropped.swap(0, Ordering::Relaxed);
        if count > 0 {
            sink.write_all(lost(count).as_bytes()).ok();
        }
        sink.flush().ok();
        for done in flushed {
            done.try_send(()).ok();
        }
    }
}

impl Flush {
    pub(super) fn of(queue: Option<Queue>) -> Self {
        Self(queue)
    }
}

impl Drop for Flush {
    fn drop(&mut self) {
        if let Some(queue) = &self.0 {
            queue.flush();
        }
    }
}

impl<'a> MakeWriter<'a> for Queue {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

/// One call is one line: that is how the subscriber writes.
impl Write for &Queue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.push(line.to_vec());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, MutexGuard};

    use super::*;

    /// A sink that takes nothing while its gate is held.
    #[derive(Clone, Default)]
    struct Gated {
        gate: Arc<Mutex<()>>,
        written: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Gated {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _open: MutexGuard<'_, ()> = self.gate.lock().unwrap();
            self.written.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn who_logs_never_waits_and_what_is_dropped_is_counted() {
        let sink = Gated::default();
        let queue = Queue::start(sink.clone(), |count| format!("{count} lost\n")).unwrap();
        let closed = sink.gate.lock().unwrap();
        for n in 0..5_000 {
            let mut writer = queue.make_writer();
            writer.write_all(format!("{n}\n").as_bytes()).unwrap();
        }
        // Gives up after a while.
        drop(Flush::of(Some(queue.clone())));
        drop(closed);
        drop(Flush::of(Some(queue)));
        let written = String::from_utf8(sink.written.lock().unwrap().clone()).unwrap();
        let kept = written.lines().filter(|line| !line.contains("lost")).count();
        let lost: u64 = written
            .lines()
            .filter_map(|line| line.strip_suffix(" lost")?.parse::<u64>().ok())
            .sum();
        assert!(written.starts_with("0\n1\n2\n"), "{written}");
        assert!((LINES..=LINES + 1).contains(&kept), "{kept}");
        assert_eq!(kept as u64 + lost, 5_000);
    }
}
