//! Panics, of which a crate without a standard library knows nothing.

use alloc::boxed::Box;
use core::any::Any;

/// Runs what belongs to a task: its polls, its destructors, and the wake of whoever waits for it.
///
/// With a standard library an implementation catches panics there, so that they end the task and
/// nothing else. One that does not do its work loses polls and wakes, but does no other harm.
pub trait Isolation: 'static {
    /// Does the work, unless it panics.
    ///
    /// # Errors
    ///
    /// What the panic was raised with.
    fn run<R>(work: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>>;
}

/// Lets panics pass. They leave through [`run_ready`](crate::Executor::run_ready), and the task is
/// aborted.
#[derive(Debug, Clone, Copy)]
pub struct Unprotected;

impl Isolation for Unprotected {
    fn run<R>(work: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
        Ok(work())
    }
}
