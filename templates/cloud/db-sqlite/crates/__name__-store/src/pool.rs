#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use tokio::time::{Instant, sleep};

/// How long a request waits for a connection, and a writer for the one before it.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait until a locked file is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// The code of the error that the file is locked.
const BUSY: u32 = 5;

/// The database. Clones share one pool of connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: SqlitePool,
    /// Its one connection is for who writes: a file has one writer at a time, and here they queue. Each with a
    /// connection of its own would try again and again, and some of them never be quick enough.
    writer: SqlitePool,
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL names another kind of database.
    #[error("the database's URL does not start with `sqlite:`")]
    Scheme,
    /// The folder of the database file can be neither found nor made.
    #[error("the database's folder `{}` cannot be made", folder.display())]
    Folder {
        /// As the URL names it.
        folder: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What the URL names cannot be reached.
    #[error("the database cannot be reached")]
    Connection(#[source] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("the database cannot be migrated")]
    Migration(#[source] MigrateError),
}

impl Store {
    /// Opens the file that `url` names (`sqlite://data/service.db`), creates it and its folder if
    /// need be, and brings its tables up to date. Of several services that start at once, one does so.
    /// The folder above must be there: if it is not, the URL may be misspelt.
    ///
    /// # Errors
    /// Any [`Error`].
    pub async fn connect(url: &str, max_connections: NonZeroU32) -> Result<Self, Error> {
        let options = options(url)?;
        make_folder(options.get_filename())?;
        let options = options
            .create_if_missing(true)
            .foreign_keys(true)
            // Readers and the one writer do not wait for each other.
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(PATIENCE);
        let pool = SqlitePoolOptions::new()
            .acquire_timeout(PATIENCE)
            // Nothing lies between this process and the file that could have gone meanwhile.
            .test_before_acquire(false);
        bring_up_to_date(&options, sqlx::migrate!()).await?;
        let one = pool
            .clone()
            .max_connections(1)
            .after_release(|connection, _| Box::pin(is_free(connection)));
        let writer = open(one, &options).await.map_err(Error::Connection)?;
        let several = pool.max_connections(max_connections.get());
        let pool = open(several, &options).await.map_err(Error::Connection)?;
        Ok(Self { pool, writer })
    }

    /// Whether `url` may name a database of this kind. Nothing is opened.
    ///
    /// # Errors
    /// [`Error::Scheme`] or [`Error::Connection`].
    pub fn check(url: &str) -> Result<(), Error> {
        options(url).map(|_| ())
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
        self.writer.close().await;
        self.pool.close().await;
    }

    /// For transactions, and for every other statement that writes.
    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.writer
    }
}

fn options(url: &str) -> Result<SqliteConnectOptions, Error> {
    // Without it the whole URL would be taken for the name of a file.
    if !url.starts_with("sqlite:") {
        return Err(Error::Scheme);
    }
    url.parse().map_err(Error::Connection)
}

/// Opens the file, also where another service is making it: while the journal of a new file is
/// switched it is locked, and for that the driver does not always wait.
async fn open(
    pool: SqlitePoolOptions,
    options: &SqliteConnectOptions,
) -> Result<SqlitePool, sqlx::Error> {
    let start = Instant::now();
    loop {
        match pool.clone().connect_with(options.clone()).await {
            Err(error) if is_busy(&error) && start.elapsed() < PATIENCE => sleep(PAUSE).await,
            opened => return opened,
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    // The upper bits tell kinds of it apart.
    code.is_some_and(|code| code.parse().is_ok_and(|code: u32| code & 0xff == BUSY))
}

/// Whether nothing is left of a transaction. Where the file has no room or fails, the database ends one by
/// itself, and sqlx does not notice: what comes later would be a part of it, acknowledged but never kept.
async fn is_free(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // One that was dropped is still to be rolled back.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Brings the tables up to date over a connection that lets a step make a table anew while others refer to
/// it (<https://sqlite.org/lang_altertable.html#otheralter>).
async fn bring_up_to_date(options: &SqliteConnectOptions, migrator: Migrator) -> Result<(), Error> {
    let options = options.clone().foreign_keys(false);
    let one = SqlitePoolOptions::new().max_connections(1);
    let pool = open(one, &options).await.map_err(Error::Connection)?;
    migrate(&pool, migrator).await.map_err(Error::Migration)?;
    pool.close().await;
    Ok(())
}

/// Keeps other writers out from the beginning, so that nobody else takes the same steps: sqlx has a
/// lock of its own for this, but not in a file. After a step whatever a row refers to has to be there; to
/// look at every row at every start would keep others out for long.
async fn migrate(pool: &SqlitePool, mut migrator: Migrator) -> Result<(), MigrateError> {
    let mut steps = pool.begin_with("BEGIN IMMEDIATE").await?;
    // This is `run`, which a task could not call with a borrowed connection.
    migrator
        // Those of a later version, whose place this one takes while it is rolled back.
        .set_ignore_missing(true)
        .run_direct(None, &mut *steps, false)
        .await?;
    let changes = sqlx::query_scalar("SELECT total_changes()");
    let changes: i64 = changes.fetch_one(&mut *steps).await?;
    if changes > 0 {
        let check = sqlx::query_scalar("PRAGMA foreign_key_check");
        let astray: Option<String> = check.fetch_optional(&mut *steps).await?;
        if let Some(table) = astray {
            let text = format!("a row of `{table}` refers to one that is not there");
            return Err(sqlx::Error::Protocol(text).into());
        }
    }
    Ok(steps.commit().await?)
}

fn make_folder(file: &Path) -> Result<(), Error> {
    let parent = file.parent().filter(|folder| *folder != Path::new(""));
    let Some(folder) = parent else { return Ok(()) };
    match fs::create_dir(folder) {
        Err(source) if !folder.is_dir() => Err(Error::Folder {
            folder: folder.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}
