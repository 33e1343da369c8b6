//! Wakers: each but the one that a poll borrows is a claim on its task.

use core::mem::ManuallyDrop;
use core::ptr::NonNull;
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::{Header, RawTask, Runnable};
use crate::queue::Queue;

static FUNCTIONS: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop);

/// A waker for the duration of a poll, which is no claim.
///
/// # Safety
///
/// The caller has a claim on the task as long as it uses the waker.
pub(super) unsafe fn borrowed(task: RawTask) -> ManuallyDrop<Waker> {
    // SAFETY: the functions below keep the contract, given that the task is there.
    ManuallyDrop::new(unsafe { Waker::new(task.0.as_ptr().cast(), &FUNCTIONS) })
}

/// # Safety
///
/// `data` is that of one of these wakers.
unsafe fn task(data: *const ()) -> RawTask {
    // SAFETY: the data of these wakers are tasks.
    RawTask(unsafe { NonNull::new_unchecked(data.cast_mut().cast::<Header>()) })
}

unsafe fn clone(data: *const ()) -> RawWaker {
    // SAFETY: the waker that is cloned keeps the task.
    unsafe { task(data).state().clone_waker() };
    RawWaker::new(data, &FUNCTIONS)
}

unsafe fn wake(data: *const ()) {
    // SAFETY: up to here there is the waker's claim; after it, if this says so, the queue's.
    unsafe {
        let task = task(data);
        if task.state().wake_and_drop() {
            Queue::push(Runnable::new(task));
        }
    }
}

unsafe fn wake_by_ref(data: *const ()) {
    // SAFETY: the waker keeps the task.
    unsafe {
        let task = task(data);
        if task.state().wake() {
            Queue::push(Runnable::new(task));
        }
    }
}

unsafe fn drop(data: *const ()) {
    // SAFETY: as for `wake`.
    unsafe {
        let task = task(data);
        if task.state().drop_waker() {
            Queue::push(Runnable::new(task));
        }
    }
}
