//! The word that decides who may do what with a task.

use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

use crate::sync::AtomicUsize;

// Claims: a task is freed by whoever gives up the last of them.
/// The executor's: until the future is gone and the executor has forgotten the task.
const LIVE: usize = 1;
/// The run queue's: from a wake to the poll.
const SCHEDULED: usize = 1 << 1;
/// The join handle's.
const HANDLE: usize = 1 << 2;

// Facts.
/// The future is gone; the result was put in its place.
const DONE: usize = 1 << 3;
/// The task is to end at its next turn.
const CANCELLED: usize = 1 << 4;
/// The join handle has left a waker, which now belongs to the executor.
const WATCHED: usize = 1 << 5;

/// The wakers' claims are counted in the bits from here on.
const WAKER: usize = 1 << 6;

const CLAIMS: usize = !(DONE | CANCELLED | WATCHED);

#[derive(Debug)]
pub(super) struct State(AtomicUsize);

/// What a task that was taken from the run queue is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Poll,
    Cancel,
    /// It has ended before.
    Nothing,
    /// It has ended before, and nobody else knows of it.
    Free,
}

/// Who is interested in the result at the moment it is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interest {
    /// Somebody may ask for it.
    pub(super) has_handle: bool,
    /// Somebody left a waker.
    pub(super) is_watched: bool,
}

/// What remains to be done for one who has given up a claim.
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    Others,
    Nobody,
}

impl State {
    /// Of a new task, which is in the run queue and has a handle.
    pub(super) fn new() -> Self {
        Self(AtomicUsize::new(LIVE | SCHEDULED | HANDLE))
    }

    /// Whether the caller has to put the task into the run queue: it has the queue's claim then.
    ///
    /// The word is written to even if the task is there already: the poll that follows has to see
    /// what happened before this wake, too. A task that has ended is put there as well, to no
    /// avail; to see that beforehand would cost every other wake.
    pub(super) fn wake(&self) -> bool {
        // Release: for the poll. Acquire: the queue's claim comes with the link, which the executor
        // used before it gave that up.
        self.0.fetch_or(SCHEDULED, AcqRel) & SCHEDULED == 0
    }

    /// As [`wake`](Self::wake), and gives up a waker's claim. It is never the last one: the queue
    /// has one.
    pub(super) fn wake_and_drop(&self) -> bool {
        let before = self.update(|word| (word | SCHEDULED) - WAKER);
        before & SCHEDULED == 0
    }

    /// Gives up a waker's claim; the last one becomes the queue's. A waker may be dropped in an
    /// interrupt handler, which must not free memory.
    pub(super) fn drop_waker(&self) -> bool {
        let before = self.update(|word| {
            let last = word & CLAIMS == WAKER;
            word - WAKER + if last { SCHEDULED } else { 0 }
        });
        before & CLAIMS == WAKER
    }

    pub(super) fn clone_waker(&self) {
        // Relaxed: the one that is cloned keeps the task.
        let before = self.0.fetch_add(WAKER, Relaxed);
        if before > usize::MAX / 2 {
            // Somebody forgets wakers in a loop. Before the count overflows, this goes no further.
            self.0.fetch_sub(WAKER, Relaxed);
            panic!("too many wakers of one task");
        }
    }

    /// As [`wake`](Self::wake), and the task is to end.
    pub(super) fn cancel(&self) -> bool {
        self.0.fetch_or(SCHEDULED | CANCELLED, AcqRel) & SCHEDULED == 0
    }

    /// Gives up the queue's claim. A wake from now on puts the task there again.
    pub(super) fn take_turn(&self) -> Turn {
        // Acquire: the poll sees what happened before the wakes.
        let before = self.0.fetch_sub(SCHEDULED, AcqRel);
        match before & (DONE | CANCELLED) {
            0 => Turn::Poll,
            CANCELLED => Turn::Cancel,
            _ if before & CLAIMS == SCHEDULED => Turn::Free,
            _ => Turn::Nothing,
        }
    }

    /// The result is there, or the future is gone for want of anybody to take it.
    pub(super) fn finish(&self) -> Interest {
        // Release: whoever sees that it is there sees it. Acquire: the waker that was left.
        let before = self.0.fetch_or(DONE, AcqRel);
        Interest {
            has_handle: before & HANDLE != 0,
            is_watched: before & WATCHED != 0,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.0.load(Acquire) & DONE != 0
    }

    /// Hands the handle's waker to the executor, unless the result is there.
    pub(super) fn watch(&self) -> bool {
        self.0.fetch_or(WATCHED, AcqRel) & DONE == 0
    }

    /// Takes the handle's waker back from the executor, unless the result is there.
    pub(super) fn unwatch(&self) -> bool {
        let word = self.0.load(Acquire);
        if word & (DONE | WATCHED) == WATCHED {
            return self.0.fetch_and(!WATCHED, AcqRel) & DONE == 0;
        }
        word & DONE == 0
    }

    /// Gives up the handle's claim, unless the result is there: then it has to be taken first.
    pub(super) fn detach(&self) -> bool {
        let mut word = self.0.load(Acquire);
        while word & DONE == 0 {
            match self
                .0
                .compare_exchange_weak(word, word & !HANDLE, AcqRel, Acquire)
            {
                Ok(_) => return true,
                Err(changed) => word = changed,
            }
        }
        false
    }

    /// Gives up the claim of the handle on a task that is done.
    pub(super) fn drop_handle(&self) -> Left {
        self.release(HANDLE)
    }

    /// Gives up the claim of the executor on a task that is done.
    pub(super) fn forget(&self) -> Left {
        self.release(LIVE)
    }

    /// Gives up the claim of a queue that is closed.
    pub(super) fn unschedule(&self) -> Left {
        self.release(SCHEDULED)
    }

    fn release(&self, claim: usize) -> Left {
        // Release and acquire: all that others did with the task happened before it is freed.
        if self.0.fetch_sub(claim, AcqRel) & CLAIMS == claim {
            Left::Nobody
        } else {
            Left::Others
        }
    }

    fn update(&self, change: impl Fn(usize) -> usize) -> usize {
        let mut word = self.0.load(Relaxed);
        loop {
            match self
                .0
                .compare_exchange_weak(word, change(word), AcqRel, Relaxed)
            {
                Ok(before) => return before,
                Err(changed) => word = changed,
            }
        }
    }
}
