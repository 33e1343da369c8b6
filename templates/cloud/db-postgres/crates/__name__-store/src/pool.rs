#[cfg(feature = "testing")]
mod testing;

use std::num::NonZeroU32;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::migrate::MigrateError;
use sqlx::postgres::PgPoolOptions;

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// The database. Clones share one pool of connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: PgPool,
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL names another kind of database.
    #[error("the database's URL does not start with `postgres:`")]
    Scheme,
    /// What the URL names cannot be reached.
    #[error("the database cannot be reached")]
    Connection(#[source] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("the database cannot be migrated")]
    Migration(#[source] MigrateError),
}

impl Store {
    /// Connects to the database that `url` names (`postgres://user:password@host/database`) and
    /// brings its tables up to date. Of several services that start at once, one does so.
    ///
    /// # Errors
    /// Any [`Error`].
    pub async fn connect(url: &str, max_connections: NonZeroU32) -> Result<Self, Error> {
        if !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
            return Err(Error::Scheme);
        }
        let pool = PgPoolOptions::new()
            .max_connections(max_connections.get())
            .acquire_timeout(PATIENCE)
            .connect(url)
            .await
            .map_err(Error::Connection)?;
        sqlx::migrate!()
            .run(&pool)
            .await
            .map_err(Error::Migration)?;
        Ok(Self { pool })
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`Error::Connection`].
    pub async fn ping(&self) -> Result<(), Error> {
        sqlx::query("SELECT 1")
            .execute(&self.pool)
            .await
            .map_err(Error::Connection)?;
        Ok(())
    }

    /// Waits until all connections are given back, and closes them. Nothing works afterwards.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
