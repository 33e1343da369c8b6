#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod artifact;
mod error;
mod wasmtime;

pub use artifact::Artifact;
pub use error::RunError;
pub use wasmtime::{serve, test};
