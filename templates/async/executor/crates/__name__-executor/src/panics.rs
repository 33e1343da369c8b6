//! A task that panics ends, and the others go on.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::task::Waker;

use executor_core::Isolation;

/// Catches panics.
pub(crate) struct Isolated;

impl Isolation for Isolated {
    fn run<R>(work: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
        // What a panic may leave half done is the future, and that is dropped.
        panic::catch_unwind(AssertUnwindSafe(work))
    }
}

/// Wakes. One that panics keeps no other from being woken.
pub(crate) fn wake(waker: Waker) {
    let _ = Isolated::run(|| waker.wake());
}
