//! How a task can end without a result.

#![expect(
    unsafe_code,
    reason = "an error goes to other threads, but not all that a panic is raised with is made for that"
)]

use alloc::boxed::Box;
use alloc::string::String;
use core::any::Any;
use core::error::Error;
use core::fmt;

/// Why a task has no result.
#[derive(Debug)]
pub enum JoinError {
    /// It was aborted, or its executor was dropped, before it was ready.
    Cancelled,
    /// It panicked, or its destructor did.
    Panicked(PanicPayload),
}

/// What a panic was raised with.
pub struct PanicPayload(Box<dyn Any + Send>);

// SAFETY: a reference gives away nothing but a `&str` or a `String`, which are `Sync`.
unsafe impl Sync for PanicPayload {}

impl PanicPayload {
    /// For [`downcast`](Box::downcast), or for raising the panic again.
    pub fn into_inner(self) -> Box<dyn Any + Send> {
        self.0
    }

    fn message(&self) -> Option<&str> {
        let owned = || self.0.downcast_ref::<String>().map(String::as_str);
        self.0.downcast_ref::<&str>().copied().or_else(owned)
    }
}

impl JoinError {
    pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> Self {
        Self::Panicked(PanicPayload(payload))
    }

    /// What a panic said, if it said something.
    pub fn panic_message(&self) -> Option<&str> {
        match self {
            Self::Cancelled => None,
            Self::Panicked(payload) => payload.message(),
        }
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.panic_message()) {
            (Self::Cancelled, _) => f.write_str("the task was cancelled"),
            (Self::Panicked(_), Some(message)) => write!(f, "the task panicked: {message}"),
            (Self::Panicked(_), None) => f.write_str("the task panicked"),
        }
    }
}

impl Error for JoinError {}

impl fmt::Debug for PanicPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PanicPayload")
            .field(&self.message())
            .finish()
    }
}
