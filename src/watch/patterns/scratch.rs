//! Memory that reading a text needs, kept for the next text: most texts are short, and asking the system for memory would
//! take as long as reading them.

use std::sync::Mutex;

use super::part::Notes;
use super::seen::Found;

/// Most sets kept: more threads than that rarely read at once.
const MOST_SETS: usize = 8;
/// Most atoms of a text whose memory is kept.
const MOST_ATOMS: usize = 4_096;

/// What one reading needs: for title and text, and what is found in both.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) notes: [Notes; 2],
    pub(super) found: Vec<Found>,
}

/// Sets that nobody reads with. Two threads never wait for each other: one of them takes new memory.
#[derive(Debug, Default)]
pub(super) struct Pool(Mutex<Vec<Scratch>>);

impl Pool {
    /// An empty set.
    pub(super) fn take(&self) -> Scratch {
        let kept = self.0.try_lock().ok();
        kept.and_then(|mut kept| kept.pop()).unwrap_or_default()
    }

    /// Keeps a set for the next text, emptied.
    pub(super) fn give(&self, mut scratch: Scratch) {
        let atoms = scratch.notes.iter().map(Notes::capacity).max();
        if atoms.unwrap_or_default().max(scratch.found.capacity()) > MOST_ATOMS {
            return;
        }
        scratch.notes.iter_mut().for_each(Notes::clear);
        scratch.found.clear();
        if let Ok(mut kept) = self.0.try_lock()
            && kept.len() < MOST_SETS
        {
            kept.push(scratch);
        }
    }
}

/// A copy begins with none.
impl Clone for Pool {
    fn clone(&self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_comes_back_empty_and_large_ones_are_let_go() {
        let pool = Pool::default();
        let mut scratch = pool.take();
        scratch.found.reserve(10);
        let room = scratch.found.capacity();
        pool.give(scratch);
        let again = pool.take();
        assert_eq!((again.found.len(), again.found.capacity()), (0, room));
        assert_eq!(pool.take().found.capacity(), 0);
        let mut large = Scratch::default();
        large.found.reserve(MOST_ATOMS + 1);
        pool.give(large);
        assert_eq!(pool.take().found.capacity(), 0);
    }
}
