//! Values in an arena whose destructors run.

use std::cell::{Cell, OnceCell};
use std::fmt;
use std::iter::repeat_with;

use bumpalo::Bump;
use bumpalo::boxed::Box as ArenaBox;

/// The first shelf has room for this many values, and each one for twice as many as the one before.
const FIRST: usize = 16;
const SHELVES: usize = (usize::BITS - FIRST.ilog2()) as usize;

/// Owns values that lie in an arena, lends them out, and drops them when it is dropped itself.
///
/// An arena gives its memory back and does not look at what lies there. Whoever needs a destructor to run has to own the
/// value: in a [`bumpalo::boxed::Box`], which is what the shelves of a keeper are.
pub struct Keeper<'a, T> {
    arena: &'a Bump,
    /// Shelves never move, so a value can be lent out while others are added.
    shelves: [OnceCell<ArenaBox<'a, [OnceCell<T>]>>; SHELVES],
    len: Cell<usize>,
}

impl<'a, T> Keeper<'a, T> {
    /// Keeps nothing yet; its values will lie in this arena.
    pub fn new_in(arena: &'a Bump) -> Self {
        Self {
            arena,
            shelves: [const { OnceCell::new() }; SHELVES],
            len: Cell::new(0),
        }
    }

    /// Takes a value and lends it out for as long as the keeper is there.
    pub fn keep(&self, value: T) -> &T {
        let position = self.len.get() + FIRST;
        self.len.set(self.len.get() + 1);
        // The shelf that begins with position 16, 32, 64, … has room for as many values.
        let room = 1 << position.ilog2();
        let level = position.ilog2() - FIRST.ilog2();
        let slots = self.shelves[level as usize].get_or_init(|| {
            ArenaBox::from_iter_in(repeat_with(OnceCell::new).take(room), self.arena)
        });
        slots[position - room].get_or_init(|| value)
    }

    /// How many values it keeps.
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether it keeps none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> fmt::Debug for Keeper<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}
