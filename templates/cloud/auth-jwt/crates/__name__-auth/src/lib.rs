#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod caller;
mod extract;
mod key_set;
mod keys;
mod local_issuer;
mod permission;
mod refresh;
mod rejection;
mod role;

pub use caller::{Caller, is_subject};
pub use extract::{Allowed, Require};
pub use keys::{InvalidToken, KeySource, Keys, Validation, VerifyError};
pub use local_issuer::{InvalidKey, LocalIssuer, MintError};
pub use permission::{Permission, PermissionType, Read, Write};
pub use rejection::Rejection;
pub use role::{Role, UnknownRole};
