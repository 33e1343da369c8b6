//! Tasks that are to be polled.
//!
//! Wakes come from everywhere and at any moment, also from an interrupt handler: so they push onto
//! a stack of tasks that are linked through their headers, with one compare-and-exchange that
//! succeeds unless another push came in between. The executor takes the whole stack at once and
//! turns it around. Nothing is ever popped off the shared stack, so a head that comes back does no
//! harm (R. K. Treiber, "Systems Programming: Coping with Parallelism", IBM RJ 5118, 1986).
//!
//! A wake that is known to come from the executor's own thread needs none of that.

#![expect(
    unsafe_code,
    reason = "links lie in the tasks, and one queue belongs to one thread"
)]

use alloc::collections::VecDeque;
use core::cell::RefCell;
use core::marker::PhantomData;
use core::mem;
use core::ptr;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::task::Waker;

use crate::sync::{Arc, AtomicPtr};
use crate::task::{Header, Runnable};
use crate::thread::{self, ThreadId};

/// The queue of one executor: where wakes put tasks.
pub(crate) struct Queue {
    /// The task that was pushed last, [`EMPTY`], [`PARKED`] or [`CLOSED`].
    head: AtomicPtr<Header>,
    unpark: Waker,
    own: Own,
}

/// Tasks in the order in which they are to run; `None` when the executor is gone.
type Ready = RefCell<Option<VecDeque<Runnable>>>;

/// What only one thread uses.
struct Own {
    /// `None` if it is not known, and then only the executor uses it.
    owner: Option<ThreadId>,
    ready: Ready,
}

// SAFETY: `ready` is reached by the owner alone: `of_this_thread` compares the thread, and the
// executor, which does not leave its thread, vouches for itself. What is dropped elsewhere is
// `None`.
unsafe impl Send for Own {}
// SAFETY: as above.
unsafe impl Sync for Own {}

impl Own {
    fn of_this_thread(&self) -> Option<&Ready> {
        (self.owner.is_some() && self.owner == thread::current()).then_some(&self.ready)
    }
}

const EMPTY: *mut Header = ptr::null_mut();
/// Empty, and the executor's thread sleeps or is about to: a push calls `unpark`.
const PARKED: *mut Header = ptr::without_provenance_mut(1);
/// Empty for ever: the executor is gone.
const CLOSED: *mut Header = ptr::without_provenance_mut(2);

impl Queue {
    /// Puts a task into the queue of its executor, or lets go of it if that is gone.
    pub(crate) fn push(mut task: Runnable) {
        // Once the task is in, it may be run and freed, and with it the last reference to the
        // queue. So this is a pointer, which is not used after that.
        let queue = task.queue();
        // SAFETY: the task keeps its queue, and is kept by its being a `Runnable`. On its own
        // thread the executor does nothing before this returns.
        if let Some(ready) = unsafe { (*queue).own.of_this_thread() }
            // Not so if an allocator wakes tasks, and this one lets the queue grow.
            && let Ok(mut ready) = ready.try_borrow_mut()
            && let Some(ready) = &mut *ready
        {
            ready.push_back(task);
            return;
        }
        // SAFETY: as above.
        let mut head = unsafe { (*queue).head.load(Relaxed) };
        loop {
            if head == CLOSED {
                return;
            }
            let parked = (head == PARKED).then(|| task.share_queue());
            task.set_next(if parked.is_some() { EMPTY } else { head });
            let new = task.as_ptr();
            // Release: the executor sees the link, and what happened before the wake.
            // SAFETY: as above; an exchange that has succeeded touches nothing any more.
            match unsafe { (*queue).head.compare_exchange(head, new, Release, Relaxed) } {
                Ok(_) => {
                    mem::forget(task); // it is the queue's now
                    if let Some(queue) = parked {
                        queue.unpark.wake_by_ref();
                    }
                    return;
                }
                Err(changed) => head = changed,
            }
        }
    }
}

/// The executor's end of its queue. Does not leave its thread.
pub(crate) struct Consumer {
    queue: Arc<Queue>,
    stays: PhantomData<*const ()>,
}

impl Consumer {
    pub(crate) fn new(unpark: Waker) -> Self {
        Self {
            queue: Arc::new(Queue {
                head: AtomicPtr::new(EMPTY),
                unpark,
                own: Own {
                    owner: thread::current(),
                    ready: RefCell::new(Some(VecDeque::new())),
                },
            }),
            stays: PhantomData,
        }
    }

    pub(crate) fn queue(&self) -> Arc<Queue> {
        Arc::clone(&self.queue)
    }

    fn ready<R>(&self, access: impl FnOnce(&mut VecDeque<Runnable>) -> R) -> R {
        // This is the owner: it was made on this thread, which it does not leave.
        let mut ready = self.queue.own.ready.borrow_mut();
        access(ready.get_or_insert_default())
    }

    /// Adds a task that is not to be woken for.
    pub(crate) fn push(&self, task: Runnable) {
        self.ready(|ready| ready.push_back(task));
    }

    /// The task that waits longest, apart from those that were pushed since [`collect`](Self::collect).
    pub(crate) fn pop(&self) -> Option<Runnable> {
        self.ready(VecDeque::pop_front)
    }

    /// Looks at what was pushed, and returns how many tasks there are to pop. Nobody is said to
    /// sleep any more.
    pub(crate) fn collect(&self) -> usize {
        let head = &self.queue.head;
        let pushed = match head.load(Relaxed) {
            EMPTY => EMPTY,
            _ => head.swap(EMPTY, Acquire),
        };
        self.ready(|ready| {
            ready.extend(Stack::new(pushed).reversed());
            ready.len()
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        let is_empty = matches!(self.queue.head.load(Relaxed), EMPTY | PARKED);
        is_empty && self.ready(|ready| ready.is_empty())
    }

    /// Has the next push call `unpark`. Refused if there are tasks already.
    pub(crate) fn park(&self) -> bool {
        self.ready(|ready| ready.is_empty()) && {
            let head = &self.queue.head;
            let exchange = head.compare_exchange(EMPTY, PARKED, Relaxed, Relaxed);
            matches!(exchange, Ok(_) | Err(PARKED))
        }
    }
}

impl Drop for Consumer {
    /// Refuses tasks from now on, and lets go of those that are there.
    fn drop(&mut self) {
        drop(self.queue.own.ready.take());
        drop(Stack::new(self.queue.head.swap(CLOSED, Acquire)));
    }
}

/// Tasks that were taken from a queue, the one that was pushed last on top.
pub(crate) struct Stack(*mut Header);

impl Stack {
    fn new(head: *mut Header) -> Self {
        Self(if head == PARKED { EMPTY } else { head })
    }

    /// The one that was pushed first on top.
    pub(crate) fn reversed(self) -> Self {
        let mut reversed = Self(EMPTY);
        for mut task in self {
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
