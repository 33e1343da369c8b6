#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod bert;
mod config;
mod embedder;
mod error;
mod files;
mod kernels;
mod ops;
mod pooling;
mod tokenizer;
mod weights;

pub use embedder::Embedder;
pub use error::{Error, Problem};
pub use tokenizer::Tokens;
