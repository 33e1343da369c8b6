#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod columns;
mod convert;
mod csv;
mod error;
mod query;
mod sample;

pub use columns::{BATCH_ROWS, batches, schema};
pub use convert::{Progress, ROW_GROUP_ROWS, convert};
pub use error::{ConvertError, CsvError, QueryError};
pub use query::{Batches, Limits, Trades};
pub use sample::sample;
