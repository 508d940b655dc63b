//! What a source listed when it was last asked, in small, and whether it lists the same again as if it were new.
//!
//! A site that moves gives its items new ids and addresses, and often the date of the move; one that repairs its archive
//! lists what it published years ago. Either way a source suddenly lists many items that nobody published today. What it
//! listed before tells: of each item the hash of what it tells is remembered with those of its id and address. Of long
//! lists only the items with the smallest hashes are: a fair sample whatever the order they are listed in.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Aliases, Kind};

/// Items remembered of a source.
const SAMPLE: usize = 64;
/// Fewer items under new ids than this may be a coincidence.
const MANY: usize = 3;
/// Fewer old items than this may be an author who dates back.
const MANY_OLD: usize = 5;
/// Items count as old that are older than the newest known one by more than this: feeds are not always in order.
const OLD: SignedDuration = SignedDuration::from_hours(48);

/// Hashes of one item; 0 stands for what it does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Item(u32, u32, u32);

impl Item {
    /// `None` for an item that tells nothing.
    fn of(aliases: &Aliases) -> Option<Self> {
        let hash = |key: u128| {
            let high = u64::try_from(key >> 64).unwrap_or_default();
            u32::try_from(high >> 32).unwrap_or_default().max(1)
        };
        let of_kind = |kind: Kind| {
            let key = aliases.keys.iter().find(|key| Kind::of(**key) == kind);
            key.map_or(0, |key| hash(*key))
        };
        Some(Self(
            hash(aliases.told?),
            of_kind(Kind::Guid),
            of_kind(Kind::Link),
        ))
    }

    /// Whether both have an id, or an address, and it is the same.
    fn shares_a_name(self, other: Self) -> bool {
        (self.1 != 0 && self.1 == other.1) || (self.2 != 0 && self.2 == other.2)
    }

    /// Whether the two can be told apart by id or address at all.
    fn is_named_apart(self, other: Self) -> bool {
        !self.shares_a_name(other) && ((self.1 != 0 && other.1 != 0) || (self.2 != 0 && other.2 != 0))
    }
}

/// What a source listed, in small.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// By hash, smallest first.
    items: Vec<Item>,
    /// Whether there were more.
    sampled: bool,
}

impl Listed {
    /// Of the items of one poll.
    pub fn of<'a>(aliases: impl IntoIterator<Item = &'a Aliases>) -> Self {
        let mut items: Vec<Item> = aliases.into_iter().filter_map(Item::of).collect();
        items.sort_unstable();
        items.dedup();
        let sampled = items.len() > SAMPLE;
        items.truncate(SAMPLE);
        Self { items, sampled }
    }

    /// Whether it listed nothing.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Compares what is listed now, with the dates of the items, with what was listed before. `newest` is the newest date
    /// known of the source.
    pub fn reappearance<'a>(
        &self,
        now: impl IntoIterator<Item = (&'a Aliases, Option<Timestamp>)>,
        newest: Option<Timestamp>,
    ) -> Reappearance {
        let limit = if self.sampled {
            self.items.last().map_or(0, |item| item.0)
        } else {
            u32::MAX
        };
        let before = newest.and_then(|newest| newest.checked_sub(OLD).ok());
        let mut seen = Reappearance::default();
        if self.is_empty() {
            return seen;
        }
        for (aliases, at) in now {
            let Some(item) = Item::of(aliases).filter(|item| item.0 <= limit) else {
                continue;
            };
            seen.items += 1;
            let told: Vec<Item> = self
                .items
                .iter()
                .copied()
                .filter(|known| known.0 == item.0)
                .collect();
            let known = self.items.iter().any(|known| item.shares_a_name(*known));
            if !known && told.iter().any(|known| item.is_named_apart(*known)) {
                seen.renamed += 1;
            } else if !known && told.is_empty() {
                seen.unknown += 1;
                seen.old += usize::from(at.zip(before).is_some_and(|(at, before)| at < before));
            }
        }
        seen.old_before = before.filter(|_| seen.is_old());
        seen
    }
}

/// What of a poll was there before as if it were new; all zero where nothing of the kind is to be seen. Of long lists a
/// sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reappearance {
    /// Items compared.
    pub items: usize,
    /// Items that tell what was told before, under other ids and addresses.
    pub renamed: usize,
    /// Items that were not listed before.
    pub unknown: usize,
    /// Of those, the ones from long before the newest known one.
    pub old: usize,
    /// Where old ones reappear: what is from before this instant is one of them.
    pub old_before: Option<Timestamp>,
}

impl Reappearance {
    /// Whether the source gave what it listed new ids and addresses.
    pub fn is_renamed(&self) -> bool {
        self.renamed >= MANY && self.renamed * 2 > self.items
    }

    /// Whether most of what it lists is old and was not listed before.
    pub fn is_old(&self) -> bool {
        self.old >= MANY_OLD && self.old * 2 > self.items
    }

    /// What the operator is told; `None` if there is nothing to tell.
    pub fn issue(&self) -> Option<String> {
        let Self {
            items, renamed, old, ..
        } = self;
        if self.is_renamed() {
            return Some(format!(
                "{renamed} of {items} items came again under new ids and addresses, as after a move of the site; they \
                 are taken for what they were, not counted as new"
            ));
        }
        self.is_old().then(|| {
            format!(
                "{old} of {items} items are older than what was known and were not listed before; they are counted on \
                 the days they were published, not as new"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::aliases;
    use super::*;
    use crate::model::{Document, Identity, SourceName};

    fn day(day: i8) -> Timestamp {
        let date = jiff::civil::date(2026, 3, day).at(8, 0, 0, 0);
        jiff::tz::Offset::UTC.to_timestamp(date).unwrap()
    }

    fn item(number: usize, at: Option<Timestamp>) -> Document {
        Document {
            source: SourceName::from("news"),
            id: Some(format!("old-{number}")),
            url: Some(format!("https://old.example/{number}")),
            title: format!("Report {number}"),
            text: format!("What happened on day {number}"),
            published: at,
            ..Document::default()
        }
    }

    fn renamed(mut item: Document, at: Option<Timestamp>) -> Document {
        item.id = item.id.map(|id| format!("{id}-new"));
        item.url = item.url.map(|url| url.replace("old", "new"));
        item.published = at;
        item
    }

    fn compared(before: &[Document], now: &[Document]) -> Reappearance {
        let listed = Listed::of(&aliases(before, Identity::Ladder));
        let names = aliases(now, Identity::Ladder);
        let newest = before.iter().filter_map(|item| item.published).max();
        listed.reappearance(names.iter().zip(now.iter().map(|item| item.published)), newest)
    }

    #[test]
    fn a_move_and_an_archive_are_told_from_news() {
        let known: Vec<Document> = (1..=10).map(|n| item(n, Some(day(20)))).collect();
        let moved: Vec<Document> = known
            .iter()
            .map(|item| renamed(item.clone(), Some(day(28))))
            .collect();
        let archive: Vec<Document> = (100..130).map(|n| item(n, Some(day(2)))).collect();
        let news: Vec<Document> = (200..210).map(|n| item(n, Some(day(28)))).collect();
        let undated: Vec<Document> = (300..310).map(|n| item(n, None)).collect();
        let both = |some: &[Document], others: &[Document]| [some, others].concat();
        for (name, now, is_renamed, is_old) in [
            ("the same", known.clone(), false, false),
            ("moved", moved.clone(), true, false),
            ("moved, with news", both(&moved, &news[..3]), true, false),
            ("one told again", both(&moved[..1], &known[1..]), false, false),
            (
                "half of it told again",
                both(&moved[..5], &known[5..]),
                false,
                false,
            ),
            ("archive", both(&known, &archive), false, true),
            ("archive alone", archive, false, true),
            ("news", both(&news, &known[..3]), false, false),
            ("undated", undated, false, false),
            ("nothing", Vec::new(), false, false),
        ] {
            let seen = compared(&known, &now);
            assert_eq!(
                (seen.is_renamed(), seen.is_old()),
                (is_renamed, is_old),
                "{name}: {seen:?}"
            );
            assert_eq!(seen.issue().is_some(), is_renamed || is_old, "{name}");
        }
        assert_eq!(compared(&[], &known), Reappearance::default());
    }

    #[test]
    fn long_lists_are_sampled_fairly() {
        let known: Vec<Document> = (0..2_000).map(|n| item(n, Some(day(20)))).collect();
        let moved: Vec<Document> = known
            .iter()
            .rev()
            .map(|item| renamed(item.clone(), Some(day(28))))
            .collect();
        let seen = compared(&known, &moved);
        assert!(seen.is_renamed() && seen.items == SAMPLE, "{seen:?}");
        let mut turned = known.clone();
        turned.rotate_left(777);
        let seen = compared(&known, &turned);
        assert_eq!((seen.renamed, seen.unknown), (0, 0), "{seen:?}");
        // Most of it gone from the list, and the rest still known.
        let seen = compared(&known, &known[..100]);
        assert_eq!((seen.renamed, seen.unknown), (0, 0), "{seen:?}");
    }

    #[test]
    fn a_changed_title_is_no_new_item() {
        let known: Vec<Document> = (1..=6).map(|n| item(n, Some(day(20)))).collect();
        let edited: Vec<Document> = known
            .iter()
            .map(|item| Document {
                title: format!("{} (updated)", item.title),
                ..item.clone()
            })
            .collect();
        let seen = compared(&known, &edited);
        assert_eq!((seen.renamed, seen.unknown), (0, 0), "{seen:?}");
    }
}
