#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod entity_tag;
mod health;
pub mod items;
mod problem;
mod request_id;
mod router;
mod trace;
mod validation;

pub use health::Readiness;
pub use router::{Api, Config, router};
