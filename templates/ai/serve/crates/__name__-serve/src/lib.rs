#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod engine;
mod metrics;
mod model;
mod openai;
mod operations;
mod worker;

pub use engine::{Client, Embedded, Engine, Refusal, Settings};
pub use model::Model;
pub use openai::api;
pub use operations::{metrics, operations};
