#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod extract;
mod keys;
mod permission;
mod rejection;
mod role;

pub use extract::{Allowed, Require};
pub use keys::{Caller, InvalidToken, Keys, MintError, WeakSecret};
pub use permission::{Permission, PermissionType, Read, Write};
pub use rejection::Rejection;
pub use role::{Role, UnknownRole};
