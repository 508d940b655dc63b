//! Which documents are one and the same, whatever their source changes between polls.
//!
//! Every document gets keys in order of strength: the published id (within its source), the canonical address
//! (everywhere), title and day, the text (within the source). Seeing any key again means seeing the document again, but
//! for one thing: what has an id or an address is not taken for a mention with another by title, day or text, unless the
//! source gives its items new ones with every poll ([`Rotation`]). Keys that several documents of a batch share although
//! they differ are no identity and left out.

mod listed;
mod rotation;

pub use listed::{Listed, Reappearance};
pub use rotation::{Again, Rotation, Telling, tells_alike};

use std::collections::HashMap;

use jiff::tz::TimeZone;
use xxhash_rust::xxh3::xxh3_128;

use crate::model::{Document, Identity, MentionId};
use crate::text::fold::fold_key;
use crate::text::url::canonical;

/// Texts shorter than this are too common to tell documents apart, in characters.
const MIN_TEXT_CHARS: usize = 80;

/// Identity of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aliases {
    /// Id of the mention if none of the keys is known yet: the first key.
    pub id: MentionId,
    /// All keys, strongest first; never empty.
    pub keys: Vec<u128>,
    /// What it tells, whatever its id, address and date: its title, or its text where it has none. Not a key: two weekly
    /// columns share it. It counts where a whole source comes under new names ([`Reappearance`]).
    pub told: Option<u128>,
}

/// What a key was made of; it is written into the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The published id.
    Guid = 0,
    /// The address.
    Link = 1,
    /// Title and day.
    Title = 2,
    /// The text, or all there is.
    Text = 3,
}

impl Kind {
    /// Bits of a key that tell its kind.
    const MASK: u128 = 3;

    /// The kind of a key.
    pub fn of(key: u128) -> Self {
        match key & Self::MASK {
            0 => Self::Guid,
            1 => Self::Link,
            2 => Self::Title,
            _ => Self::Text,
        }
    }

    /// Whether such keys tell documents apart, not only find them.
    pub fn is_strong(self) -> bool {
        matches!(self, Self::Guid | Self::Link)
    }
}

/// Whether documents with these keys have ids, or addresses, that are not the same.
pub fn are_apart(some: &[u128], others: &[u128]) -> bool {
    [Kind::Guid, Kind::Link].into_iter().any(|kind| {
        let of = |keys: &[u128]| -> Vec<u128> {
            keys.iter()
                .copied()
                .filter(|key| Kind::of(*key) == kind)
                .collect()
        };
        let (some, others) = (of(some), of(others));
        !some.is_empty() && !others.is_empty() && !some.iter().any(|key| others.contains(key))
    })
}

/// Keys of the documents of one poll, in their order. The batch matters: an id or address that several different
/// documents share identifies none of them.
///
/// `by` is what the operator says of the source.
pub fn aliases(docs: &[Document], by: Identity) -> Vec<Aliases> {
    let traits: Vec<Traits> = docs.iter().map(Traits::of).collect();
    let shared = Shared::among(&traits);
    traits.iter().map(|one| shared.aliases(one, by)).collect()
}

/// The key of whatever has that address; `None` for what is no address of a page.
pub fn of_address(address: &str) -> Option<u128> {
    let is_web = address
        .get(..4)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("http"));
    let link = canonical(address).filter(|link| is_web && link.contains(['/', '?', '#']))?;
    Some(key(Kind::Link, &["link", &link]))
}

/// What a document can be known by.
struct Traits {
    guid: Option<u128>,
    link: Option<u128>,
    titled: Option<u128>,
    text: Option<u128>,
    /// See [`Aliases::told`].
    told: Option<u128>,
    /// Title and text, whatever their length.
    content: u128,
    /// Everything together: the last resort.
    whole: u128,
}

impl Traits {
    fn of(doc: &Document) -> Self {
        let source = doc.source.as_str();
        let guid = doc.id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let link = doc.url.as_deref().and_then(canonical);
        // The front page is where items without a page of their own point.
        let link = link.filter(|key| key.contains(['/', '?', '#']));
        let title = fold_key(doc.title.trim());
        let day = doc
            .published
            .or(doc.updated)
            .map(|at| at.to_zoned(TimeZone::UTC).date().to_string());
        let text = fold_key(doc.text.trim());
        let long = text.chars().nth(MIN_TEXT_CHARS - 1).is_some();
        Self {
            guid: guid.map(|id| key(Kind::Guid, &["guid", source, id])),
            link: link.as_deref().map(|link| key(Kind::Link, &["link", link])),
            titled: day
                .filter(|_| !title.is_empty())
                .map(|day| key(Kind::Title, &["title", source, &title, &day])),
            text: long.then(|| key(Kind::Text, &["text", source, &text])),
            told: [&title, &text]
                .into_iter()
                .find(|told| !told.is_empty())
                .map(|told| key(Kind::Text, &["told", source, told])),
            content: key(Kind::Text, &["content", source, &title, &text]),
            whole: key(
                Kind::Text,
                &[
                    "whole",
                    source,
                    doc.url.as_deref().unwrap_or_default(),
                    &title,
                    &text,
                ],
            ),
        }
    }
}

/// Length-prefixed parts, so that no two lists of parts give the same bytes.
fn key(kind: Kind, parts: &[&str]) -> u128 {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    (xxh3_128(&bytes) & !Kind::MASK) | kind as u128
}

/// For each key the one value that all documents with it agree on; `None` once two disagree.
type Agreed = HashMap<u128, Option<u128>>;

struct Shared {
    guids: Agreed,
    links: Agreed,
    titles: Agreed,
    texts: Agreed,
    told: Agreed,
    contents: Agreed,
}

impl Shared {
    fn among(traits: &[Traits]) -> Self {
        let mut shared = Self {
            guids: HashMap::new(),
            links: HashMap::new(),
            titles: HashMap::new(),
            texts: HashMap::new(),
            told: HashMap::new(),
            contents: HashMap::new(),
        };
        for one in traits {
            let content = one.titled.or(one.text).unwrap_or(one.whole);
            let strong = one.guid.or(one.link).unwrap_or(content);
            note(&mut shared.guids, one.guid, one.link.unwrap_or(content));
            note(&mut shared.links, one.link, one.guid.unwrap_or(content));
            note(&mut shared.titles, one.titled, strong);
            note(&mut shared.texts, one.text, strong);
            note(&mut shared.told, one.told, strong);
            note(&mut shared.contents, Some(one.content), one.content);
        }
        shared
    }

    fn aliases(&self, one: &Traits, by: Identity) -> Aliases {
        let guid = one.guid.filter(|key| unique(&self.guids, *key));
        let link = one.link.filter(|key| unique(&self.links, *key));
        let mut keys: Vec<u128> = Vec::with_capacity(4);
        match (by, guid, link) {
            (Identity::Guid, Some(key), _) | (Identity::Link, _, Some(key)) => keys.push(key),
            (Identity::Content, ..) => {
                keys.extend(Some(one.content).filter(|key| unique(&self.contents, *key)));
                self.weak_keys(one, &mut keys);
            }
            // What it should be known by is missing, or the same for several: it is known by whatever it has.
            _ => {
                keys.extend(guid.into_iter().chain(link));
                // With two strong keys the weak ones could only merge what differs: a thread's replies share title and
                // day.
                if keys.len() < 2 {
                    self.weak_keys(one, &mut keys);
                }
            }
        }
        if keys.is_empty() {
            keys.push(one.whole);
        }
        Aliases {
            id: MentionId(keys.first().copied().unwrap_or(one.whole)),
            keys,
            told: one.told.filter(|key| unique(&self.told, *key)),
        }
    }

    fn weak_keys(&self, one: &Traits, keys: &mut Vec<u128>) {
        keys.extend(one.titled.filter(|key| unique(&self.titles, *key)));
        keys.extend(one.text.filter(|key| unique(&self.texts, *key)));
    }
}

fn note(agreed: &mut Agreed, key: Option<u128>, value: u128) {
    if let Some(key) = key {
        agreed
            .entry(key)
            .and_modify(|known| {
                if *known != Some(value) {
                    *known = None;
                }
            })
            .or_insert(Some(value));
    }
}

fn unique(agreed: &Agreed, key: u128) -> bool {
    matches!(agreed.get(&key), Some(Some(_)))
}

#[cfg(test)]
mod tests;
