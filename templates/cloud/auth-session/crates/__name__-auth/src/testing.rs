//! A repository in memory, for the tests of those who use accounts.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::{
    Account, AccountRepository, BoxFuture, Digest, Name, PasswordHash, RepositoryError, Role,
    Session, Token,
};

/// Keeps accounts and sessions in memory. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryRepository(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    accounts: Vec<Account>,
    sessions: Vec<Session>,
}

impl MemoryRepository {
    /// The token of somebody who has just logged in: an account with this name, which cannot log in, is
    /// made where there is none.
    ///
    /// # Panics
    /// When it is no name, or the system has no random bytes.
    pub fn logged_in(&self, name: &str, role: Role) -> Token {
        let name: Name = name.parse().expect("it is a name");
        let token = Token::random().expect("the system has random bytes");
        let mut state = self.state();
        let known = state.accounts.iter_mut().find(|known| known.name == name);
        let account = if let Some(account) = known {
            account.role = role;
            account.id
        } else {
            let id = Uuid::now_v7();
            let password = PasswordHash::new(String::new());
            state.accounts.push(Account {
                id,
                name,
                role,
                password,
            });
            id
        };
        state.sessions.push(Session {
            token: token.digest(),
            account,
            began: Uuid::now_v7(),
            known_from: Uuid::nil(),
        });
        token
    }

    /// How many sessions there are.
    pub fn sessions(&self) -> usize {
        self.state().sessions.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, account: &Account) -> Result<(), RepositoryError> {
        let mut state = self.state();
        if state
            .accounts
            .iter()
            .any(|known| known.name == account.name)
        {
            return Err(RepositoryError::NameTaken);
        }
        state.accounts.push(account.clone());
        Ok(())
    }

    /// Changes the account with this name, and answers its id.
    fn change(&self, name: &Name, change: impl FnOnce(&mut Account)) -> Option<Uuid> {
        let mut state = self.state();
        let account = state
            .accounts
            .iter_mut()
            .find(|known| known.name == *name)?;
        change(account);
        Some(account.id)
    }

    fn known(&self, token: &Digest, known_from: Uuid) -> Option<(Name, Role)> {
        let state = self.state();
        let mut sessions = state.sessions.iter();
        let session = sessions.find(|it| it.token == *token && it.began >= known_from)?;
        let mut accounts = state.accounts.iter();
        let account = accounts.find(|account| account.id == session.account)?;
        Some((account.name.clone(), account.role))
    }
}

impl AccountRepository for MemoryRepository {
    fn insert<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, ()> {
        Box::pin(async { self.keep(account) })
    }

    fn find<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Option<Account>> {
        Box::pin(async {
            let state = self.state();
            let mut accounts = state.accounts.iter();
            Ok(accounts.find(|account| account.name == *name).cloned())
        })
    }

    fn set_role<'a>(&'a self, name: &'a Name, role: Role) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let changed = self.change(name, |account| account.role = role);
            Ok(changed.is_some())
        })
    }

    fn set_password<'a>(
        &'a self,
        name: &'a Name,
        password: &'a PasswordHash,
    ) -> BoxFuture<'a, bool> {
        Box::pin(async {
            let changed = self.change(name, |account| account.password = password.clone());
            self.state()
                .sessions
                .retain(|known| Some(known.account) != changed);
            Ok(changed.is_some())
        })
    }

    fn begin<'a>(
        &'a self,
        session: &'a Session,
        verified: &'a PasswordHash,
        replaced: Option<&'a Digest>,
    ) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let mut state = self.state();
            let mut accounts = state.accounts.iter();
            let account = accounts.find(|account| account.id == session.account);
            if account.is_none_or(|account| account.password.as_str() != verified.as_str()) {
                return Ok(false);
            }
            state.sessions.retain(|known| {
                known.began >= session.known_from && Some(&known.token) != replaced
            });
            state.sessions.push(*session);
            Ok(true)
        })
    }

    fn account_of<'a>(
        &'a self,
        token: &'a Digest,
        known_from: Uuid,
    ) -> BoxFuture<'a, Option<(Name, Role)>> {
        Box::pin(async move { Ok(self.known(token, known_from)) })
    }

    fn end<'a>(&'a self, token: &'a Digest) -> BoxFuture<'a, ()> {
        Box::pin(async {
            self.state().sessions.retain(|known| known.token != *token);
            Ok(())
        })
    }
}
