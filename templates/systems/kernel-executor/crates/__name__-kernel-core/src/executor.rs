//! Tasks and the set of those that are to be polled.

use alloc::boxed::Box;
use alloc::rc::{Rc, Weak};
use alloc::sync::Arc;
use alloc::task::Wake;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::fmt;
use core::pin::Pin;
use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Release};
use core::task::{Context, Waker};

use crate::task::{MAX_TASKS, SpawnError, TaskInfo};

/// A single-threaded executor whose run queue is one machine word.
///
/// A wake sets the task's bit: one atomic instruction, which neither allocates nor locks, so that
/// an interrupt handler may do it at any moment. A task that is woken twice before it is polled is
/// polled once. [`run_ready`](Self::run_ready) polls each task whose bit is set once before it
/// looks again, so that a task that wakes itself does not keep the others from running.
///
/// The wakers of the 64 places are made once and outlive the tasks: dropping a waker frees
/// nothing, wherever it happens. A waker kept from a task that has ended may wake the task that
/// has its place now, which every future has to bear anyway.
#[derive(Debug)]
pub struct Executor(Rc<Shared>);

/// Spawns tasks and lists them, also from within a task. Does not keep the executor alive.
#[derive(Debug, Clone)]
pub struct Spawner(Weak<Shared>);

#[derive(Debug)]
struct Shared {
    ready: Arc<Ready>,
    slots: RefCell<Vec<Slot>>,
}

type BoxFuture = Pin<Box<dyn Future<Output = ()>>>;

struct Slot {
    waker: Waker,
    task: Option<Task>,
}

struct Task {
    name: &'static str,
    polls: u64,
    /// Not there while it is polled.
    future: Option<BoxFuture>,
}

/// A bit for each task that is to be polled.
#[derive(Debug, Default)]
struct Ready(AtomicU64);

const _: () = assert!(MAX_TASKS == u64::BITS as usize);

struct SlotWaker {
    ready: Arc<Ready>,
    bit: u64,
}

impl Wake for SlotWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Release: the poll that this brings about sees what happened before the wake.
        self.ready.0.fetch_or(self.bit, Release);
    }
}

impl Executor {
    /// Without tasks.
    pub fn new() -> Self {
        let ready = Arc::new(Ready::default());
        let slot = |index| Slot {
            waker: Waker::from(Arc::new(SlotWaker {
                ready: Arc::clone(&ready),
                bit: 1_u64 << index,
            })),
            task: None,
        };
        let slots = RefCell::new((0..MAX_TASKS).map(slot).collect());
        Self(Rc::new(Shared { ready, slots }))
    }

    /// A handle for tasks.
    pub fn spawner(&self) -> Spawner {
        Spawner(Rc::downgrade(&self.0))
    }

    /// Adds a task, which is polled at the next occasion.
    ///
    /// # Errors
    ///
    /// There are [`MAX_TASKS`] tasks.
    pub fn spawn(
        &self,
        name: &'static str,
        future: impl Future<Output = ()> + 'static,
    ) -> Result<(), SpawnError> {
        self.0.spawn(name, Box::pin(future))
    }

    /// Polls every task that is ready once; returns how many were.
    pub fn run_ready(&self) -> usize {
        // Acquire: what happened before the wakes is visible to the polls.
        let ready = self.0.ready.0.swap(0, AcqRel);
        let mut turns = 0;
        for index in (0..MAX_TASKS).filter(|index| ready >> index & 1 == 1) {
            self.0.poll(index);
            turns += 1;
        }
        turns
    }

    /// Whether no task is ready. An interrupt may change that, unless they are off.
    pub fn is_idle(&self) -> bool {
        self.0.ready.0.load(Acquire) == 0
    }

    /// Whether there are no tasks.
    pub fn is_empty(&self) -> bool {
        self.0.slots.borrow().iter().all(|slot| slot.task.is_none())
    }
}

impl Default for Executor {
    fn default() -> Self {
        Self::new()
    }
}

impl Spawner {
    /// Adds a task, which is polled at the next occasion.
    ///
    /// # Errors
    ///
    /// There are [`MAX_TASKS`] tasks; the executor is gone.
    pub fn spawn(
        &self,
        name: &'static str,
        future: impl Future<Output = ()> + 'static,
    ) -> Result<(), SpawnError> {
        let shared = self.0.upgrade().ok_or(SpawnError::Closed)?;
        shared.spawn(name, Box::pin(future))
    }

    /// The tasks, in no particular order; the one that asks is among them.
    pub fn tasks(&self) -> Vec<TaskInfo> {
        let Some(shared) = self.0.upgrade() else {
            return Vec::new();
        };
        let slots = shared.slots.borrow();
        let tasks = slots.iter().filter_map(|slot| slot.task.as_ref());
        tasks
            .map(|task| TaskInfo {
                name: task.name,
                polls: task.polls,
            })
            .collect()
    }
}

impl Shared {
    fn spawn(&self, name: &'static str, future: BoxFuture) -> Result<(), SpawnError> {
        let mut slots = self.slots.borrow_mut();
        let slot = slots.iter_mut().find(|slot| slot.task.is_none());
        let slot = slot.ok_or(SpawnError::Full)?;
        slot.task = Some(Task {
            name,
            polls: 0,
            future: Some(future),
        });
        slot.waker.wake_by_ref();
        Ok(())
    }

    fn poll(&self, index: usize) {
        // The slots are not borrowed while the task runs: it may spawn others or list them.
        let taken = {
            let slot = &mut self.slots.borrow_mut()[index];
            slot.task.as_mut().and_then(|task| {
                task.polls += 1;
                Some((task.future.take()?, slot.waker.clone()))
            })
        };
        let Some((mut future, waker)) = taken else {
            return; // the waker of a task that has ended
        };
        let poll = future.as_mut().poll(&mut Context::from_waker(&waker));
        if poll.is_ready() {
            drop(future); // what it owns may still use the executor
            self.slots.borrow_mut()[index].task = None;
        } else if let Some(task) = &mut self.slots.borrow_mut()[index].task {
            task.future = Some(future);
        }
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.task.as_ref().map(|task| task.name);
        f.debug_tuple("Slot").field(&name).finish()
    }
}
