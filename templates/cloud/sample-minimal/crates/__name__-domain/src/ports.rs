//! What the use cases need from the outside world.

use std::error::Error;

use crate::attempt::Attempt;
use crate::item::{Item, ItemId};
use crate::version::Version;

/// Keeps items.
pub trait ItemRepository: Send + Sync {
    /// Keeps a new item.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`].
    fn insert(&self, item: &Item) -> impl Future<Output = Result<(), RepositoryError>> + Send;

    /// Keeps a new item, unless the same attempt has made one already: the id of the one that it made.
    /// Of attempts that are repeated at once, one makes it, and the others wait for that.
    ///
    /// # Errors
    /// [`RepositoryError::KeyReused`], and those of [`ItemRepository::insert`]: then nothing is kept of
    /// the attempt either.
    fn insert_once(
        &self,
        item: &Item,
        attempt: &Attempt,
    ) -> impl Future<Output = Result<ItemId, RepositoryError>> + Send;

    /// The item with this id, if there is one.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] or [`RepositoryError::Corrupt`].
    fn find(
        &self,
        id: ItemId,
    ) -> impl Future<Output = Result<Option<Item>, RepositoryError>> + Send;

    /// Keeps a changed item, provided that the one it replaces still is at version `expected`.
    ///
    /// # Errors
    /// [`RepositoryError::Stale`] or [`RepositoryError::Unavailable`].
    fn update(
        &self,
        item: &Item,
        expected: Version,
    ) -> impl Future<Output = Result<(), RepositoryError>> + Send;

    /// The selected items, sorted by id.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] or [`RepositoryError::Corrupt`].
    fn list(
        &self,
        selection: Selection,
    ) -> impl Future<Output = Result<Vec<Item>, RepositoryError>> + Send;
}

/// Which items to list.
#[derive(Debug, Clone, Copy)]
pub struct Selection {
    /// Only items whose id is greater.
    pub after: Option<ItemId>,
    /// At most so many.
    pub limit: u32,
}

/// Why a repository did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// The key is that of an attempt to make something else.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The item is no longer at the expected version.
    #[error("the item has changed since it was read")]
    Stale,
    /// The repository cannot be reached.
    #[error("the repository is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// What the repository holds is not an item.
    #[error("the repository holds an item that cannot be read")]
    Corrupt(#[source] Box<dyn Error + Send + Sync>),
}
