#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod account;
mod accounts;
mod caller;
mod hasher;
mod password;
mod permission;
mod ports;
mod role;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod throttle;
mod token;

pub use account::{Account, InvalidName, Name};
pub use accounts::{Accounts, Error, Rules};
pub use caller::Caller;
pub use password::{InvalidPassword, Password, PasswordHash};
pub use permission::{Permission, PermissionType, Read, Write};
pub use ports::{AccountRepository, BoxFuture, RepositoryError, Session};
pub use role::{Role, UnknownRole};
pub use token::{Digest, Token};
