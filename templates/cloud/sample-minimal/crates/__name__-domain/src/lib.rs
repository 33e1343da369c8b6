#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod attempt;
mod item;
mod ports;
mod version;

pub use attempt::{Attempt, IdempotencyKey, InvalidKey};
pub use item::{InvalidName, Item, ItemId, Name};
pub use ports::{ItemRepository, RepositoryError, Selection};
pub use version::Version;
