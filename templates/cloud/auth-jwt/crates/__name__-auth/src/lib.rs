#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod caller;
mod causes;
mod claims;
mod key_set;
mod keys;
mod local_issuer;
mod permission;
mod refresh;
mod remembered;
mod role;

pub use caller::Caller;
pub use claims::is_subject;
pub use keys::{InvalidToken, KeySource, Keys, Validation, VerifyError};
pub use local_issuer::{InvalidKey, LocalIssuer, MintError};
pub use permission::{Permission, PermissionType, Read, Write};
pub use refresh::COOLDOWN;
pub use role::{Role, UnknownRole};
