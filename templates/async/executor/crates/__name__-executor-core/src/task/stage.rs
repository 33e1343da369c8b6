//! Where a future is, and then its result.

use crate::error::JoinError;
use crate::sync::UnsafeCell;

pub(super) enum Stage<F: Future> {
    Future(F),
    /// `None` once it was taken.
    Result(Option<Result<F::Output, JoinError>>),
}

impl<F: Future> Stage<F> {
    pub(super) fn take_result(&mut self) -> Option<Result<F::Output, JoinError>> {
        match self {
            Self::Future(_) => None,
            Self::Result(result) => result.take(),
        }
    }
}

/// What comes into the future's place when this is dropped, also by a panic that passes.
pub(super) struct Conclusion<'a, F: Future> {
    stage: &'a UnsafeCell<Stage<F>>,
    result: Option<Result<F::Output, JoinError>>,
}

impl<'a, F: Future> Conclusion<'a, F> {
    /// # Safety
    ///
    /// The stage belongs to the caller, on the executor's thread, as long as there is this.
    pub(super) unsafe fn new(
        stage: &'a UnsafeCell<Stage<F>>,
        result: Result<F::Output, JoinError>,
    ) -> Self {
        let result = Some(result);
        Self { stage, result }
    }

    pub(super) fn has_panicked(&self) -> bool {
        matches!(self.result, Some(Err(JoinError::Panicked(_))))
    }

    pub(super) fn replace(
        &mut self,
        result: Result<F::Output, JoinError>,
    ) -> Option<Result<F::Output, JoinError>> {
        self.result.replace(result)
    }
}

impl<F: Future> Drop for Conclusion<'_, F> {
    fn drop(&mut self) {
        let result = self.result.take();
        // SAFETY: the stage is the caller's. The future has left it, unless an `Isolation` did not
        // do its work: then it is dropped here, since whoever frees the task may be another thread.
        self.stage
            .with_mut(|stage| unsafe { *stage = Stage::Result(result) });
    }
}
