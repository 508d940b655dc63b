//! `inspect text` and `inspect pairs`: one answer to each line, in their order, found on all processors.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read},
    panic,
    path::Path,
    sync::{Condvar, Mutex, PoisonError},
    thread,
};

use anyhow::{Context as _, anyhow};
use serde::Serialize;

use super::Out;
use crate::{
    classify::{Judge, inspect as judged},
    watch::Watch,
};

/// Bytes read at a time.
const READ_BYTES: usize = 1 << 20;
/// Most lines answered at a time; fewer where no more have arrived, so that nobody who writes line by line waits for others.
const MOST_LINES: usize = 2_048;
/// Lines that a processor takes at a time.
const PIECE: usize = 16;

/// Answers of `inspect text`.
pub(super) fn texts(input: &Path, (watch, judge): (&Watch, &Judge), out: &mut Out) -> anyhow::Result<()> {
    let listener = |_| judged::Listener::new(watch, judge);
    let mut listeners: Vec<_> = (0..processors()).map(listener).collect();
    let mut candours = judged::Candours::default();
    each_batch(input, out, |lines| verdicts(&mut listeners, &mut candours, lines))
}

fn verdicts(
    listeners: &mut [judged::Listener<'_>],
    candours: &mut judged::Candours,
    lines: Vec<String>,
) -> Vec<anyhow::Result<Vec<u8>>> {
    let hear = |listener: &mut judged::Listener<'_>, line: String| {
        anyhow::Ok(listener.hear(serde_json::from_str(&line)?))
    };
    // By what a text tells of its source the next is heard, on whatever processor.
    let tell = |text: &mut anyhow::Result<_>| text.iter_mut().for_each(|text| candours.tell(text));
    shared(listeners, lines, hear, tell, |listener, text| {
        written(&listener.judge(text?))
    })
}

/// Answers of `inspect pairs`.
pub(super) fn pairs(input: &Path, out: &mut Out) -> anyhow::Result<()> {
    let mut workers = vec![(); processors()];
    let compare = |(): &mut (), line: String| written(&judged::pair_line(&serde_json::from_str(&line)?));
    each_batch(input, out, |lines| {
        shared(&mut workers, lines, compare, |_| {}, |(), answer| answer)
    })
}

/// Answers of anything that is cheap.
pub(super) fn each_line<T: Serialize>(
    input: &Path,
    out: &mut Out,
    mut answer: impl FnMut(&str) -> anyhow::Result<T>,
) -> anyhow::Result<()> {
    each_batch(input, out, |lines| {
        lines.iter().map(|line| written(&answer(line)?)).collect()
    })
}

/// A file, or standard input for `-`.
pub(super) fn reader(input: &Path) -> anyhow::Result<BufReader<Box<dyn Read>>> {
    let read: Box<dyn Read> = if input.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        let file = File::open(input).with_context(|| format!("cannot read `{}`", input.display()))?;
        Box::new(file)
    };
    Ok(BufReader::with_capacity(READ_BYTES, read))
}

/// The answer as it is printed.
fn written(answer: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(answer)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Prints the answers to all lines but empty ones, up to the first that has none.
fn each_batch(
    input: &Path,
    out: &mut Out,
    mut answers: impl FnMut(Vec<String>) -> Vec<anyhow::Result<Vec<u8>>>,
) -> anyhow::Result<()> {
    let mut reader = reader(input)?;
    let mut number = 0;
    loop {
        let Batch {
            lines,
            numbers,
            ended,
        } = batch(&mut reader, &mut number);
        for (answer, number) in answers(lines).into_iter().zip(numbers) {
            out.raw(&answer.with_context(|| format!("line {number}"))?)?;
        }
        out.flush()?;
        match ended {
            None => {}
            Some(Ok(())) => return Ok(()),
            Some(Err(error)) => return Err(anyhow!(error).context(format!("line {number} cannot be read"))),
        }
    }
}

/// Lines that have arrived, without empty ones.
struct Batch {
    lines: Vec<String>,
    /// The number of each, from one.
    numbers: Vec<usize>,
    /// Whether there are no more, or none can be read.
    ended: Option<io::Result<()>>,
}

/// Reads lines, at least one and as many as need no waiting; `number` is that of the line read last.
fn batch(reader: &mut BufReader<impl Read>, number: &mut usize) -> Batch {
    let mut batch = Batch {
        lines: Vec::new(),
        numbers: Vec::new(),
        ended: None,
    };
    loop {
        let mut line = String::new();
        *number += 1;
        match reader.read_line(&mut line) {
            Ok(0) => batch.ended = Some(Ok(())),
            Ok(_) if line.trim().is_empty() => {}
            Ok(_) => {
                batch.lines.push(line);
                batch.numbers.push(*number);
            }
            Err(error) => batch.ended = Some(Err(error)),
        }
        let waits = !reader.buffer().contains(&b'\n');
        if waits || batch.ended.is_some() || batch.lines.len() >= MOST_LINES {
            return batch;
        }
    }
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What becomes of each item, in their order; every worker has a processor to itself. In between each is told in turn, after all
/// before it.
fn shared<S: Send, T: Send, M, R: Send>(
    workers: &mut [S],
    items: Vec<T>,
    first: impl Fn(&mut S, T) -> M + Sync,
    tell: impl FnMut(&mut M) + Send,
    last: impl Fn(&mut S, M) -> R + Sync,
) -> Vec<R> {
    let pieces = items.len().div_ceil(PIECE);
    let Some((own, others)) = workers.split_first_mut() else {
        return Vec::new();
    };
    let queue = Mutex::new((0, items.into_iter()));
    let take = || -> (usize, Vec<T>) {
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.0 += 1;
        (queue.0, queue.1.by_ref().take(PIECE).collect())
    };
    let turns = Turns::new(tell);
    let run = |worker: &mut S| {
        let mut done = Vec::new();
        loop {
            let (turn, piece) = take();
            if piece.is_empty() {
                return done;
            }
            let guard = turns.guard();
            let mut piece: Vec<M> = piece.into_iter().map(|item| first(worker, item)).collect();
            turns.tell(turn, &mut piece);
            let piece: Vec<R> = piece.into_iter().map(|item| last(worker, item)).collect();
            drop(guard);
            done.push((turn, piece));
        }
    };
    let mut done = thread::scope(|scope| {
        let others = others.iter_mut().take(pieces.saturating_sub(1));
        let others: Vec<_> = others.map(|worker| scope.spawn(|| run(worker))).collect();
        let mut done = run(own);
        for other in others {
            done.extend(other.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        }
        done
    });
    done.sort_unstable_by_key(|(turn, _)| *turn);
    done.into_iter().flat_map(|(_, answers)| answers).collect()
}

/// Has pieces told one after another, on whatever processors they are.
struct Turns<F> {
    /// The turn that comes next, and what is done in it; none once a worker has failed.
    next: Mutex<Option<(usize, F)>>,
    changed: Condvar,
}

impl<F> Turns<F> {
    fn new(tell: F) -> Self {
        Self {
            next: Mutex::new(Some((1, tell))),
            changed: Condvar::new(),
        }
    }

    fn tell<M>(&self, turn: usize, piece: &mut [M])
    where
        F: FnMut(&mut M),
    {
        let next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |next: &mut Option<(usize, F)>| next.as_ref().is_some_and(|next| next.0 != turn);
        let mut next = self
            .changed
            .wait_while(next, waits)
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((next, tell)) = next.as_mut() {
            piece.iter_mut().for_each(tell);
            *next += 1;
        }
        self.changed.notify_all();
    }

    /// Where a worker panics the others must not wait for its turn.
    fn guard(&self) -> Guard<'_, F> {
        Guard(self)
    }
}

struct Guard<'t, F>(&'t Turns<F>);

impl<F> Drop for Guard<'_, F> {
    fn drop(&mut self) {
        if thread::panicking() {
            *self.0.next.lock().unwrap_or_else(PoisonError::into_inner) = None;
            self.0.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, VecDeque};

    use super::*;

    #[test]
    fn what_becomes_of_items_is_in_their_order() {
        for (workers, items) in [(1, 5), (3, 0), (3, 1), (3, PIECE), (3, PIECE + 1), (4, 1_000)] {
            let mut counts = vec![0; workers];
            let given: Vec<usize> = (0..items).collect();
            let mut told = Vec::new();
            let doubled = shared(
                &mut counts,
                given.clone(),
                |count, item| {
                    *count += 1;
                    item * 2
                },
                |item| told.push(*item),
                |_, item| item,
            );
            assert_eq!(told, doubled);
            assert_eq!(doubled, given.iter().map(|item| item * 2).collect::<Vec<_>>());
            assert_eq!(counts.iter().sum::<usize>(), items, "{workers} workers");
        }
    }

    #[test]
    #[should_panic = "the thirtieth"]
    fn a_worker_that_fails_keeps_nobody_waiting() {
        shared(
            &mut [(); 3],
            (0..1_000).collect(),
            |(), item: usize| assert!(item != 30, "the thirtieth"),
            |()| {},
            |(), ()| {},
        );
    }

    /// Which text makes a source outspoken depends on all before it, and on no processor.
    #[test]
    fn many_processors_answer_what_one_answers() {
        let watch = Watch::compile(&[], &[], &[]).unwrap();
        let judge = Judge::new(&[], &[], &BTreeMap::new(), &[]);
        let line = |n: usize| {
            let text = match n % 7 {
                0 => "Acme party tonight with the boys",
                1..4 => "I love it!",
                _ => "It is terrible.",
            };
            format!("{{\"id\":{n},\"text\":\"{text}\",\"source\":\"s{}\"}}\n", n % 2)
        };
        let lines: Vec<String> = (0..400).map(line).collect();
        let mut inspector = judged::Inspector::new(&watch, &judge);
        let one: Vec<_> = lines
            .iter()
            .map(|line| inspector.text_line(serde_json::from_str(line).unwrap()))
            .collect();
        assert!(one.iter().any(|verdict| verdict.outspoken));
        assert!(one.iter().any(|verdict| !verdict.outspoken));
        let one: Vec<Vec<u8>> = one.iter().map(|verdict| written(verdict).unwrap()).collect();
        let mut listeners: Vec<_> = (0..4).map(|_| judged::Listener::new(&watch, &judge)).collect();
        let mut candours = judged::Candours::default();
        let mut many = Vec::new();
        for lines in lines.chunks(150) {
            let answers = verdicts(&mut listeners, &mut candours, lines.to_vec());
            many.extend(answers.into_iter().map(anyhow::Result::unwrap));
        }
        assert_eq!(many, one);
    }

    /// Gives one piece at a read, as a pipe does.
    struct Pipe(VecDeque<&'static [u8]>);

    impl Read for Pipe {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let mut piece = self.0.pop_front().unwrap_or_default();
            piece.read(into)
        }
    }

    #[test]
    fn lines_that_have_arrived_are_answered_before_more_are_waited_for() {
        let pipe = Pipe([&b"a\n\nb\nc"[..], b"c\nd\n", b"e"].into());
        let mut reader = BufReader::with_capacity(READ_BYTES, pipe);
        let mut number = 0;
        let mut next = || {
            let batch = batch(&mut reader, &mut number);
            let ended = batch.ended.is_some();
            (batch.lines.concat(), batch.numbers, ended)
        };
        assert_eq!(next(), ("a\nb\n".to_owned(), vec![1, 3], false));
        assert_eq!(next(), ("cc\nd\n".to_owned(), vec![4, 5], false));
        assert_eq!(next(), ("e".to_owned(), vec![6], false));
        assert_eq!(next(), (String::new(), vec![], true));
    }

    #[test]
    fn a_line_that_cannot_be_read_ends_it() {
        let mut reader = BufReader::with_capacity(READ_BYTES, &b"a\n\xff\nb\n"[..]);
        let mut number = 0;
        let batch = batch(&mut reader, &mut number);
        assert_eq!((batch.lines.concat(), number), ("a\n".to_owned(), 2));
        assert!(matches!(batch.ended, Some(Err(_))));
    }
}
