//! Tasks with names, on the executor of executor-core.

use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::future::poll_fn;
use core::pin::pin;
use core::task::Waker;

use crate::task::{MAX_TASKS, SpawnError, TaskInfo};

/// A single-threaded executor that knows its tasks by name and counts their polls.
///
/// What gives tasks their turns is [`executor_core::Executor`]: an interrupt handler may wake them
/// at any moment. A task that is woken twice before it is polled is polled once.
/// [`run_ready`](Self::run_ready) polls each task that is ready once before it looks again, so that
/// a task that wakes itself does not keep the others from running.
#[derive(Debug)]
pub struct Executor {
    /// Dropped before the tasks, so that a destructor that spawns finds the executor gone.
    list: Rc<List>,
    tasks: executor_core::Executor,
}

/// Spawns tasks and lists them, also from within a task. Does not keep the executor alive.
#[derive(Debug, Clone)]
pub struct Spawner {
    list: Weak<List>,
    tasks: executor_core::Spawner,
}

/// The tasks by name. Each keeps its own entry; what is gone here has ended.
#[derive(Debug, Default)]
struct List(RefCell<Vec<Weak<Entry>>>);

#[derive(Debug)]
struct Entry {
    name: &'static str,
    polls: Cell<u64>,
}

impl Executor {
    /// Without tasks.
    pub fn new() -> Self {
        Self {
            list: Rc::default(),
            // An interrupt ends the halt of the processor, whatever it wakes.
            tasks: executor_core::Executor::new(Waker::noop().clone()),
        }
    }

    /// A handle for tasks.
    pub fn spawner(&self) -> Spawner {
        Spawner {
            list: Rc::downgrade(&self.list),
            tasks: self.tasks.spawner(),
        }
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
        let entry = self.list.add(name)?;
        drop(self.tasks.spawn(counted(entry, future)));
        Ok(())
    }

    /// Polls every task that is ready once; returns how many were.
    pub fn run_ready(&self) -> usize {
        self.tasks.run_ready()
    }

    /// Whether no task is ready. An interrupt may change that, unless they are off.
    pub fn is_idle(&self) -> bool {
        self.tasks.is_idle()
    }

    /// Whether there are no tasks.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
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
        let list = self.list.upgrade().ok_or(SpawnError::Closed)?;
        let entry = list.add(name)?;
        drop(self.tasks.spawn(counted(entry, future)));
        Ok(())
    }

    /// The tasks, in no particular order; the one that asks is among them.
    pub fn tasks(&self) -> Vec<TaskInfo> {
        let Some(list) = self.list.upgrade() else {
            return Vec::new();
        };
        let entries = list.0.borrow();
        let entries = entries.iter().filter_map(Weak::upgrade);
        entries
            .map(|entry| TaskInfo {
                name: entry.name,
                polls: entry.polls.get(),
            })
            .collect()
    }
}

impl List {
    /// An entry for a task to keep.
    fn add(&self, name: &'static str) -> Result<Rc<Entry>, SpawnError> {
        let mut entries = self.0.borrow_mut();
        entries.retain(|entry| entry.strong_count() > 0);
        if entries.len() == MAX_TASKS {
            return Err(SpawnError::Full);
        }
        let polls = Cell::new(0);
        let entry = Rc::new(Entry { name, polls });
        entries.push(Rc::downgrade(&entry));
        Ok(entry)
    }
}

/// The future, with its polls counted.
async fn counted(entry: Rc<Entry>, future: impl Future<Output = ()>) {
    let mut future = pin!(future);
    poll_fn(|context| {
        entry.polls.update(|polls| polls + 1);
        future.as_mut().poll(context)
    })
    .await;
}
