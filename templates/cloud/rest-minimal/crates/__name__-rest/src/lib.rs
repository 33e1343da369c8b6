#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod entity_tag;
mod idempotency;
pub mod items;
mod page;
mod router;

pub use router::{Api, interface};
