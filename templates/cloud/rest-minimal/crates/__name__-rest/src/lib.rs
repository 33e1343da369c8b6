#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod entity_tag;
pub mod items;
mod idempotency;
mod json;
mod page;
mod router;

pub use router::{Api, interface};
