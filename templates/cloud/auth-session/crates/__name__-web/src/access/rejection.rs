//! What a refused request is answered.

use auth::{Error, Permission};
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::{IntoResponse, Response};

use crate::access::session::CHALLENGE;
use crate::problem::Problem;

/// Why a request may not go on.
#[derive(Debug, thiserror::Error)]
pub enum Rejection {
    /// Nobody is named.
    #[error("this needs somebody who has logged in")]
    Missing,
    /// The cookie cannot be understood.
    #[error("the session's cookie must be there once")]
    Malformed,
    /// There was one, or somebody makes it up.
    #[error("the session has ended")]
    Ended,
    /// Nobody can tell.
    #[error(transparent)]
    Accounts(#[from] Error),
    /// The caller is known, and may not do this.
    #[error("this needs the permission `{needed}`")]
    Forbidden {
        /// What the caller's role does not have.
        needed: Permission,
    },
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let detail = rejection.to_string();
        let (status, code) = match rejection {
            Rejection::Accounts(error) => return Self::from(error),
            Rejection::Missing => (StatusCode::UNAUTHORIZED, "unauthenticated"),
            Rejection::Malformed => (StatusCode::BAD_REQUEST, "malformed_cookie"),
            Rejection::Ended => (StatusCode::UNAUTHORIZED, "session_ended"),
            Rejection::Forbidden { .. } => (StatusCode::FORBIDDEN, "insufficient_role"),
        };
        tracing::info!(code, "refused");
        Self::new(status, code).detail(detail)
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let problem = Problem::from(self);
        match problem.status() {
            StatusCode::UNAUTHORIZED => ([(WWW_AUTHENTICATE, CHALLENGE)], problem).into_response(),
            _ => problem.into_response(),
        }
    }
}
