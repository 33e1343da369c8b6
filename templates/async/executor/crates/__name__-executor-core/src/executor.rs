//! Who gives tasks their turns.

use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::fmt;
use core::marker::PhantomData;
use core::task::Waker;

use crate::isolation::{Isolation, Unprotected};
use crate::queue::Consumer;
use crate::task::{self, JoinHandle, Live, Runnable};

/// Runs tasks on the thread that owns it. `I` says what becomes of panics.
///
/// A task is polled after it was spawned and after it was woken. Wakes before the poll count once.
/// Dropping the executor drops the futures of all tasks; their handles yield
/// [`JoinError::Cancelled`](crate::JoinError::Cancelled), and wakers that are left do nothing.
pub struct Executor<I = Unprotected> {
    inner: Rc<Inner>,
    isolation: PhantomData<I>,
}

/// Spawns tasks, also from within one. Does not keep the executor alive.
pub struct Spawner<I = Unprotected> {
    inner: Weak<Inner>,
    isolation: PhantomData<I>,
}

/// In the order in which they are dropped: wakes by futures that are dropped still find a queue.
struct Inner {
    live: RefCell<Vec<Live>>,
    queue: Consumer,
    is_running: Cell<bool>,
}

impl Executor {
    /// Without tasks. `unpark` is woken as [`park`](Self::park) says.
    pub fn new(unpark: Waker) -> Self {
        Self::isolated(unpark)
    }
}

impl<I: Isolation> Executor<I> {
    /// As [`new`](Executor::new), with somebody to catch panics.
    pub fn isolated(unpark: Waker) -> Self {
        Self {
            inner: Rc::new(Inner {
                live: RefCell::default(),
                queue: Consumer::new(unpark),
                is_running: Cell::new(false),
            }),
            isolation: PhantomData,
        }
    }

    /// Adds a task.
    pub fn spawn<F: Future + 'static>(&self, future: F) -> JoinHandle<F::Output> {
        self.inner.spawn::<F, I>(future)
    }

    /// A handle for tasks.
    pub fn spawner(&self) -> Spawner<I> {
        Spawner {
            inner: Rc::downgrade(&self.inner),
            isolation: PhantomData,
        }
    }

    /// Gives each task that is ready one turn; returns how many there were. Tasks that become
    /// ready meanwhile have to wait for the next call, so that none keeps another from running.
    ///
    /// # Panics
    ///
    /// When a task calls it, and, with [`Unprotected`], when a task panics.
    pub fn run_ready(&self) -> usize {
        self.run_ready_at_most(usize::MAX)
    }

    /// As [`run_ready`](Self::run_ready), but no more turns than this; the next call goes on with
    /// the other tasks.
    ///
    /// # Panics
    ///
    /// As [`run_ready`](Self::run_ready).
    pub fn run_ready_at_most(&self, limit: usize) -> usize {
        let inner = &*self.inner;
        let _running = Running::begin(&inner.is_running);
        let turns = inner.queue.collect().min(limit);
        for _ in 0..turns {
            let task = inner.queue.pop();
            if let Some(place) = task.and_then(Runnable::run) {
                inner.forget(place).announce();
            }
        }
        turns
    }

    /// Whether no task is ready. A wake may change that at any moment, unless it can only come
    /// from an interrupt and they are off.
    pub fn is_idle(&self) -> bool {
        self.inner.queue.is_empty()
    }

    /// Whether there are no tasks.
    pub fn is_empty(&self) -> bool {
        self.inner.live.borrow().is_empty()
    }

    /// Asks for a wake of `unpark` as soon as a task is ready, once, until the next
    /// [`run_ready`](Self::run_ready). `false` if one is ready already: then do not sleep.
    pub fn park(&self) -> bool {
        self.inner.queue.park()
    }
}

impl<I: Isolation> Spawner<I> {
    /// Adds a task. If the executor is gone, drops the future; the handle yields
    /// [`JoinError::Cancelled`](crate::JoinError::Cancelled).
    pub fn spawn<F: Future + 'static>(&self, future: F) -> JoinHandle<F::Output> {
        if let Some(inner) = self.inner.upgrade() {
            return inner.spawn::<F, I>(future);
        }
        let queue = Consumer::new(Waker::noop().clone()).queue();
        let (_live, _runnable, handle) = task::new::<F, I>(future, queue, 0);
        handle
    }
}

impl Inner {
    fn spawn<F, I>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        I: Isolation,
    {
        let mut live = self.live.borrow_mut();
        let queue = self.queue.queue();
        let (task, runnable, handle) = task::new::<F, I>(future, queue, live.len());
        live.push(task);
        self.queue.push(runnable);
        handle
    }

    /// Removes the claim at this place; the last one comes into its place.
    fn forget(&self, place: usize) -> Live {
        let mut live = self.live.borrow_mut();
        let ended = live.swap_remove(place);
        if let Some(moved) = live.get(place) {
            moved.set_place(place);
        }
        ended
    }
}

/// A task must not be polled while it is polled.
struct Running<'a>(&'a Cell<bool>);

impl<'a> Running<'a> {
    fn begin(is_running: &'a Cell<bool>) -> Self {
        assert!(!is_running.replace(true), "a task runs the executor");
        Self(is_running)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl<I> Clone for Spawner<I> {
    fn clone(&self) -> Self {
        Self {
            inner: Weak::clone(&self.inner),
            isolation: PhantomData,
        }
    }
}

impl<I> fmt::Debug for Executor<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor")
            .field("tasks", &self.inner.live.borrow().len())
            .finish()
    }
}

impl<I> fmt::Debug for Spawner<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spawner").finish_non_exhaustive()
    }
}
