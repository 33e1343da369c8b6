#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod extract;
mod keys;
mod rejection;
mod role;

pub use extract::{RequireEditor, RequireViewer};
pub use keys::{Caller, InvalidToken, Keys, MintError, WeakSecret};
pub use rejection::Rejection;
pub use role::{Role, UnknownRole};
