//! Handles: what one who waits for a task has of it.

use core::fmt;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context, Poll, Waker};

use super::{RawTask, Task};
use crate::error::JoinError;
use crate::isolation::Isolation;

/// A future of a task's result.
///
/// Dropping it leaves the task alone. It may go to another thread if the result may.
#[must_use = "a task goes on without its handle: say so with drop"]
pub struct JoinHandle<T> {
    task: RawTask,
    /// The same task.
    result: NonNull<dyn TakeResult<T>>,
}

/// A task of which no more is known than the type of its result.
trait TakeResult<T> {
    /// Leaves nothing.
    ///
    /// # Safety
    ///
    /// The task is done, and the caller has the handle's claim.
    unsafe fn take_result(&self) -> Option<Result<T, JoinError>>;
}

impl<F: Future, I: Isolation> TakeResult<F::Output> for Task<F, I> {
    unsafe fn take_result(&self) -> Option<Result<F::Output, JoinError>> {
        self.stage.with_mut(|stage| {
            // SAFETY: once it is done, the stage belongs to the handle.
            unsafe { (*stage).take_result() }
        })
    }
}

// SAFETY: from the handle only the result is reached, never the future, and the header is made
// for all threads.
unsafe impl<T: Send> Send for JoinHandle<T> {}
// SAFETY: through a reference not even the result is reached.
unsafe impl<T: Send> Sync for JoinHandle<T> {}

impl<T> Unpin for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// Takes the handle's claim.
    pub(super) fn new<F, I>(task: RawTask, result: NonNull<Task<F, I>>) -> Self
    where
        F: Future<Output = T> + 'static,
        I: Isolation,
    {
        Self { task, result }
    }

    /// Ends the task at its next turn, unless it ends before that by itself. Its future is dropped
    /// then, by the executor.
    pub fn abort(&self) {
        // SAFETY: the handle has a claim.
        unsafe { self.task.abort() };
    }

    /// Whether the result is there, or was taken already.
    pub fn is_finished(&self) -> bool {
        // SAFETY: the handle has a claim.
        unsafe { self.task.state().is_done() }
    }

    /// Leaves a waker for the executor, unless the result is there.
    fn watch(&self, waker: &Waker) -> bool {
        // SAFETY: the handle has a claim.
        let (header, state) = unsafe { (self.task.header(), self.task.state()) };
        state.unwatch() && {
            header.joiner.with_mut(|joiner| {
                // SAFETY: the executor does not have it, and takes nothing that it was not given.
                let joiner = unsafe { &mut *joiner };
                match joiner {
                    Some(old) => old.clone_from(waker),
                    None => *joiner = Some(waker.clone()),
                }
            });
            state.watch()
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    /// # Panics
    ///
    /// When it is polled again after it was ready.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.watch(context.waker()) {
            return Poll::Pending;
        }
        // SAFETY: the task is done, and the handle has its claim.
        let result = unsafe { self.result.as_ref().take_result() };
        Poll::Ready(result.expect("a result is there once"))
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        // SAFETY: the handle has a claim, and gives it up.
        unsafe {
            if self.task.state().detach() {
                return;
            }
            let result = self.result.as_ref().take_result();
            self.task.free_if(self.task.state().drop_handle());
            drop(result); // its destructor may panic
        }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("is_finished", &self.is_finished())
            .finish()
    }
}
