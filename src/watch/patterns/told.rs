//! Who is told of what stands in a text: one table for all literals, and for two words in a row.
//!
//! All that is to be known where something was found lies in one stretch of memory, which is touched only then: the stretch
//! that is told of next for the same hash, the literal, where its atom stands in it, and the watchers with their gates.

use super::gate::{self, Watchers};
use super::{Owner, gate::push_watcher};

/// Numbers before the watchers of a stretch: the next stretch, the literal, the offset of its atom, and their length.
const FRONT: usize = 4;
/// Instead of an offset: the atom is proof enough. It is one ASCII word, or two, and only queries are told, which look again.
const SURE: u32 = u32::MAX;

/// See the module. Stretches go by the number they begin at, from one; 0 is none.
#[derive(Clone, Debug, Default)]
pub(super) struct Told(Vec<u32>);

/// What is told of, without those who are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Front {
    /// The next stretch of the same hash; 0 is none.
    pub(super) next: u32,
    /// Number of the literal; of two words in a row `u32::MAX`.
    pub(super) literal: u32,
    /// Byte offset of the atom in the literal; `None` if the atom is proof enough.
    pub(super) at: Option<u32>,
}

impl Told {
    /// Adds a stretch; gives its number. Without watchers there is none.
    pub(super) fn push(&mut self, literal: u32, at: Option<u32>, watchers: &[(Owner, Vec<u32>)]) -> u32 {
        if watchers.is_empty() {
            return 0;
        }
        if self.0.is_empty() {
            self.0.push(0);
        }
        let stretch = self.0.len();
        self.0.extend([0, literal, at.unwrap_or(SURE), 0]);
        for (owner, gate) in watchers {
            push_watcher(&mut self.0, *owner, gate);
        }
        let length = short(self.0.len() - stretch - FRONT);
        if let Some(own) = self.0.get_mut(stretch + FRONT - 1) {
            *own = length;
        }
        short(stretch)
    }

    /// Has another stretch follow one of the same hash.
    pub(super) fn chain(&mut self, stretch: u32, next: u32) {
        if let Some(own) = self.0.get_mut(stretch as usize) {
            *own = next;
        }
    }

    /// What a stretch tells of.
    #[inline]
    pub(super) fn front(&self, stretch: u32) -> Option<Front> {
        let stretch = (stretch as usize).checked_sub(1)? + 1;
        let &[next, literal, at, _] = self.0.get(stretch..)?.first_chunk::<FRONT>()?;
        Some(Front {
            next,
            literal,
            at: Some(at).filter(|at| *at != SURE),
        })
    }

    /// Whom a stretch tells.
    #[inline]
    pub(super) fn watchers(&self, stretch: u32) -> Watchers<'_> {
        let own = self.0.get(stretch as usize..).unwrap_or_default();
        let watchers = own
            .split_first_chunk::<FRONT>()
            .and_then(|(&[.., length], rest)| rest.get(..length as usize));
        gate::watchers(watchers.filter(|_| stretch > 0).unwrap_or_default())
    }
}

fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_come_back() {
        let mut told = Told::default();
        assert_eq!(told.push(1, None, &[]), 0);
        let one = told.push(
            7,
            Some(3),
            &[(Owner::Rule(5), vec![8, 9]), (Owner::Address, vec![])],
        );
        let other = told.push(8, None, &[(Owner::Code(2), vec![])]);
        told.chain(other, one);
        let front = |next, literal, at| Some(Front { next, literal, at });
        assert_eq!(told.front(one), front(0, 7, Some(3)));
        assert_eq!(told.front(other), front(one, 8, None));
        assert_eq!(told.front(0), None);
        let owners = |stretch| told.watchers(stretch).map(|one| one.owner).collect::<Vec<_>>();
        assert_eq!(owners(one), [Owner::Rule(5), Owner::Address]);
        assert_eq!(owners(other), [Owner::Code(2)]);
        assert_eq!(owners(0), []);
    }
}
