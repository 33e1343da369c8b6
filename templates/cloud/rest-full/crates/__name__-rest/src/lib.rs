#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod entity_tag;
mod idempotency;
mod json;
pub mod orders;
mod page;
mod router;

pub use router::{Api, interface};
