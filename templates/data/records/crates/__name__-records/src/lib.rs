#![doc = include_str!("../README.md")]

mod archive;
mod blocks;
mod error;
mod format;
mod trade;
mod writer;

pub use archive::Archive;
pub use error::{Damage, Error};
pub use format::{MAX_BLOCK_BYTES, VERSION};
pub use trade::{ArchivedSide, ArchivedTrade, Side, Trade};
pub use writer::Writer;
