//! What accounts need from the outside world.

use std::error::Error;
use std::pin::Pin;

use uuid::Uuid;

use crate::{Account, Digest, Name, PasswordHash, Role};

/// What a repository answers, in time.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, RepositoryError>> + Send + 'a>>;

/// Keeps accounts, and sessions of those who have logged in.
pub trait AccountRepository: Send + Sync + 'static {
    /// Keeps a new account, or fails with [`RepositoryError::NameTaken`].
    fn insert<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, ()>;

    /// The account with this name, if there is one.
    fn find<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Option<Account>>;

    /// Makes the account something else; whether there is one with this name.
    fn set_role<'a>(&'a self, name: &'a Name, role: Role) -> BoxFuture<'a, bool>;

    /// Gives the account another password, and ends its sessions; whether there is one with this name.
    fn set_password<'a>(
        &'a self,
        name: &'a Name,
        password: &'a PasswordHash,
    ) -> BoxFuture<'a, bool>;

    /// Keeps a session, ends the one known by `replaced`, and forgets some of those that have ended, more
    /// than one at a time: all of that, or nothing. Whether the account still has the password that was
    /// `verified`: if not, nothing is done. Of this and a change of password one waits for the other.
    fn begin<'a>(
        &'a self,
        session: &'a Session,
        verified: &'a PasswordHash,
        replaced: Option<&'a Digest>,
    ) -> BoxFuture<'a, bool>;

    /// Whose session it is, and what they are now. Sessions that began before `known_from` have ended.
    fn account_of<'a>(
        &'a self,
        token: &'a Digest,
        known_from: Uuid,
    ) -> BoxFuture<'a, Option<(Name, Role)>>;

    /// Ends a session, if there is one.
    fn end<'a>(&'a self, token: &'a Digest) -> BoxFuture<'a, ()>;
}

/// Somebody has logged in.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// What it is known by.
    pub token: Digest,
    /// The id of the account.
    pub account: Uuid,
    /// When: an id of version 7. The least is the oldest.
    pub began: Uuid,
    /// Sessions that began before are to be forgotten.
    pub known_from: Uuid,
}

/// Why a repository did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// Another account has this name.
    #[error("another account has this name")]
    NameTaken,
    /// The repository cannot be reached.
    #[error("the repository is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// What the repository holds is not an account.
    #[error("the repository holds an account that cannot be read")]
    Corrupt(#[source] Box<dyn Error + Send + Sync>),
}
