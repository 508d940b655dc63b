//! All that was told lately, by the runs drawn from each text: what may tell the same story is found without looking at
//! the rest.
//!
//! One entry takes about 150 bytes for a post and 250 for an article. A run leads to the newest entries that share it; runs
//! that half of all texts share (`for more information`) lead to too many to be worth following, and rarer ones find a copy
//! all the same.

use jiff::Timestamp;

use super::Telling;
use crate::model::MentionId;

/// Texts told further apart than this are compared no more: news is reprinted within days, and what a template says once a
/// month is no reprint.
const WINDOW_SECS: u32 = 30 * 24 * 3600;

/// Entries followed from one run, the newest first.
const FOLLOWED: usize = 8;
/// Places looked at to find them.
const LOOKS: usize = 48;
/// Candidates handed out, the likeliest first: each may cost a look into the store.
const MOST_CANDIDATES: usize = 2;

const NONE: u32 = u32::MAX;
/// In the place of an older run: there is no run here, the block is filled up.
const FILLED: u32 = u32::MAX - 1;
/// Runs of an entry come in blocks of so many.
const BLOCK: usize = 8;

/// A text in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Which mention told it.
    pub id: MentionId,
    /// When; whole seconds.
    pub at: Timestamp,
    /// Whose audience it was told to, as a hash.
    pub who: u32,
    /// The story it tells.
    pub story: u64,
}

/// A text that may tell the same story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Like {
    /// Its place, for [`Index::first_of`].
    pub entry: u32,
    /// What it is.
    pub known: Known,
    /// Its words.
    pub words: u16,
    /// What was drawn from both: two for each run, one for each number, since others' numbers may be the same by chance.
    pub shared: u8,
}

/// What is kept of one text, its runs apart. The id in two halves packs better than as one number.
#[derive(Clone, Debug)]
struct Entry {
    id: [u64; 2],
    story: u64,
    at_secs: u32,
    who: u32,
    numbers: u32,
    /// Entry that was first to tell the story; often itself.
    first: u32,
    /// First of its runs.
    start: u32,
    words: u16,
}

/// A run of an entry, and the next older one in the same slot.
#[derive(Clone, Copy, Debug)]
struct Run {
    hash: u32,
    older: u32,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
    runs: Vec<Run>,
    /// Entry of each block of [`BLOCK`] runs: none shares a block with another.
    owners: Vec<u32>,
    /// Newest run of each slot; as many slots as a power of two.
    slots: Vec<u32>,
}

impl Index {
    /// Entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes it takes.
    pub fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
            + self.runs.capacity() * size_of::<Run>()
            + self.owners.capacity() * size_of::<u32>()
            + self.slots.capacity() * size_of::<u32>()
    }

    /// Seconds between two texts from which on they are not compared.
    pub const fn window_secs() -> u32 {
        WINDOW_SECS
    }

    /// What may tell the same story as a text told at an instant: those that share most runs, then the earliest, first.
    pub fn like(&self, telling: &Telling, at: Timestamp) -> Vec<Like> {
        let at_secs = secs(at);
        let mut found: Vec<Like> = Vec::new();
        let runs = telling.runs.len().saturating_sub(usize::from(telling.by_number));
        for (drawn, hash) in telling.runs.iter().enumerate() {
            let weight = if drawn < runs { 2 } else { 1 };
            self.follow(*hash, &mut |place, entry| {
                if entry.at_secs.abs_diff(at_secs) > WINDOW_SECS || !may_be_same(entry, telling) {
                    return;
                }
                match found.iter_mut().find(|like| like.entry == place) {
                    Some(like) => like.shared = like.shared.saturating_add(weight),
                    None => found.push(Like {
                        entry: place,
                        known: entry.known(),
                        words: entry.words,
                        shared: weight,
                    }),
                }
            });
        }
        found.sort_by(|a, b| {
            b.shared
                .cmp(&a.shared)
                .then(a.known.at.cmp(&b.known.at))
                .then(a.known.id.cmp(&b.known.id))
        });
        found.truncate(MOST_CANDIDATES);
        found
    }

    /// Calls with the newest entries that have a run, and their places.
    fn follow(&self, hash: u32, visit: &mut dyn FnMut(u32, &Entry)) {
        let (mut looks, mut found) = (0, 0);
        let mut place = self.slot(hash).map_or(NONE, |(_, newest)| newest);
        while let Some(run) = self.runs.get(place as usize) {
            if run.hash == hash {
                let owner = self.owners.get(place as usize / BLOCK).copied().unwrap_or(NONE);
                if let Some(entry) = self.entries.get(owner as usize) {
                    visit(owner, entry);
                }
                found += 1;
            }
            looks += 1;
            if found == FOLLOWED || looks == LOOKS {
                break;
            }
            place = run.older;
        }
    }

    /// The slot of a run and what is newest there.
    fn slot(&self, hash: u32) -> Option<(usize, u32)> {
        // The drawn hashes are small ones: their order in the table must not follow their size.
        let mixed = hash.wrapping_mul(0x9E37_79B1);
        let slot = (mixed ^ (mixed >> 15)) as usize & self.slots.len().wrapping_sub(1);
        self.slots.get(slot).map(|newest| (slot, *newest))
    }

    /// The first that told the story of an entry.
    pub fn first_of(&self, entry: u32) -> Option<(u32, Known)> {
        let mut place = entry;
        // A few steps at most: each goes to an earlier one.
        for _ in 0..=self.entries.len() {
            let found = self.entries.get(place as usize)?;
            if found.first == place {
                return Some((place, found.known()));
            }
            place = found.first;
        }
        None
    }

    /// Adds a text; `first` is the entry that told its story first, if not it itself. Answers its place.
    pub fn insert(&mut self, telling: &Telling, known: Known, first: Option<u32>) -> u32 {
        let place = index_of(self.entries.len());
        let start = index_of(self.runs.len());
        if self.runs.len() + telling.runs.len() > self.slots.len() {
            self.widen();
        }
        self.entries.push(Entry {
            id: halves(known.id),
            story: known.story,
            at_secs: secs(known.at),
            who: known.who,
            numbers: telling.numbers,
            first: first.unwrap_or(place),
            start,
            words: telling.words,
        });
        for hash in &telling.runs {
            self.link(*hash);
        }
        while !self.runs.len().is_multiple_of(BLOCK) {
            self.fill();
        }
        self.owners.resize(self.runs.len() / BLOCK, place);
        place
    }

    fn fill(&mut self) {
        self.runs.push(Run {
            hash: 0,
            older: FILLED,
        });
    }

    /// Lets another entry count as the first that told a story.
    pub fn lead(&mut self, was: u32, now: u32) {
        for place in [was, now] {
            if let Some(entry) = self.entries.get_mut(place as usize) {
                entry.first = now;
            }
        }
    }

    fn link(&mut self, hash: u32) {
        let place = index_of(self.runs.len());
        let Some((slot, older)) = self.slot(hash) else {
            return;
        };
        self.runs.push(Run { hash, older });
        if let Some(newest) = self.slots.get_mut(slot) {
            *newest = place;
        }
    }

    fn widen(&mut self) {
        let wider = (self.slots.len() * 2).max(1024);
        self.slots = vec![NONE; wider];
        for run in std::mem::take(&mut self.runs) {
            if run.older == FILLED {
                self.fill();
            } else {
                self.link(run.hash);
            }
        }
    }

    /// Takes back everything beyond the first `len` entries.
    pub fn roll_back(&mut self, len: usize) {
        let Some(start) = self.entries.get(len).map(|entry| entry.start as usize) else {
            return;
        };
        while self.runs.len() > start {
            let Some(run) = self.runs.pop() else { break };
            if run.older != FILLED
                && let Some((slot, _)) = self.slot(run.hash)
                && let Some(newest) = self.slots.get_mut(slot)
            {
                *newest = run.older;
            }
        }
        self.entries.truncate(len);
        self.owners.truncate(start / BLOCK);
        for (place, entry) in self.entries.iter_mut().enumerate() {
            if entry.first as usize >= len {
                entry.first = index_of(place);
            }
        }
    }

    /// Forgets all but the `most` newest texts, once there are a quarter more.
    pub fn trim(&mut self, most: usize) {
        if self.entries.len() <= most + most / 4 {
            return;
        }
        let mut times: Vec<u32> = self.entries.iter().map(|entry| entry.at_secs).collect();
        times.sort_unstable_by(|a, b| b.cmp(a));
        let oldest = times.get(most).copied().unwrap_or(0);
        let old = std::mem::take(self);
        let mut moved: std::collections::HashMap<u32, u32> = std::collections::HashMap::new();
        for (place, entry) in old.entries.iter().enumerate() {
            if entry.at_secs <= oldest {
                continue;
            }
            let first = moved.get(&entry.first).copied();
            let now = self.insert(&old.telling(place), entry.known(), first);
            moved.insert(index_of(place), now);
            // Others of a story whose first one is forgotten go with the first of them that stays.
            moved.entry(entry.first).or_insert(now);
        }
    }

    fn telling(&self, place: usize) -> Telling {
        let Some(entry) = self.entries.get(place) else {
            return Telling::default();
        };
        let end = self
            .entries
            .get(place + 1)
            .map_or(self.runs.len(), |next| next.start as usize);
        let runs = self.runs.get(entry.start as usize..end).unwrap_or_default();
        Telling {
            by_number: 0,
            fingerprint: 0,
            words: entry.words,
            numbers: entry.numbers,
            runs: runs
                .iter()
                .filter(|run| run.older != FILLED)
                .map(|run| run.hash)
                .collect(),
        }
    }
}

impl Entry {
    fn known(&self) -> Known {
        Known {
            id: MentionId(u128::from(self.id[0]) << 64 | u128::from(self.id[1])),
            at: Timestamp::from_second(i64::from(self.at_secs)).unwrap_or_default(),
            who: self.who,
            story: self.story,
        }
    }
}

/// Whether what is at hand lets two texts tell the same story: of a post the numbers must stand in the longer text too.
fn may_be_same(entry: &Entry, telling: &Telling) -> bool {
    let (shorter, longer) = if entry.words <= telling.words {
        ((entry.words, entry.numbers), telling.numbers)
    } else {
        ((telling.words, telling.numbers), entry.numbers)
    };
    usize::from(shorter.0) >= super::ARTICLE_WORDS || shorter.1 & !longer == 0
}

fn secs(at: Timestamp) -> u32 {
    u32::try_from(at.as_second().max(0)).unwrap_or(u32::MAX)
}

fn halves(MentionId(id): MentionId) -> [u64; 2] {
    [id >> 64, id & u128::from(u64::MAX)].map(|half| u64::try_from(half).unwrap_or(u64::MAX))
}

fn index_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + day * 86_400).unwrap()
    }

    fn add(index: &mut Index, id: u128, text: &str, day: i64) -> u32 {
        let telling = Telling::of(text);
        let known = Known {
            id: MentionId(id),
            at: at(day),
            who: 0,
            story: telling.fingerprint,
        };
        index.insert(&telling, known, None)
    }

    fn found(index: &Index, text: &str, day: i64) -> Vec<u128> {
        let like = index.like(&Telling::of(text), at(day));
        like.iter().map(|like| like.known.id.0).collect()
    }

    const NEWS: &str =
        "Acme opens its first shop in Lund on Monday with music and free waffles for everybody";

    #[test]
    fn what_may_tell_the_same_is_found_within_the_window() {
        let mut index = Index::default();
        add(&mut index, 1, NEWS, 0);
        add(
            &mut index,
            2,
            "Coyote closes its last shop in the north because nobody came any more",
            0,
        );
        for (text, day, expected) in [
            (NEWS, 0, vec![1]),
            (NEWS, 29, vec![1]),
            (NEWS, -29, vec![1]),
            (NEWS, 31, vec![]),
            (
                "BREAKING: Acme opens its first shop in Lund on Monday with music and free waffles",
                3,
                vec![1],
            ),
            ("Nothing of the kind was ever told by anybody here", 0, vec![]),
        ] {
            assert_eq!(found(&index, text, day), expected, "{text} {day}");
        }
        add(
            &mut index,
            3,
            "20 % off all rocket skates at the Acme shop this week only",
            0,
        );
        assert_eq!(
            found(
                &index,
                "30 % off all rocket skates at the Acme shop this week only",
                0
            ),
            []
        );
    }

    #[test]
    fn words_in_common_come_before_a_number_in_common() {
        let mut index = Index::default();
        let article = |runs: &[u32], by_number: u8| Telling {
            words: 100,
            runs: runs.to_vec(),
            by_number,
            ..Telling::default()
        };
        for (id, run, day) in [(1, 7, 0), (2, 3, 1)] {
            let known = Known {
                id: MentionId(id),
                at: at(day),
                who: 0,
                story: 0,
            };
            index.insert(&article(&[run], 0), known, None);
        }
        let like = index.like(&article(&[3, 7], 1), at(2));
        assert_eq!(
            like.iter().map(|like| like.known.id.0).collect::<Vec<_>>(),
            [2, 1]
        );
    }

    #[test]
    fn what_is_taken_back_is_found_no_more() {
        let mut index = Index::default();
        let first = add(&mut index, 1, NEWS, 0);
        let later = add(&mut index, 2, &format!("{NEWS} and their dogs"), -1);
        index.lead(first, later);
        assert_eq!(index.first_of(first).map(|(_, known)| known.id.0), Some(2));
        index.roll_back(1);
        assert_eq!((index.len(), found(&index, NEWS, 0)), (1, vec![1]));
        assert_eq!(index.first_of(first).map(|(_, known)| known.id.0), Some(1));
    }

    #[test]
    fn only_the_newest_are_kept() {
        let mut index = Index::default();
        for n in 0..60 {
            add(
                &mut index,
                n,
                &format!("{NEWS} said number{n} on day{n} to people{n}"),
                i64::try_from(n % 7).unwrap(),
            );
            index.trim(40);
            assert!(index.len() <= 50);
        }
        for place in 0..index.len() {
            assert!(index.first_of(index_of(place)).is_some());
        }
    }

    proptest! {
        #[test]
        fn rolling_back_restores_every_answer(texts in proptest::collection::vec("[a-d ]{0,60}", 1..30), keep in 0_usize..30) {
            let (mut whole, mut part) = (Index::default(), Index::default());
            for (n, text) in texts.iter().enumerate() {
                add(&mut whole, n as u128, text, 0);
                if n < keep {
                    add(&mut part, n as u128, text, 0);
                }
            }
            whole.roll_back(keep);
            prop_assert_eq!(whole.len(), part.len());
            for text in &texts {
                prop_assert_eq!(found(&whole, text, 0), found(&part, text, 0));
            }
        }
    }
}
