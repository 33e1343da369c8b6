//! Hashes passwords, off the threads that answer requests.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use argon2::password_hash::phc;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;

use crate::PasswordHash;

/// How many may wait for each that is being hashed.
const LINE: usize = 8;

/// A hash that no password has, and that takes as long to find that out as any other: whoever asks
/// learns nothing about which names there are.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Each hash takes 19 MiB and a core for some hundredths of a second, as it should (OWASP, Password
/// Storage Cheat Sheet): no more are computed at once than there are cores, and the line is short.
#[derive(Debug)]
pub(crate) struct Hasher {
    places: Arc<Semaphore>,
    line: Semaphore,
}

/// Somebody has a place in the line.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    _waiting: SemaphorePermit<'a>,
    places: &'a Arc<Semaphore>,
}

/// Too many are waiting.
#[derive(Debug)]
pub(crate) struct Busy;

impl Hasher {
    pub(crate) fn new() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            places: Arc::new(Semaphore::new(cores)),
            line: Semaphore::new(cores * (1 + LINE)),
        }
    }

    /// A place in the line, for one hash.
    pub(crate) fn turn(&self) -> Result<Turn<'_>, Busy> {
        Ok(Turn {
            _waiting: self.line.try_acquire().map_err(|_| Busy)?,
            places: &self.places,
        })
    }
}

impl Turn<'_> {
    /// The hash of a password, with a salt of its own.
    pub(crate) async fn hash(self, password: SecretString) -> PasswordHash {
        self.run(move || {
            let hash: phc::PasswordHash = Argon2::default()
                .hash_password(password.expose_secret().as_bytes())
                .expect("it is not too long");
            PasswordHash::new(hash.to_string())
        })
        .await
    }

    /// Whether it is the password of which this is the hash. Where there is none, that takes as long.
    pub(crate) async fn verify(self, password: SecretString, hash: Option<PasswordHash>) -> bool {
        self.run(move || {
            let hash = hash.as_ref().map_or(NOBODY, PasswordHash::as_str);
            let password = password.expose_secret().as_bytes();
            phc::PasswordHash::new(hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password, &hash).is_ok())
        })
        .await
    }

    async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let place = Arc::clone(self.places).acquire_owned().await;
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
