//! A database for each test of whoever uses the store.

use sqlx::Postgres;
use sqlx::migrate::MigrateDatabase as _;

use super::{Error, Store};

impl Store {
    /// Makes the database that `url` names, empty.
    ///
    /// # Errors
    /// [`Error::Connection`].
    pub async fn create_database(url: &str) -> Result<(), Error> {
        Postgres::create_database(url)
            .await
            .map_err(Error::Connection)
    }

    /// Removes the database that `url` names, if there is one, whoever is connected.
    ///
    /// # Errors
    /// [`Error::Connection`].
    pub async fn drop_database(url: &str) -> Result<(), Error> {
        Postgres::force_drop_database(url)
            .await
            .map_err(Error::Connection)
    }
}
