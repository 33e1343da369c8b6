#[cfg(feature = "testing")]
mod testing;
#[cfg(test)]
mod tests;

use std::io::ErrorKind;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::{sleep, timeout};

/// What the server answers where there is no database of that name.
const NO_SUCH_DATABASE: &str = "3D000";

/// What it answers to somebody with a wrong password, whom it does not know or from where it takes nobody, and
/// to whom this database is closed.
const NOT_LET_IN: [&str; 3] = ["28P01", "28000", "42501"];

/// How long a request waits for a connection, and one that is given back may take for a sign of life.
const PATIENCE: Duration = Duration::from_secs(5);

/// For so long a connection is trusted to be there as it was when it was given back.
const TRUST: Duration = Duration::from_secs(1);

/// How long to wait before a connection is tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// What can stand behind the `?` of a URL. The driver passes over anything else, and writes it into the log:
/// with a misspelt `sslmode` it would trust everybody, and a misspelt `password` would be there to read.
const PARAMETERS: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

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
    /// The URL is none.
    #[error(
        "the database's URL cannot be read; in a password `#`, `%`, `/`, `?` and `@` are written as \
         `%23`, `%25`, `%2F`, `%3F` and `%40`"
    )]
    Url(#[source] sqlx::Error),
    /// The URL says something that nobody would look at. It may be a part of the password, and is not shown.
    #[error(
        "the database's URL has an unknown parameter behind its `?`, which may be misspelt, or is part of \
         a password, where it is written as `%3F`"
    )]
    Parameter,
    /// Nobody answers where the URL points to.
    #[error("no PostgreSQL answers at {address}: start it, or name another")]
    Unreachable {
        /// Host and port, or the socket.
        address: String,
        /// Why not.
        source: sqlx::Error,
    },
    /// Somebody answers, and TLS is not to be had: it is off there, or a file for it is missing here.
    #[error(
        "TLS with PostgreSQL at {address} cannot begin: turn it on there, or correct what the URL says with \
         `sslmode=` and the other parameters for TLS"
    )]
    NoTls {
        /// Host and port, or the socket.
        address: String,
        /// Why not.
        source: sqlx::Error,
    },
    /// Whoever answers does not prove to be the server that is meant, or the two do not understand each other.
    #[error(
        "TLS with PostgreSQL at {address} fails: where that is for its certificate, it has to be signed by a \
         public authority, or by that whose file `sslrootcert=` in the URL names, and for `sslmode=verify-full` \
         to be this host's"
    )]
    Untrusted {
        /// Host and port, or the socket.
        address: String,
        /// Why.
        source: sqlx::Error,
    },
    /// The server is there, and does not let this user in.
    #[error(
        "PostgreSQL at {address} does not let `{user}` in: correct user and password in the URL, or who may \
         connect there"
    )]
    Refused {
        /// Host and port, or the socket.
        address: String,
        /// That of the URL, or whoever runs the service.
        user: String,
        /// Why not.
        source: sqlx::Error,
    },
    /// The server is there, and knows no such database.
    #[error(
        "PostgreSQL at {address} has no database `{name}`: `createdb {name}`, asked there, makes one"
    )]
    Missing {
        /// Host and port, or the socket.
        address: String,
        /// The name that the URL has.
        name: String,
    },
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
        let options = options(url)?;
        // The pool would try again until its time is up, and then know no other reason than that.
        try_once(&options)
            .await
            .map_err(|error| Error::at_start(url, &options, error))?;
        let pool = pool_options(options.clone(), PATIENCE, TRUST)
            .max_connections(max_connections.get())
            .connect_with(options)
            .await
            .map_err(Error::Connection)?;
        sqlx::migrate!()
            // Those of a later version, whose place this one takes while it is rolled back.
            .set_ignore_missing(true)
            .run(&pool)
            .await
            .map_err(Error::Migration)?;
        Ok(Self { pool })
    }

    /// Whether `url` may name a database of this kind. Nothing is opened.
    ///
    /// # Errors
    /// [`Error::Scheme`], [`Error::Url`] or [`Error::Parameter`].
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
        self.pool.close().await;
    }

    /// For transactions, and for every other statement that writes: here any connection will do.
    pub(crate) fn writer(&self) -> &PgPool {
        &self.pool
    }
}

impl Error {
    fn at_start(url: &str, options: &PgConnectOptions, error: sqlx::Error) -> Self {
        let address = match options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        };
        let user = options.get_username();
        let answer = error.as_database_error().and_then(DatabaseError::code);
        match (&error, answer.as_deref()) {
            (sqlx::Error::Tls(_) | sqlx::Error::Configuration(_), _) => Self::NoTls {
                address,
                source: error,
            },
            (sqlx::Error::Io(cause), _) => match cause.kind() {
                // So rustls says that it has not understood or does not believe something.
                ErrorKind::InvalidData => Self::Untrusted {
                    address,
                    source: error,
                },
                ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::IsADirectory
                    if names_files(url) =>
                {
                    Self::NoTls {
                        address,
                        source: error,
                    }
                }
                _ => Self::Unreachable {
                    address,
                    source: error,
                },
            },
            (_, Some(NO_SUCH_DATABASE)) => {
                let name = options.get_database().unwrap_or(user).to_owned();
                Self::Missing { address, name }
            }
            (_, Some(code)) if NOT_LET_IN.contains(&code) => Self::Refused {
                address,
                user: user.to_owned(),
                source: error,
            },
            _ => Self::Connection(error),
        }
    }
}

/// Whether the URL names files for TLS, as all of `sslrootcert`, `sslcert` and `sslkey` do.
fn names_files(url: &str) -> bool {
    parameters(url).any(|name| name.starts_with("ssl") && !name.ends_with("mode"))
}

fn options(url: &str) -> Result<PgConnectOptions, Error> {
    if !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
        return Err(Error::Scheme);
    }
    if !parameters(url).all(is_known) {
        return Err(Error::Parameter);
    }
    url.parse().map_err(Error::Url)
}

/// The names of what stands behind the `?`.
fn parameters(url: &str) -> impl Iterator<Item = &str> {
    let url = url.split('#').next().unwrap_or(url);
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    parameters.map(|it| it.split_once('=').map_or(it, |(name, _)| name))
}

fn is_known(parameter: &str) -> bool {
    // One of the server's own: `options[statement_timeout]`.
    PARAMETERS.contains(&parameter) || parameter.starts_with("options[")
}

/// What decides over connections: each is asked for a sign of life, and rid of what it has begun, when it is
/// given back; and asked again before it is used where that was a while ago.
fn pool_options(server: PgConnectOptions, patience: Duration, trust: Duration) -> PgPoolOptions {
    let server = Arc::new(server);
    PgPoolOptions::new()
        .acquire_timeout(patience)
        .test_before_acquire(false)
        .before_acquire(move |connection, meta| {
            Box::pin(async move {
                if meta.idle_for >= trust {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        // sqlx asks as well, and waits without end: where packets are lost, a request that was given up
        // would hold its place until TCP gives up, which takes a quarter of an hour. With TLS so does
        // closing, and so the connection is not closed but replaced.
        .after_release(move |connection, _| {
            let server = Arc::clone(&server);
            Box::pin(async move {
                match timeout(patience, end_transaction(connection)).await {
                    Ok(answered) => answered?,
                    Err(_) => *connection = another(&server, patience).await,
                }
                Ok(true)
            })
        })
}

/// Ends a transaction whose beginning was given up before the server had answered: sqlx does not count it
/// (<https://github.com/transact-rs/sqlx/issues/4385>), and what is written later would be a part of it.
async fn end_transaction(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    // Nothing begins with an empty statement, so that this fails unless something has begun before.
    match connection.begin_with("").await {
        Ok(stray) => stray.rollback().await,
        Err(sqlx::Error::BeginFailed) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A new connection, as soon as the server can be reached.
async fn another(server: &PgConnectOptions, patience: Duration) -> PgConnection {
    loop {
        let connecting = PgConnection::connect_with(server);
        if let Ok(connection) = within(patience, connecting).await {
            return connection;
        }
        sleep(PAUSE).await;
    }
}

async fn try_once(options: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let connection = within(PATIENCE, PgConnection::connect_with(options)).await?;
    connection.close().await
}

/// What comes of it in time.
async fn within<T>(
    patience: Duration,
    doing: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    timeout(patience, doing)
        .await
        .unwrap_or_else(|_| Err(sqlx::Error::Io(ErrorKind::TimedOut.into())))
}
