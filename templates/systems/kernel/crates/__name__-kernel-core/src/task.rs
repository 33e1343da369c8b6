//! What is said of tasks.

use core::error::Error;
use core::fmt;

/// How many tasks an executor holds. Memory that is gone ends a kernel; a task too many is only
/// refused.
pub const MAX_TASKS: usize = 64;

/// A task, for a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskInfo {
    /// As given when it was spawned.
    pub name: &'static str,
    /// How often it was polled.
    pub polls: u64,
}

/// Why a task was not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpawnError {
    /// There are [`MAX_TASKS`] tasks.
    Full,
    /// The executor is gone.
    Closed,
}

impl fmt::Display for SpawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "there is no room for another task",
            Self::Closed => "the executor is gone",
        })
    }
}

impl Error for SpawnError {}
