//! Tasks.

use std::future::poll_fn;
use std::task::Poll;

use executor_core::JoinHandle;

use crate::context;

/// Runs a future beside the one that calls this, on the same thread.
///
/// # Panics
///
/// Outside of a runtime.
pub fn spawn<F: Future + 'static>(future: F) -> JoinHandle<F::Output> {
    context::current(|context| context.spawner.clone()).spawn(future)
}

/// Lets the other tasks that are ready have their turns.
pub async fn yield_now() {
    let mut has_yielded = false;
    poll_fn(|context| {
        if has_yielded {
            return Poll::Ready(());
        }
        has_yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
