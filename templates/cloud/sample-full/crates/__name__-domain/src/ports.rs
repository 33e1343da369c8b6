//! What the use cases need from the outside world.

use std::error::Error;

use time::OffsetDateTime;

use crate::attempt::Attempt;
use crate::order::{Order, OrderId};
use crate::state::State;
use crate::version::Version;

/// Keeps orders.
pub trait OrderRepository: Send + Sync {
    /// Keeps a new order.
    ///
    /// # Errors
    /// [`RepositoryError::DuplicateReference`] or [`RepositoryError::Unavailable`].
    fn insert(&self, order: &Order) -> impl Future<Output = Result<(), RepositoryError>> + Send;

    /// Keeps a new order, unless the same attempt has made one already: the id of the one that it made.
    /// Of attempts that are repeated at once, one makes it, and the others wait for that.
    ///
    /// # Errors
    /// [`RepositoryError::KeyReused`], and those of [`OrderRepository::insert`]: then nothing is kept of
    /// the attempt either.
    fn insert_once(
        &self,
        order: &Order,
        attempt: &Attempt,
    ) -> impl Future<Output = Result<OrderId, RepositoryError>> + Send;

    /// The order with this id, if there is one.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] or [`RepositoryError::Corrupt`].
    fn find(
        &self,
        id: OrderId,
    ) -> impl Future<Output = Result<Option<Order>, RepositoryError>> + Send;

    /// Keeps a changed order, provided that the one it replaces still is at version `expected`.
    ///
    /// # Errors
    /// [`RepositoryError::Stale`] or [`RepositoryError::Unavailable`].
    fn update(
        &self,
        order: &Order,
        expected: Version,
    ) -> impl Future<Output = Result<(), RepositoryError>> + Send;

    /// The selected orders, sorted by id.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] or [`RepositoryError::Corrupt`].
    fn list(
        &self,
        selection: Selection,
    ) -> impl Future<Output = Result<Vec<Order>, RepositoryError>> + Send;
}

/// Which orders to list.
#[derive(Debug, Clone, Copy)]
pub struct Selection {
    /// Only orders whose id is greater.
    pub after: Option<OrderId>,
    /// Only orders in this state.
    pub state: Option<State>,
    /// At most so many.
    pub limit: u32,
}

/// Why a repository did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// Another order has this reference.
    #[error("another order has this reference")]
    DuplicateReference,
    /// The key is that of an attempt to make something else.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The order is no longer at the expected version.
    #[error("the order has changed since it was read")]
    Stale,
    /// The repository cannot be reached.
    #[error("the repository is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// What the repository holds is not an order.
    #[error("the repository holds an order that cannot be read")]
    Corrupt(#[source] Box<dyn Error + Send + Sync>),
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present moment, in UTC.
    fn now(&self) -> OffsetDateTime;
}
