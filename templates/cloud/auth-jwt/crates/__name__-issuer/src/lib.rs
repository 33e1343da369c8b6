#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod address;
mod documents;
mod https;

pub use address::InvalidAddress;
pub use documents::{Config, FetchError, Issuer, SetupError};
