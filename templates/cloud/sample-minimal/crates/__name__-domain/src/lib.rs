#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod item;
mod ports;
mod version;

pub use item::{InvalidName, Item, ItemId, Name};
pub use ports::{ItemRepository, RepositoryError, Selection};
pub use version::Version;
