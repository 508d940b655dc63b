//! Near-duplicates against 1,000,000 stored documents, on one core: texts sketched, looked up, verified and added a second,
//! the memory that takes, and how many copies are found.
//!
//! `cargo bench --bench copies`. The documents are made here, the same ones every time: seven posts to three articles, of
//! words as frequent as words are (Zipf), one in ten an edited copy of an earlier one, one in ten made from one of twenty
//! templates. It ends with an error when too few copies are found, when others are taken for copies, or when the rate falls
//! to less than a quarter from ten thousand documents to a million; the rate itself depends on the machine, so that it is
//! printed beside its goal and decides nothing.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark prints its table and stops at the first surprise"
)]

mod usage;

use std::process::ExitCode;

use jiff::Timestamp;
use mentiond::{
    classify::story::{Index, Known, Telling, compare},
    model::MentionId,
};

const DOCUMENTS: u64 = 1_000_000;
const STEPS: [u64; 3] = [10_000, 100_000, DOCUMENTS];
/// Documents timed at the end of each step.
const TIMED: u64 = 5_000;
const VOCABULARY: f64 = 60_000.0;

const GOAL: f64 = 5_000.0;
const LEAST_FOUND: f64 = 0.97;
const LEAST_RIGHT: f64 = 0.99;
const LEAST_RATIO: f64 = 0.25;

/// The sequence of Knuth's MMIX, its better bits.
struct Dice(u64);

impl Dice {
    fn of(document: u64) -> Self {
        let mut dice = Self(document.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66);
        dice.roll(2);
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.next() % sides
    }

    /// A word, the n-th most frequent one with a probability like 1/n.
    fn word(&mut self) -> String {
        let share = f64::from(u32::try_from(self.next()).expect("31 bits")) / f64::from(1_u32 << 31);
        letters(VOCABULARY.powf(share))
    }

    fn words(&mut self, count: u64) -> Vec<String> {
        (0..count).map(|_| self.word()).collect()
    }
}

/// A number in letters: a word with digits in it is a number to those who compare.
fn letters(number: f64) -> String {
    let digits = format!("{number:.0}");
    digits
        .bytes()
        .map(|digit| char::from(digit - b'0' + b'k'))
        .collect()
}

/// Which earlier document this one copies.
fn original(document: u64) -> Option<u64> {
    let mut dice = Dice::of(document);
    if document < 100 || dice.roll(10) != 0 {
        return None;
    }
    (0..20).map(|_| dice.roll(document)).find(|earlier| {
        let mut dice = Dice::of(*earlier);
        *earlier < 100 || dice.roll(10) > 1
    })
}

fn words_of(document: u64) -> Vec<String> {
    let mut dice = Dice::of(document);
    let kind = dice.roll(10);
    if let Some(earlier) = original(document) {
        return edited(words_of(earlier), &mut dice);
    }
    if kind == 1 {
        // From a template: one shop's sale differs from another's in a name and a number.
        let mut template = Dice::of(u64::MAX - dice.roll(20));
        let mut words = template.words(16);
        words[5] = dice.word();
        words[9] = format!("{}", dice.roll(1_000_000));
        return words;
    }
    let length = if dice.roll(10) < 7 {
        12 + dice.roll(40)
    } else {
        90 + dice.roll(120)
    };
    dice.words(length)
}

/// A copy: cut at the end, with words of its own around it, or with single words changed.
fn edited(mut words: Vec<String>, dice: &mut Dice) -> Vec<String> {
    match dice.roll(4) {
        0 => words.truncate(words.len() * 3 / 4),
        1 => words.extend(dice.words(4)),
        2 => {
            let at = usize::try_from(dice.roll(words.len() as u64)).expect("small");
            words[at] = dice.word();
        }
        _ => words.insert(0, "Exclusive:".to_owned()),
    }
    words
}

fn text_of(document: u64) -> String {
    words_of(document).join(" ")
}

/// What became of the copies among the documents.
#[derive(Default)]
struct Found {
    copies: u32,
    right: u32,
    wrong: u32,
}

/// Sketches, looks up, verifies and adds one document.
fn take(index: &mut Index, document: u64, text: &str, found: &mut Found) {
    let telling = Telling::of(text);
    // A million documents in 30 days.
    let at =
        Timestamp::from_second(1_790_000_000 + i64::try_from(document * 2).expect("small")).expect("a time");
    let like = index.like(&telling, at).into_iter().find(|like| {
        let earlier = u64::try_from(like.known.id.0).expect("small");
        like.known.story == telling.fingerprint || compare(text, &text_of(earlier)).same_story
    });
    let copied = original(document);
    found.copies += u32::from(copied.is_some());
    let mut story = telling.fingerprint;
    let mut first = None;
    if let Some(like) = like {
        (story, first) = (
            like.known.story,
            index.first_of(like.entry).map(|(place, _)| place),
        );
        let told = u64::try_from(like.known.id.0).expect("small");
        let same = copied.is_some_and(|earlier| earlier == told || original(told) == Some(earlier));
        found.right += u32::from(same);
        found.wrong += u32::from(!same);
    }
    let known = Known {
        id: MentionId(u128::from(document)),
        at,
        who: 0,
        story,
    };
    index.insert(&telling, known, first);
}

fn main() -> ExitCode {
    let (mut index, mut found) = (Index::default(), Found::default());
    println!(
        "{:>12} {:>12} {:>10} {:>12} {:>9}",
        "documents", "a second", "MiB", "bytes each", "goal"
    );
    let (mut next, mut rates) = (0, Vec::new());
    for step in STEPS {
        while next < step {
            take(&mut index, next, &text_of(next), &mut found);
            next += 1;
        }
        let texts: Vec<(u64, String)> = (step..step + TIMED).map(|n| (n, text_of(n))).collect();
        let start = usage::cpu_secs();
        for (document, text) in &texts {
            take(&mut index, *document, text, &mut found);
        }
        next = step + TIMED;
        let rate = f64::from(u32::try_from(TIMED).expect("small")) / (usage::cpu_secs() - start).max(0.01);
        let bytes = f64::from(u32::try_from(index.bytes()).expect("under 4 GiB"));
        let each = bytes / f64::from(u32::try_from(index.len()).expect("small"));
        let goal = if rate >= GOAL { "PASS" } else { "FAIL" };
        println!(
            "{step:12} {rate:12.0} {:10.1} {each:12.0} {goal:>9}",
            bytes / 1_048_576.0
        );
        rates.push(rate);
    }
    let found_share = f64::from(found.right) / f64::from(found.copies);
    let right = f64::from(found.right) / f64::from(found.right + found.wrong);
    let ratio = rates[rates.len() - 1] / rates[0];
    println!(
        "copies found {found_share:.4} (at least {LEAST_FOUND}), rightly {right:.4} (at least {LEAST_RIGHT})"
    );
    println!(
        "rate at a million against ten thousand {ratio:.2} (at least {LEAST_RATIO}); peak {:.0} MiB",
        usage::peak_mib()
    );
    if found_share < LEAST_FOUND || right < LEAST_RIGHT || ratio < LEAST_RATIO {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
