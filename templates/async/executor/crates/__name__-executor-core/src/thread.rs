//! Which thread this is, where there are threads.

// Loom runs its threads as coroutines of one.
#[cfg(all(feature = "std", not(loom)))]
extern crate std;

use core::num::NonZeroUsize;

/// Names a thread; no other has or will have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ThreadId(NonZeroUsize);

/// The thread that asks. `None` where nobody knows: an interrupt handler runs on whatever stack it
/// has interrupted.
#[cfg(any(not(feature = "std"), loom))]
pub(crate) const fn current() -> Option<ThreadId> {
    None
}

/// The thread that asks. `None` if there were more threads than can be counted.
#[cfg(all(feature = "std", not(loom)))]
pub(crate) fn current() -> Option<ThreadId> {
    use core::cell::Cell;
    use core::sync::atomic::AtomicUsize;
    use core::sync::atomic::Ordering::Relaxed;

    static LAST: AtomicUsize = AtomicUsize::new(0);
    std::thread_local! {
        static CURRENT: Cell<usize> = const { Cell::new(0) };
    }

    CURRENT.with(|current| {
        if current.get() == 0 {
            let next = LAST.try_update(Relaxed, Relaxed, |last| last.checked_add(1));
            current.set(next.map_or(0, |last| last + 1));
        }
        NonZeroUsize::new(current.get()).map(ThreadId)
    })
}
