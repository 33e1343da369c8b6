//! Timers: who is to be woken when.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::context;
use crate::panics;

/// Wakers by deadline. They are cloned, woken and dropped while nothing is borrowed: any of that may
/// come back here.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    entries: RefCell<BTreeMap<Key, Waker>>,
    registered: Cell<u64>,
}

/// The number tells entries with the same deadline apart, and puts them in order.
type Key = (Instant, u64);

impl Timers {
    /// O(log n).
    fn register(&self, deadline: Instant, waker: Waker) -> Key {
        let number = self.registered.get();
        self.registered.set(number + 1);
        self.entries.borrow_mut().insert((deadline, number), waker);
        (deadline, number)
    }

    /// Replaces the waker.
    fn renew(&self, key: Key, waker: &Waker) {
        let is_same = |kept: &Waker| kept.will_wake(waker);
        if self.entries.borrow().get(&key).is_some_and(is_same) {
            return;
        }
        let waker = waker.clone();
        let _replaced = self.entries.borrow_mut().insert(key, waker);
    }

    fn cancel(&self, key: Key) {
        let _removed = self.entries.borrow_mut().remove(&key);
    }

    /// How long nobody is to be woken; `None` if there is nobody.
    pub(crate) fn until_next(&self) -> Option<Duration> {
        let entries = self.entries.borrow();
        let (&(deadline, _), _) = entries.first_key_value()?;
        Some(deadline.saturating_duration_since(Instant::now()))
    }

    /// Wakes all whose deadline has come, the earliest first. O(log n) for each.
    pub(crate) fn fire(&self) {
        if self.entries.borrow().is_empty() {
            return;
        }
        let now = Instant::now();
        while let Some(waker) = self.take_due(now) {
            panics::wake(waker);
        }
    }

    fn take_due(&self, now: Instant) -> Option<Waker> {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.first_entry()?;
        (entry.key().0 <= now).then(|| entry.remove())
    }
}

/// Waits at least this long. How much longer is up to the operating system, which counts
/// milliseconds here, and to the tasks that are ready.
///
/// # Panics
///
/// Outside of a runtime.
pub fn sleep(duration: Duration) -> Sleep {
    Sleep {
        deadline: Instant::now().checked_add(duration),
        timers: context::current(|context| Rc::clone(&context.timers)),
        key: None,
    }
}

/// What [`sleep`] returns.
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Sleep {
    /// `None` is later than the clock can tell.
    deadline: Option<Instant>,
    timers: Rc<Timers>,
    key: Option<Key>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.deadline else {
            return Poll::Pending;
        };
        if Instant::now() >= deadline {
            return Poll::Ready(());
        }
        match self.key {
            Some(key) => self.timers.renew(key, context.waker()),
            None => self.key = Some(self.timers.register(deadline, context.waker().clone())),
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.timers.cancel(key);
        }
    }
}

/// Waits for a future, but no longer than this; then it is dropped.
///
/// # Errors
///
/// [`Elapsed`] when it was not ready in time.
///
/// # Panics
///
/// Outside of a runtime.
pub async fn timeout<F: Future>(duration: Duration, future: F) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    let mut sleep = pin!(sleep(duration));
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(output));
        }
        sleep.as_mut().poll(context).map(|()| Err(Elapsed))
    })
    .await
}

/// A [`timeout`] has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not ready in time")]
pub struct Elapsed;
