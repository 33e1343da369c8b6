//! Tasks that were woken, linked through their headers.
//!
//! Wakes come from everywhere and at any moment, also from an interrupt handler: so they push onto
//! a stack, with one compare-and-exchange that succeeds unless another push came in between. The
//! executor takes the whole stack at once and turns it around. Nothing is ever popped off the
//! shared stack, so a head that comes back does no harm (R. K. Treiber, "Systems Programming:
//! Coping with Parallelism", IBM RJ 5118, 1986).

#![expect(unsafe_code, reason = "the links lie in the tasks")]

use core::mem;
use core::ptr;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::task::Waker;

use crate::sync::AtomicPtr;
use crate::task::{Header, Runnable};

/// Where wakes put the tasks of one executor.
pub(crate) struct Inbox {
    /// The task that was pushed last, [`EMPTY`], [`PARKED`] or [`CLOSED`].
    head: AtomicPtr<Header>,
    unpark: Waker,
}

const EMPTY: *mut Header = ptr::null_mut();
/// Empty, and the executor's thread sleeps or is about to: a push calls `unpark`.
const PARKED: *mut Header = ptr::without_provenance_mut(1);
/// Empty for ever: the executor is gone.
const CLOSED: *mut Header = ptr::without_provenance_mut(2);

impl Inbox {
    pub(crate) fn new(unpark: Waker) -> Self {
        Self {
            head: AtomicPtr::new(EMPTY),
            unpark,
        }
    }

    /// Puts a task into the inbox of its executor, or lets go of it if that is gone.
    pub(crate) fn push(mut task: Runnable) {
        // Once the task is in, it may be run and freed, and with it the last reference to the
        // inbox. So this is a pointer, which is not used after that.
        let inbox = task.inbox();
        // SAFETY: the task keeps its inbox, and is kept by its being a `Runnable`.
        let mut head = unsafe { (*inbox).head.load(Relaxed) };
        loop {
            if head == CLOSED {
                return;
            }
            let parked = (head == PARKED).then(|| task.share_inbox());
            task.set_next(if parked.is_some() { EMPTY } else { head });
            let new = task.as_ptr();
            // Release: the executor sees the link, and what happened before the wake.
            // SAFETY: as above; an exchange that has succeeded touches nothing any more.
            match unsafe { (*inbox).head.compare_exchange(head, new, Release, Relaxed) } {
                Ok(_) => {
                    mem::forget(task); // it is the inbox's now
                    if let Some(inbox) = parked {
                        inbox.unpark.wake_by_ref();
                    }
                    return;
                }
                Err(changed) => head = changed,
            }
        }
    }

    /// All that was pushed; nobody is said to sleep any more. For the executor's thread.
    pub(crate) fn take(&self) -> Stack {
        if self.head.load(Relaxed) == EMPTY {
            return Stack(EMPTY);
        }
        Stack::new(self.head.swap(EMPTY, Acquire))
    }

    pub(crate) fn is_empty(&self) -> bool {
        matches!(self.head.load(Relaxed), EMPTY | PARKED)
    }

    /// Has the next push call `unpark`. Refused if something was pushed already.
    pub(crate) fn park(&self) -> bool {
        let exchange = self.head.compare_exchange(EMPTY, PARKED, Relaxed, Relaxed);
        matches!(exchange, Ok(_) | Err(PARKED))
    }

    /// Refuses tasks from now on.
    pub(crate) fn close(&self) -> Stack {
        Stack::new(self.head.swap(CLOSED, Acquire))
    }
}

/// Tasks that were taken from an inbox, the one that was pushed last on top.
pub(crate) struct Stack(*mut Header);

impl Stack {
    fn new(head: *mut Header) -> Self {
        Self(if head == PARKED { EMPTY } else { head })
    }

    /// The one that was pushed first on top.
    pub(crate) fn reversed(mut self) -> Self {
        let mut reversed = Self(EMPTY);
        while let Some(mut task) = self.next() {
            task.set_next(reversed.0);
            reversed.0 = task.as_ptr();
            mem::forget(task); // it is the stack's now
        }
        reversed
    }
}

impl Iterator for Stack {
    type Item = Runnable;

    fn next(&mut self) -> Option<Runnable> {
        // SAFETY: the stack owns its tasks, as `Runnable`s that were forgotten, and this is no
        // longer among them.
        let task = unsafe { Runnable::from_ptr(self.0) }?;
        self.0 = task.next();
        Some(task)
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}
