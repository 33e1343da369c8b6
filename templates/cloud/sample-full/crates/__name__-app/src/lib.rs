#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod attempts;
mod clock;
mod error;
mod orders;
mod page;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

pub use attempts::KEY_LIFETIME;
pub use clock::SystemClock;
pub use error::Error;
pub use orders::{Orders, Page};
pub use page::PageSize;
