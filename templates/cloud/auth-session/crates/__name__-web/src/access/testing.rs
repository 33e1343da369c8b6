//! Callers, for the tests of the interfaces.

use std::sync::LazyLock;
use std::time::Duration;

pub use auth::Role;
use auth::testing::MemoryRepository;
use auth::{Accounts, Rules};
use axum::http::header::COOKIE;
use axum::http::{HeaderName, HeaderValue};

use crate::access::{Guard, session};

static ACCOUNTS: LazyLock<MemoryRepository> = LazyLock::new(MemoryRepository::default);

/// A guard who knows them.
pub fn guard() -> Guard {
    let rules = Rules {
        registration_open: true,
        session_lifetime: Duration::from_mins(1),
    };
    Guard::new(Accounts::new(ACCOUNTS.clone(), rules))
}

/// The header by which the guard knows this caller, for a minute.
///
/// # Panics
/// When nobody can be called so.
pub fn credentials(subject: &str, role: Role) -> (HeaderName, HeaderValue) {
    let name = format!("{subject}-{role}");
    let token = ACCOUNTS.logged_in(&name, role);
    let cookie = format!("{}={}", session::COOKIE_NAME, token.expose());
    (COOKIE, cookie.parse().expect("it is ASCII"))
}
