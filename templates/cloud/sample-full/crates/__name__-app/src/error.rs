use domain::{OrderError, RepositoryError};

/// Why a use case did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No order has this id.
    #[error("there is no such order")]
    NotFound,
    /// Another order has this reference.
    #[error("another order has this reference")]
    Conflict,
    /// An attempt with this key is under way.
    #[error("a request with this idempotency key is being answered")]
    InProgress,
    /// The key is that of an attempt to make something else.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The order is not at the expected version.
    #[error("the order has changed since it was read")]
    Stale,
    /// A rule about orders forbids it.
    #[error(transparent)]
    Rule(#[from] OrderError),
    /// Orders can neither be read nor written at the moment.
    #[error("orders are unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was kept can no longer be read: somebody has to look at it.
    #[error("what was kept cannot be read")]
    Corrupt(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<RepositoryError> for Error {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::DuplicateReference => Self::Conflict,
            RepositoryError::KeyReused => Self::KeyReused,
            RepositoryError::Stale => Self::Stale,
            RepositoryError::Unavailable(source) => Self::Unavailable(source),
            RepositoryError::Corrupt(source) => Self::Corrupt(source),
        }
    }
}
