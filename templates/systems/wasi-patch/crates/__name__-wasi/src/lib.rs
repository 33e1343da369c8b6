#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answer;
mod json;
pub mod patch;
mod problem;
mod routes;
mod service;

pub use answer::{MAX_BODY, answer};
