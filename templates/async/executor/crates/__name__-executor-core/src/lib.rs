#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod error;
mod executor;
mod isolation;
mod queue;
mod sync;
mod task;
mod thread;

pub use error::{JoinError, PanicPayload};
pub use executor::{Executor, Spawner};
pub use isolation::{Isolation, Unprotected};
pub use task::JoinHandle;
