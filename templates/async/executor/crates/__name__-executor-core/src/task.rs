//! Tasks: one allocation each, in which a future is replaced by its result.

#![expect(
    unsafe_code,
    reason = "a task is reached through a pointer that has forgotten its type"
)]

mod join;
mod stage;
mod state;
mod waker;

use alloc::boxed::Box;
use core::cell::Cell;
use core::marker::PhantomData;
use core::mem;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context, Poll, Waker};

use crate::error::JoinError;
use crate::isolation::Isolation;
use crate::queue::Queue;
use crate::sync::{Arc, UnsafeCell};

pub use join::JoinHandle;
use stage::{Conclusion, Stage};
use state::{Left, State, Turn};

/// What all tasks have at their beginning.
pub(crate) struct Header {
    state: State,
    /// The task after this one in a queue. Belongs to the holder of the queue's claim.
    next: UnsafeCell<*mut Self>,
    /// Where the executor keeps its claim. For the executor's thread.
    place: Cell<usize>,
    /// Woken when the result is there. See [`State::watch`] for whose it is.
    joiner: UnsafeCell<Option<Waker>>,
    queue: Arc<Queue>,
    functions: &'static Functions,
}

/// What depends on the future's type. All need a pointer to a task of that type.
struct Functions {
    /// Polls; whether the future was ready and its result is in place. On the executor's thread.
    poll: unsafe fn(RawTask, &mut Context<'_>) -> bool,
    /// Drops the future and puts [`JoinError::Cancelled`] in place. On the executor's thread.
    cancel: unsafe fn(RawTask),
    /// Gives up the executor's claim on a task whose result is in place, and says so to whoever
    /// waits for it. On the executor's thread.
    announce: unsafe fn(RawTask),
    /// Frees a task on which nobody has a claim.
    free: unsafe fn(RawTask),
}

#[repr(C)] // A pointer to the task is one to its header.
struct Task<F: Future, I> {
    header: Header,
    /// Belongs to the executor until the state is done, then to the join handle.
    stage: UnsafeCell<Stage<F>>,
    isolation: PhantomData<I>,
}

/// A pointer to a task, whose validity is the business of who has it.
#[derive(Clone, Copy)]
pub(crate) struct RawTask(NonNull<Header>);

/// The queue's claim: a task that is to be polled.
pub(crate) struct Runnable(RawTask);

/// The executor's claim. Dropping it ends the task, so it must not leave the executor's thread.
pub(crate) struct Live(RawTask);

/// Makes a task that is to be polled.
pub(crate) fn new<F, I>(
    future: F,
    queue: Arc<Queue>,
    place: usize,
) -> (Live, Runnable, JoinHandle<F::Output>)
where
    F: Future + 'static,
    I: Isolation,
{
    let task = Box::into_raw(Box::new(Task::<F, I> {
        header: Header {
            state: State::new(),
            next: UnsafeCell::new(core::ptr::null_mut()),
            place: Cell::new(place),
            joiner: UnsafeCell::new(None),
            queue,
            functions: Task::<F, I>::FUNCTIONS,
        },
        stage: UnsafeCell::new(Stage::Future(future)),
        isolation: PhantomData,
    }));
    // SAFETY: a box is not null.
    let (raw, typed) = unsafe {
        (
            RawTask(NonNull::new_unchecked(task.cast())),
            NonNull::new_unchecked(task),
        )
    };
    // A new task has these three claims.
    (Live(raw), Runnable(raw), JoinHandle::new(raw, typed))
}

impl<F: Future, I: Isolation> Task<F, I> {
    const FUNCTIONS: &'static Functions = &Functions {
        poll: Self::poll,
        cancel: Self::cancel,
        announce: Self::announce,
        free: Self::free,
    };

    /// # Safety
    ///
    /// `raw` is a task of this type, and the caller has a claim on it.
    unsafe fn stage<'a>(raw: RawTask) -> &'a UnsafeCell<Stage<F>> {
        let task = raw.0.cast::<Self>().as_ptr();
        // SAFETY: the claim keeps the task. The reference leaves out the header, which others use.
        unsafe { &(*task).stage }
    }

    /// # Safety
    ///
    /// As for [`Functions`]; the task is not done, and is not being polled.
    unsafe fn poll(raw: RawTask, context: &mut Context<'_>) -> bool {
        // SAFETY: the caller's promise.
        let stage = unsafe { Self::stage(raw) };
        let poll = I::run(|| {
            stage.with_mut(|stage| {
                // SAFETY: until it is done, the stage belongs to the executor.
                let Stage::Future(future) = (unsafe { &mut *stage }) else {
                    unreachable!("the task is not done");
                };
                // SAFETY: the future is never moved; it is dropped where it is.
                unsafe { Pin::new_unchecked(future) }.poll(context)
            })
        });
        let result = match poll {
            Ok(Poll::Pending) => return false,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(payload) => Err(JoinError::panicked(payload)),
        };
        // SAFETY: the caller's promise.
        unsafe { Self::conclude(raw, result) };
        true
    }

    unsafe fn cancel(raw: RawTask) {
        // SAFETY: the caller's promise.
        unsafe { Self::conclude(raw, Err(JoinError::Cancelled)) };
    }

    /// Puts a result in the future's place.
    unsafe fn conclude(raw: RawTask, result: Result<F::Output, JoinError>) {
        // SAFETY: the caller's promise.
        let stage = unsafe { Self::stage(raw) };
        // SAFETY: the stage belongs to the executor until the state is done.
        let mut end = unsafe { Conclusion::new(stage, result) };
        let dropped = I::run(|| {
            // SAFETY: as above. What an assignment replaces is dropped in place, and is replaced
            // even if its destructor panics.
            stage.with_mut(|stage| unsafe { *stage = Stage::Result(None) });
        });
        if let Err(payload) = dropped
            && !end.has_panicked()
        {
            let unwanted = end.replace(Err(JoinError::panicked(payload)));
            let _ = I::run(|| drop(unwanted));
        }
    }

    unsafe fn announce(raw: RawTask) {
        // SAFETY: the caller's promise.
        let (stage, header) = unsafe { (Self::stage(raw), raw.header()) };
        let interest = header.state.finish();
        let unwanted = (!interest.has_handle).then(|| {
            // SAFETY: without a handle, the result belongs to the executor still.
            stage.with_mut(|stage| unsafe { (*stage).take_result() })
        });
        let joiner = interest.is_watched.then(|| {
            // SAFETY: the waker was handed to the executor, and once the task is done nobody takes
            // it back.
            header.joiner.with_mut(|joiner| unsafe { (*joiner).take() })
        });
        // SAFETY: this is the executor's claim.
        unsafe { raw.free_if(raw.state().forget()) };
        // The task needs nothing of what follows, which may panic or be left undone. Nobody is left
        // to hear of it, and without a handle nobody waits either.
        let _ = I::run(|| {
            drop(unwanted);
            joiner.flatten().map(Waker::wake)
        });
    }

    unsafe fn free(raw: RawTask) {
        // SAFETY: it was made from a box, and nobody else has a claim.
        drop(unsafe { Box::from_raw(raw.0.cast::<Self>().as_ptr()) });
    }
}

impl RawTask {
    /// # Safety
    ///
    /// The caller has a claim on the task as long as it uses the reference.
    unsafe fn state<'a>(self) -> &'a State {
        // SAFETY: the claim keeps the task.
        unsafe { &(*self.0.as_ptr()).state }
    }

    /// # Safety
    ///
    /// As for [`state`](Self::state).
    unsafe fn header<'a>(self) -> &'a Header {
        // SAFETY: as above.
        unsafe { self.0.as_ref() }
    }

    /// Has the task end at its next turn, unless it ends before that.
    ///
    /// # Safety
    ///
    /// The caller has a claim on the task.
    unsafe fn abort(self) {
        // SAFETY: the caller's promise. What is put into the queue has the queue's claim.
        unsafe {
            if self.state().cancel() {
                Queue::push(Runnable::new(self));
            }
        }
    }

    /// Frees the task if the caller gave up the last claim.
    ///
    /// # Safety
    ///
    /// `left` is what the caller was told when it gave up its claim.
    unsafe fn free_if(self, left: Left) {
        if left == Left::Nobody {
            // SAFETY: nobody has a claim, so that nobody else uses the task any more.
            unsafe { (self.header().functions.free)(self) };
        }
    }
}

impl Runnable {
    /// # Safety
    ///
    /// The caller has come by the queue's claim.
    unsafe fn new(task: RawTask) -> Self {
        Self(task)
    }

    /// `None` for a null pointer.
    ///
    /// # Safety
    ///
    /// Any other pointer was [`as_ptr`](Self::as_ptr) of a task that was forgotten since.
    pub(crate) unsafe fn from_ptr(task: *mut Header) -> Option<Self> {
        NonNull::new(task).map(|task| Self(RawTask(task)))
    }

    pub(crate) fn as_ptr(&self) -> *mut Header {
        self.0.0.as_ptr()
    }

    pub(crate) fn next(&self) -> *mut Header {
        // SAFETY: the link belongs to the holder of the queue's claim.
        unsafe { self.0.header().next.with(|next| *next) }
    }

    pub(crate) fn set_next(&mut self, task: *mut Header) {
        // SAFETY: as above.
        unsafe { self.0.header().next.with_mut(|next| *next = task) };
    }

    /// Valid as long as the task is there.
    pub(crate) fn queue(&self) -> *const Queue {
        // SAFETY: this has the queue's claim.
        unsafe { &raw const *self.0.header().queue }
    }

    pub(crate) fn share_queue(&self) -> Arc<Queue> {
        // SAFETY: as above.
        Arc::clone(unsafe { &self.0.header().queue })
    }

    /// Gives the task its turn, on the executor's thread. If it has ended with that, the place of
    /// the executor's claim.
    pub(crate) fn run(self) -> Option<usize> {
        let task = self.0;
        mem::forget(self);
        // SAFETY: up to here there is the queue's claim, and from here on, if the task is not
        // done, the executor's.
        unsafe {
            match task.state().take_turn() {
                Turn::Poll => {
                    let unfinished = Unfinished(task);
                    let waker = waker::borrowed(task);
                    let mut context = Context::from_waker(&waker);
                    let has_ended = (task.header().functions.poll)(task, &mut context);
                    mem::forget(unfinished);
                    has_ended.then(|| task.header().place.get())
                }
                Turn::Cancel => {
                    let unfinished = Unfinished(task);
                    (task.header().functions.cancel)(task);
                    mem::forget(unfinished);
                    Some(task.header().place.get())
                }
                Turn::Nothing => None,
                Turn::Free => {
                    task.free_if(Left::Nobody);
                    None
                }
            }
        }
    }
}

/// A task during its turn. A panic that leaves it aborts the task, which is not polled again.
struct Unfinished(RawTask);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // SAFETY: the task is not done, so there is the executor's claim.
        unsafe { self.0.abort() };
    }
}

impl Drop for Runnable {
    /// The executor is gone.
    fn drop(&mut self) {
        // SAFETY: this has the queue's claim, and gives it up.
        unsafe { self.0.free_if(self.0.state().unschedule()) };
    }
}

impl Live {
    /// Says where the executor keeps this.
    pub(crate) fn set_place(&self, place: usize) {
        // SAFETY: this has the executor's claim, and does not leave its thread.
        unsafe { self.0.header().place.set(place) };
    }

    /// Gives up the claim on a task that has ended in its turn.
    pub(crate) fn announce(self) {
        let ended = Ended(self.0);
        mem::forget(self);
        drop(ended);
    }
}

impl Drop for Live {
    /// Ends the task.
    fn drop(&mut self) {
        let _ended = Ended(self.0); // also if a panic passes
        // SAFETY: this has the executor's claim, and the task has not ended.
        unsafe { (self.0.header().functions.cancel)(self.0) };
    }
}

/// The executor's claim on a task whose result is in place.
struct Ended(RawTask);

impl Drop for Ended {
    fn drop(&mut self) {
        // SAFETY: this has the executor's claim, and gives it up.
        unsafe { (self.0.header().functions.announce)(self.0) };
    }
}
