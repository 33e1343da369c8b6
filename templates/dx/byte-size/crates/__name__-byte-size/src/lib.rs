#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod parse;
mod size;
mod unit;

pub use parse::ParseByteSizeError;
pub use size::ByteSize;
