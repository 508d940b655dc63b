//! Matching of boolean queries: megabytes of text a second on one core with 10, 1,000 and 10,000 queries, beside the
//! `aho-corasick` crate's DFA over the same literals, and what building the tables costs.
//!
//! `cargo bench --bench matching`. Queries ([`queries`] says what they are like and why) and texts are made here, the same
//! every time; with `$MENTIOND_CORPORA` real posts and articles are read too, with queries of their words and names;
//! `-- posts` reads the sets of that name only. The process ends with 1 when a ratio is worse than its floor. Times are the
//! processor's, the best of several rounds in turn, so that neighbours disturb all rows alike.
//!
//! - *folded*: which queries hold in a text that is folded already.
//! - *raw*: `Watch::hear`, the whole: folding, matching, tags, handles, links, and where everything stands.
//! - *holding*: queries that hold for a text, on average.
//! - *DFA*: all places of all literals at word borders in the folded text, no query evaluated.

#![expect(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark measures time, prints its table and stops at the first surprise"
)]

mod dice;
mod made;
mod queries;
mod real;

use std::{fs, hint::black_box, process::ExitCode};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use made::Texts;
use mentiond::{
    model::{Brand, Document},
    text::fold::{Folded, fold_with},
    watch::Watch,
};
use queries::{Asked, Language, queries};

const COUNTS: [usize; 3] = [10, 1_000, 10_000];
const ROUNDS: usize = 5;
/// Least processor time of one measurement.
const LEAST_NANOS: u64 = 60_000_000;
/// Most that the throughput may fall from the fewest queries to the most.
const MOST_FALL: f64 = 2.0;
/// Least that matching of folded text must be faster than the DFA, with the most queries.
const LEAST_FOLDED: f64 = 3.0;
/// Least that hearing raw text must be faster than the DFA, with the most queries.
const LEAST_RAW: f64 = 1.0;
/// Most memory of the tables of the most queries.
const MOST_MIB: f64 = 30.0;

fn main() -> ExitCode {
    let mut failed = Vec::new();
    building(&mut failed);
    println!("\nMB/s on one core, best of {ROUNDS} rounds\n");
    println!(
        "{:<22} {:>7} {:>8} {:>8} {:>8} {:>12} {:>9} {:>10}",
        "texts", "queries", "folded", "raw", "DFA", "folded/DFA", "raw/DFA", "holding"
    );
    let only = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let wanted = |texts: &Texts| only.as_ref().is_none_or(|only| texts.name.contains(only));
    for texts in made::sets().into_iter().chain(real::sets()).filter(wanted) {
        speeds(&texts, &mut failed);
    }
    for failure in &failed {
        println!("BELOW THE FLOOR: {failure}");
    }
    ExitCode::from(u8::from(!failed.is_empty()))
}

fn speeds(texts: &Texts, failed: &mut Vec<String>) {
    let documents: Vec<Document> = texts.all.iter().map(|text| document(text)).collect();
    let folded: Vec<Folded> = texts.all.iter().map(|text| fold_with(text, false)).collect();
    let megabytes = texts.all.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let mut folded_speeds = Vec::new();
    for count in COUNTS {
        let asked = asked(texts, count);
        let watch = watch(&asked);
        let automaton = automaton(&asked);
        let empty = Document::default();
        let mut best = [f64::MAX; 3];
        for _ in 0..ROUNDS {
            let times = [
                timed(|| folded.iter().map(|text| watch.holding(&empty, text).len()).sum()),
                timed(|| documents.iter().map(|doc| watch.hear(doc).brands.len()).sum()),
                timed(|| folded.iter().map(|text| at_borders(&automaton, &text.text)).sum()),
            ];
            for (best, time) in best.iter_mut().zip(times) {
                *best = best.min(time);
            }
        }
        let holding: usize = folded.iter().map(|text| watch.holding(&empty, text).len()).sum();
        let [fast, raw, dfa] = best.map(|secs| megabytes / secs);
        println!(
            "{:<22} {count:>7} {fast:>8.0} {raw:>8.0} {dfa:>8.0} {:>11.1}x {:>8.1}x {:>10.2}",
            texts.name,
            fast / dfa,
            raw / dfa,
            holding as f64 / folded.len() as f64
        );
        folded_speeds.push(fast);
        if count == 10_000 {
            floor(
                failed,
                &format!("{}: folded/DFA", texts.name),
                fast / dfa,
                LEAST_FOLDED,
            );
            floor(failed, &format!("{}: raw/DFA", texts.name), raw / dfa, LEAST_RAW);
        }
    }
    let (first, last) = (folded_speeds.first(), folded_speeds.last());
    let fall = first.expect("a row") / last.expect("a row");
    println!("{:<22} falls {fall:.2}x", texts.name);
    floor(
        failed,
        &format!("{}: last/first", texts.name),
        1.0 / fall,
        1.0 / MOST_FALL,
    );
}

fn floor(failed: &mut Vec<String>, what: &str, value: f64, least: f64) {
    if value < least {
        failed.push(format!("{what} is {value:.2}, must be {least:.2}"));
    }
}

fn building(failed: &mut Vec<String>) {
    let asked = asked(made::sets().first().expect("a set"), 10_000);
    let brands = brands(&asked);
    let before = resident_mib();
    let kept = Watch::compile(&brands, &[], &[]).expect("the queries are well formed");
    let mib = resident_mib() - before;
    drop(kept);
    let secs = timed(|| {
        let watch = Watch::compile(&brands, &[], &[]);
        usize::from(watch.is_ok())
    });
    let dfa_secs = timed(|| automaton(&asked).patterns_len());
    println!(
        "10,000 queries: tables built in {:.0} ms (the DFA in {:.0} ms), {mib:.1} MiB",
        secs * 1e3,
        dfa_secs * 1e3
    );
    floor(failed, "MiB left below the most", MOST_MIB - mib, 0.0);
    floor(failed, "building, beside the DFA's", dfa_secs / secs, 1.0);
}

fn asked(texts: &Texts, count: usize) -> Vec<Asked> {
    let language = Language {
        heard: &texts.heard,
        words: &texts.words,
    };
    queries(&language, count)
}

fn brands(asked: &[Asked]) -> Vec<Brand> {
    let brand = |(n, asked): (usize, &Asked)| Brand {
        id: format!("brand{n}").as_str().into(),
        name: format!("Brand {n}"),
        query: asked.query.clone(),
        lookalikes: true,
        ..Brand::default()
    };
    asked.iter().enumerate().map(brand).collect()
}

fn watch(asked: &[Asked]) -> Watch {
    Watch::compile(&brands(asked), &[], &[]).expect("the queries are well formed")
}

fn automaton(asked: &[Asked]) -> AhoCorasick {
    let mut literals: Vec<&str> = asked
        .iter()
        .flat_map(|asked| asked.literals.iter().map(String::as_str))
        .collect();
    literals.sort_unstable();
    literals.dedup();
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(literals)
        .expect("a DFA")
}

fn at_borders(automaton: &AhoCorasick, text: &str) -> usize {
    let bytes = text.as_bytes();
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let whole = |start: usize, end: usize| !(start > 0 && letter(start - 1) || letter(end));
    automaton
        .find_overlapping_iter(text)
        .filter(|found| whole(found.start(), found.end()))
        .count()
}

fn document(text: &str) -> Document {
    Document {
        text: text.to_owned(),
        ..Document::default()
    }
}

/// Seconds of processor time that some work takes. The system counts in ticks of a few milliseconds: short work is done
/// again until it took many of them.
fn timed(mut work: impl FnMut() -> usize) -> f64 {
    let before = cpu_nanos();
    for times in 1.. {
        black_box(work());
        let nanos = cpu_nanos() - before;
        if nanos >= LEAST_NANOS {
            return nanos as f64 / 1e9 / f64::from(times);
        }
    }
    unreachable!("the loop has no end")
}

/// Processor time of this thread so far.
fn cpu_nanos() -> u64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").expect("/proc");
    let first = stat.split_whitespace().next().expect("a number");
    first.parse().expect("a number")
}

/// Memory this process holds.
fn resident_mib() -> f64 {
    let stat = fs::read_to_string("/proc/self/statm").expect("/proc");
    let pages: f64 = stat
        .split_whitespace()
        .nth(1)
        .expect("a number")
        .parse()
        .expect("a number");
    pages * 4096.0 / (1024.0 * 1024.0)
}
