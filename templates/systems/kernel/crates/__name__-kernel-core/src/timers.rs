//! Who is to be woken when.

use alloc::collections::BTreeMap;
use core::task::Waker;

/// Wakers by deadline. Time is a number that grows, such as a count of timer interrupts.
#[derive(Debug, Default)]
pub struct Timers {
    entries: BTreeMap<TimerKey, Waker>,
    registered: u64,
}

/// Names an entry of [`Timers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerKey {
    deadline: u64,
    /// Tells entries with the same deadline apart, and puts them in order.
    number: u64,
}

impl Timers {
    /// No timers.
    pub const fn new() -> Self {
        Self {
            entries: BTreeMap::new(),
            registered: 0,
        }
    }

    /// Wakes at the deadline. O(log n).
    pub fn register(&mut self, deadline: u64, waker: Waker) -> TimerKey {
        let number = self.registered;
        self.registered += 1;
        let key = TimerKey { deadline, number };
        self.entries.insert(key, waker);
        key
    }

    /// Forgets an entry, unless it has been fired. O(log n).
    pub fn cancel(&mut self, key: TimerKey) {
        self.entries.remove(&key);
    }

    /// Wakes all whose deadline is not after `now`, the earliest first. O(log n) for each.
    pub fn fire(&mut self, now: u64) {
        while let Some(entry) = self.entries.first_entry() {
            if entry.key().deadline > now {
                return;
            }
            entry.remove().wake();
        }
    }
}
