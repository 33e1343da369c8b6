use domain::RepositoryError;

/// Why a use case did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No item has this id.
    #[error("there is no such item")]
    NotFound,
    /// An attempt with this key is under way.
    #[error("a request with this idempotency key is being answered")]
    InProgress,
    /// The key is that of an attempt to make something else.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The item is not at the expected version.
    #[error("the item has changed since it was read")]
    Stale,
    /// Items can neither be read nor written at the moment.
    #[error("items are unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was kept can no longer be read: somebody has to look at it.
    #[error("what was kept cannot be read")]
    Corrupt(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<RepositoryError> for Error {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::KeyReused => Self::KeyReused,
            RepositoryError::Stale => Self::Stale,
            RepositoryError::Unavailable(source) => Self::Unavailable(source),
            RepositoryError::Corrupt(source) => Self::Corrupt(source),
        }
    }
}
