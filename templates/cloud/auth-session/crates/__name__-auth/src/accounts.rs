//! What can be done with accounts.

use std::fmt;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::Semaphore;
use tracing::Instrument;
use uuid::Uuid;

use crate::hasher::{Busy, Hasher, InvalidHash, Turn};
use crate::throttle::Throttle;
use crate::{
    Account, AccountRepository, Caller, Digest, Name, Password, RepositoryError, Role, Session,
    Token,
};

/// Accounts, and the sessions of those who have logged in. Clones share everything.
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

struct Inner {
    repository: Box<dyn AccountRepository>,
    rules: Rules,
    hasher: Hasher,
    throttle: Throttle,
    /// Accounts are made one by one: whoever makes many leaves room for those who log in.
    registering: Semaphore,
}

/// What the operator decides.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Whether everybody may make an account.
    pub registration_open: bool,
    /// How long a session lasts; whoever has logged in has to do so again after that.
    pub session_lifetime: Duration,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another account has this name.
    #[error("another account has this name")]
    NameTaken,
    /// There is no account with this name.
    #[error("there is no such account")]
    NoSuchAccount,
    /// There is no such account, or the password is not its own: which of them is nobody's business.
    #[error("name or password is wrong")]
    WrongCredentials,
    /// Too many attempts were made with this name.
    #[error("there were too many attempts to log in with this name")]
    TooManyAttempts {
        /// How long to wait until the next.
        wait: Duration,
    },
    /// Too many passwords are being checked.
    #[error("too many passwords are being checked")]
    Busy,
    /// Accounts can neither be read nor written at the moment.
    #[error("accounts are unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was kept can no longer be read: somebody has to look at it.
    #[error("an account cannot be read")]
    Corrupt(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Accounts {
    /// The accounts of this repository.
    pub fn new(repository: impl AccountRepository, rules: Rules) -> Self {
        Self(Arc::new(Inner {
            repository: Box::new(repository),
            rules,
            hasher: Hasher::new(),
            throttle: Throttle::default(),
            registering: Semaphore::new(1),
        }))
    }

    /// What the operator has decided.
    pub fn rules(&self) -> Rules {
        self.0.rules
    }

    /// Makes an account.
    ///
    /// # Errors
    /// [`Error::NameTaken`], [`Error::Busy`] or [`Error::Unavailable`].
    pub async fn register(&self, name: Name, password: Password, role: Role) -> Result<(), Error> {
        let _alone = self.0.registering.try_acquire().map_err(|_| Error::Busy)?;
        let account = Account {
            id: Uuid::now_v7(),
            name,
            role,
            password: self.0.hasher.turn()?.hash(password.into_text()).await,
        };
        self.0.repository.insert(&account).await?;
        tracing::info!(account = account.name.as_str(), %role, "registered");
        Ok(())
    }

    /// Makes an account something else, which counts at once: also in the sessions that it has.
    ///
    /// # Errors
    /// [`Error::NoSuchAccount`] or [`Error::Unavailable`].
    pub async fn set_role(&self, name: &Name, role: Role) -> Result<(), Error> {
        found(self.0.repository.set_role(name, role).await?)?;
        tracing::info!(account = name.as_str(), %role, "role changed");
        Ok(())
    }

    /// Gives an account another password. Its sessions end: whoever knew the old one is out, and does not come
    /// in any more with a log-in that is under way.
    ///
    /// # Errors
    /// [`Error::NoSuchAccount`], [`Error::Busy`] or [`Error::Unavailable`].
    pub async fn set_password(&self, name: &Name, password: Password) -> Result<(), Error> {
        let hash = self.0.hasher.turn()?.hash(password.into_text()).await;
        found(self.0.repository.set_password(name, &hash).await?)?;
        tracing::info!(account = name.as_str(), "password changed");
        Ok(())
    }

    /// Begins a session: what it is known by is new each time, and the one with which somebody came has
    /// ended, so that nobody can have known it before.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`], [`Error::TooManyAttempts`], [`Error::Busy`], [`Error::Unavailable`] or
    /// [`Error::Corrupt`].
    pub async fn log_in(
        &self,
        name: &Name,
        password: SecretString,
        replaced: Option<&Token>,
    ) -> Result<(Token, Caller), Error> {
        let turn = self.0.hasher.turn()?;
        let inner = Arc::clone(&self.0);
        let (name, replaced) = (name.clone(), replaced.map(Token::digest));
        let attempt = async move {
            let outcome = inner.attempt(turn, &name, password, replaced).await;
            let account = name.as_str();
            match &outcome {
                Ok(_) => tracing::info!(account, "logged in"),
                Err(error) => tracing::info!(account, reason = %error, "not logged in"),
            }
            outcome
        };
        // It goes on where its client goes away: whoever does not wait has made an attempt all the same.
        tokio::spawn(attempt.in_current_span())
            .await
            .unwrap_or_else(|error| resume_unwind(error.into_panic()))
    }

    /// Who has the session, if there is one.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Corrupt`].
    pub async fn caller(&self, token: &Token) -> Result<Option<Caller>, Error> {
        let known_from = self.0.known_from(Uuid::now_v7());
        let account = self
            .0
            .repository
            .account_of(&token.digest(), known_from)
            .await?;
        Ok(account.map(|(name, role)| caller(name, role)))
    }

    /// Ends a session, if there is one.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn log_out(&self, token: &Token) -> Result<(), Error> {
        Ok(self.0.repository.end(&token.digest()).await?)
    }
}

impl Inner {
    async fn attempt(
        &self,
        turn: Turn,
        name: &Name,
        password: SecretString,
        replaced: Option<Digest>,
    ) -> Result<(Token, Caller), Error> {
        // Nobody can make this count more names than passwords are hashed.
        let attempt = self.throttle.attempt(name);
        attempt.map_err(|wait| Error::TooManyAttempts { wait })?;
        let account = self.repository.find(name).await?;
        let hash = account.as_ref().map(|account| account.password.clone());
        let is_right = turn.verify(password, hash).await?;
        let account = account
            .filter(|_| is_right)
            .ok_or(Error::WrongCredentials)?;

        let token = Token::random().map_err(|error| Error::Unavailable(error.into()))?;
        let began = Uuid::now_v7();
        let session = Session {
            token: token.digest(),
            account: account.id,
            began,
            known_from: self.known_from(began),
        };
        let still_right = self
            .repository
            .begin(&session, &account.password, replaced.as_ref())
            .await?;
        if !still_right {
            // The password has changed while this one was verified.
            return Err(Error::WrongCredentials);
        }
        self.throttle.forget(&account.name);
        Ok((token, caller(account.name, account.role)))
    }

    /// The least id of version 7 that a session may have begun with which has not ended by `now`.
    fn known_from(&self, now: Uuid) -> Uuid {
        // Such an id begins with 48 bits of milliseconds: with nothing behind them, it is the least of its moment.
        let now = now.as_u128() >> 80;
        let lifetime = self.rules.session_lifetime.as_millis();
        Uuid::from_u128(now.saturating_sub(lifetime) << 80)
    }
}

fn found(is_there: bool) -> Result<(), Error> {
    if is_there {
        Ok(())
    } else {
        Err(Error::NoSuchAccount)
    }
}

fn caller(name: Name, role: Role) -> Caller {
    Caller::new(name.into(), vec![role])
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts")
            .field("rules", &self.0.rules)
            .finish_non_exhaustive()
    }
}

impl From<Busy> for Error {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}

impl From<InvalidHash> for Error {
    fn from(error: InvalidHash) -> Self {
        Self::Corrupt(error.into())
    }
}

impl From<RepositoryError> for Error {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::NameTaken => Self::NameTaken,
            RepositoryError::Unavailable(source) => Self::Unavailable(source),
            RepositoryError::Corrupt(source) => Self::Corrupt(source),
        }
    }
}
