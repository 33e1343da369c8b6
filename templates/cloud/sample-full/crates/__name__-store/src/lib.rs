#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod lines;
mod orders;
mod pool;

pub use pool::{Error, Store};
