#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod items;
mod pool;

pub use pool::{Error, Store};
