#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod attempt;
mod error;
mod line;
mod money;
mod order;
mod ports;
mod state;
mod version;

pub use attempt::{Attempt, IdempotencyKey, InvalidKey};
pub use error::{InvalidValue, OrderError};
pub use line::{Line, Quantity, Sku};
pub use money::{Currency, Money};
pub use order::{MAX_LINES, Order, OrderId, OrderParts, Reference};
pub use ports::{Clock, OrderRepository, RepositoryError, Selection};
pub use state::{Action, State};
pub use version::Version;
