//! The service as it is run: a process with files, variables, a port and signals.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod access;
mod api;
mod database;
mod lifecycle;
mod settings;
mod support;
