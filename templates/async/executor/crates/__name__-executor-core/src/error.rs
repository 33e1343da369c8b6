//! How a task can end without a result.

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
    /// It panicked, or its destructor did. Holds what the panic was raised with.
    Panicked(Box<dyn Any + Send>),
}

impl JoinError {
    /// What a panic said, if it said something.
    pub fn panic_message(&self) -> Option<&str> {
        let Self::Panicked(payload) = self else {
            return None;
        };
        let owned = || payload.downcast_ref::<String>().map(String::as_str);
        payload.downcast_ref::<&str>().copied().or_else(owned)
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
