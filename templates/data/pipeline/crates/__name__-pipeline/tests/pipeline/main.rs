//! The pipeline from end to end, through its public interface.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod columns;
mod file;
#[cfg(target_os = "linux")]
mod memory;
mod push_down;
mod query;
mod support;
