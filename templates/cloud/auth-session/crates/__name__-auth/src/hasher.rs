//! Hashes passwords, off the threads that answer requests.

use std::error::Error;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use argon2::password_hash::{self, phc};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use crate::PasswordHash;

/// How many are hashed at once at the most, whatever the machine: together they take 38 MiB, and the
/// service shall do with 128.
const AT_ONCE: usize = 2;

/// How many may wait for each of them.
const LINE: usize = 8;

/// A hash that no password has, and that takes as long to find that out as any other: whoever asks
/// learns nothing about which names there are.
pub(crate) const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Each hash takes 19 MiB and a core for some hundredths of a second, as it should (OWASP, Password
/// Storage Cheat Sheet): it is given half of the cores, and the line is short.
#[derive(Debug)]
pub(crate) struct Hasher {
    places: Arc<Semaphore>,
    line: Arc<Semaphore>,
}

/// Somebody has a place in the line.
#[derive(Debug)]
pub(crate) struct Turn {
    _waiting: OwnedSemaphorePermit,
    places: Arc<Semaphore>,
}

/// Too many are waiting.
#[derive(Debug)]
pub(crate) struct Busy;

/// What is kept is no hash of a password.
#[derive(Debug, thiserror::Error)]
#[error("the hash of a password cannot be read")]
pub(crate) struct InvalidHash(#[source] Box<dyn Error + Send + Sync>);

impl Hasher {
    pub(crate) fn new() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let places = cores.div_ceil(2).min(AT_ONCE);
        Self {
            places: Arc::new(Semaphore::new(places)),
            line: Arc::new(Semaphore::new(places * (1 + LINE))),
        }
    }

    /// A place in the line, for one hash.
    pub(crate) fn turn(&self) -> Result<Turn, Busy> {
        let line = Arc::clone(&self.line);
        Ok(Turn {
            _waiting: line.try_acquire_owned().map_err(|_| Busy)?,
            places: Arc::clone(&self.places),
        })
    }
}

impl Turn {
    /// The hash of a password, with a salt of its own.
    pub(crate) async fn hash(self, password: SecretString) -> PasswordHash {
        self.run(move || {
            let hash: phc::PasswordHash = Argon2::default()
                .hash_password(password.expose_secret().as_bytes())
                .expect("it is not too long, and there are random bytes for a salt");
            PasswordHash::new(hash.to_string())
        })
        .await
    }

    /// Whether it is the password of which this is the hash. Where there is none, that takes as long.
    ///
    /// # Errors
    /// When this is no hash of a password.
    pub(crate) async fn verify(
        self,
        password: SecretString,
        hash: Option<PasswordHash>,
    ) -> Result<bool, InvalidHash> {
        self.run(move || {
            let hash = hash.as_ref().map_or(NOBODY, PasswordHash::as_str);
            let hash = phc::PasswordHash::new(hash).map_err(|error| InvalidHash(error.into()))?;
            match Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash) {
                Ok(()) => Ok(true),
                Err(password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(InvalidHash(error.into())),
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let done = spawn_blocking(move || {
            let result = work();
            // A client that goes away does not make room while this goes on.
            drop(place);
            result
        });
        done.await
            .unwrap_or_else(|error| resume_unwind(error.into_panic()))
    }
}
