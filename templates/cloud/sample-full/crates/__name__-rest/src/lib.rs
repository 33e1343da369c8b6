#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod access;
mod causes;
mod entity_tag;
mod health;
mod idempotency;
mod interface;
mod json;
pub mod orders;
mod overload;
mod problem;
mod request_id;
mod router;
mod security_headers;
mod trace;
mod validation;

pub use causes::with_causes;
pub use health::Readiness;
pub use interface::Config;
pub use router::{Api, router};
