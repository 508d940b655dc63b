//! By which stretch of its letters a literal is found.

use super::Shape;
use super::heads::Head;
use super::rarity::word_share;
use crate::text::words::atoms::{Atom, atoms, hash};
use crate::text::words::{is_cjk_like, is_hangul, is_word};
use crate::watch::glob::Glob;

/// Longest end of a word that is looked up, in bytes.
pub(super) const EDGE_BYTES: usize = 4;
/// Shortest beginning or end that is looked up: one letter begins too many words.
pub(super) const MIN_EDGE_BYTES: usize = 2;

/// How the text is searched for a literal. Offsets are those of the stretch in the literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// An atom, or two characters of a script without spaces.
    Atom { hash: u32, at: u32, pair: bool },
    /// The first bytes of an atom.
    Head(Head),
    /// The last bytes of an atom.
    Tail { hash: u32, at: u32, bytes: usize },
    /// No stretch of it is sure to be one of the text: letters anywhere.
    Letters,
}

impl Route {
    /// Whether it is found by a single atom, wherever it stands.
    pub(super) fn is_atom(self) -> bool {
        matches!(self, Self::Atom { pair: false, .. })
    }
}

/// The best way to a literal; for a word with wildcards its letters are those without.
pub(super) fn route(letters: &str, shape: Shape, glob: Option<&Glob>) -> Route {
    let (opens, closes) = edges(letters, shape, glob);
    let all = atoms(letters);
    // Most words are one atom: there is nothing to choose from.
    if let [only] = all.as_slice()
        && opens
        && closes
        && (only.start..only.end) == (0..letters.len())
    {
        return Route::Atom {
            hash: only.hash,
            at: 0,
            pair: false,
        };
    }
    let complete: Vec<Atom> = all
        .iter()
        .filter(|atom| {
            is_sign(letters, atom) || (atom.start > 0 || opens) && (atom.end < letters.len() || closes)
        })
        .copied()
        .collect();
    by_atom(letters, &complete)
        .or_else(|| by_edge(letters, &all, opens, closes))
        .unwrap_or(Route::Letters)
}

/// Whether the text surely breaks before the first letter, and after the last.
fn edges(letters: &str, shape: Shape, glob: Option<&Glob>) -> (bool, bool) {
    let particle = letters.ends_with(is_hangul);
    match shape {
        Shape::Word => (true, !particle),
        Shape::Prefix | Shape::Address => (true, false),
        Shape::Glob => glob.map_or((false, false), |glob| (glob.opens(), glob.closes() && !particle)),
    }
}

/// A sign beyond ASCII is an atom whatever stands beside it.
fn is_sign(letters: &str, atom: &Atom) -> bool {
    let own = letters.get(atom.start..atom.end).unwrap_or_default();
    let mut chars = own.chars();
    chars.next().is_some_and(|c| !is_word(c)) && chars.next().is_none()
}

fn by_atom(letters: &str, complete: &[Atom]) -> Option<Route> {
    let own = |atom: &Atom| letters.get(atom.start..atom.end).unwrap_or_default();
    let spaceless = |atom: &Atom| own(atom).starts_with(is_cjk_like);
    let pair = complete
        .array_windows()
        .find(|[one, next]| one.end == next.start && spaceless(one) && spaceless(next));
    let rarest = complete
        .iter()
        .filter(|atom| pair.is_none() || !spaceless(atom) && !is_sign(letters, atom))
        .min_by(|one, other| word_share(own(one)).total_cmp(&word_share(own(other))));
    if let Some(atom) = rarest {
        return Some(Route::Atom {
            hash: atom.hash,
            at: u32::try_from(atom.start).ok()?,
            pair: false,
        });
    }
    let [one, next] = pair?;
    Some(Route::Atom {
        hash: hash(letters.as_bytes().get(one.start..next.end)?),
        at: u32::try_from(one.start).ok()?,
        pair: true,
    })
}

fn by_edge(letters: &str, all: &[Atom], opens: bool, closes: bool) -> Option<Route> {
    let bytes = letters.as_bytes();
    if let Some(first) = all.first().filter(|first| opens && first.start == 0)
        && first.end >= MIN_EDGE_BYTES
    {
        return Some(Route::Head(Head::new(first.head, first.end)));
    }
    let last = all.last().filter(|last| closes && last.end == bytes.len())?;
    let bytes = bytes.get(last.start.max(last.end.saturating_sub(EDGE_BYTES))..)?;
    (bytes.len() >= MIN_EDGE_BYTES).then_some(Route::Tail {
        hash: hash(bytes),
        at: u32::try_from(last.end - bytes.len()).ok()?,
        bytes: bytes.len(),
    })
}
