#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod context;
pub mod net;
mod panics;
mod reactor;
mod runtime;
mod task;
pub mod time;

pub use executor_core::{JoinError, JoinHandle, PanicPayload};
pub use runtime::{Runtime, block_on};
pub use task::{spawn, yield_now};
