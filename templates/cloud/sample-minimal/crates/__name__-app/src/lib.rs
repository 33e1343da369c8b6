#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod attempts;
mod error;
mod items;
mod page;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

pub use attempts::KEY_LIFETIME;
pub use error::Error;
pub use items::{Items, Page};
pub use page::PageSize;
