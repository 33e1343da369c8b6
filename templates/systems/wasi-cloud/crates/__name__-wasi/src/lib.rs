#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answer;
mod json;
mod problem;
mod routes;
mod service;
mod validation;

pub use answer::{MAX_BODY, answer};
