//! What a refused request is answered.

use auth::{COOLDOWN, InvalidToken, Permission, VerifyError};
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::causes::with_causes;
use crate::problem::Problem;

/// Why a request may not go on.
#[derive(Debug, thiserror::Error)]
pub enum Rejection {
    /// Nobody is named, or not by a token.
    #[error("this needs a bearer token in the Authorization header")]
    Missing,
    /// The header cannot be understood.
    #[error("the Authorization header must read `Bearer <token>`, once")]
    Malformed,
    /// The token was good once: a new one is to be had.
    #[error("the token has expired")]
    Expired,
    /// The token is not to be trusted.
    #[error("the token is not valid")]
    Invalid(#[source] InvalidToken),
    /// Nobody can tell: the issuer does not say with which keys it signs.
    #[error("tokens cannot be verified at the moment")]
    Unavailable,
    /// The caller is known, and may not do this.
    #[error("this needs the permission `{needed}`")]
    Forbidden {
        /// What the caller's role does not have.
        needed: Permission,
    },
}

impl Rejection {
    /// Status, machine-readable code, and the header that says what to do about it: bring a token, as
    /// a challenge (RFC 6750, section 3), or try again.
    fn answer(&self) -> (StatusCode, &'static str, (HeaderName, HeaderValue)) {
        let challenge = |text| (WWW_AUTHENTICATE, HeaderValue::from_static(text));
        match self {
            Self::Missing => (
                StatusCode::UNAUTHORIZED,
                "unauthenticated",
                challenge(r#"Bearer realm="api""#),
            ),
            Self::Malformed => (
                StatusCode::BAD_REQUEST,
                "malformed_authorization",
                challenge(r#"Bearer realm="api", error="invalid_request""#),
            ),
            Self::Expired | Self::Invalid(_) => (
                StatusCode::UNAUTHORIZED,
                "invalid_token",
                challenge(r#"Bearer realm="api", error="invalid_token""#),
            ),
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "keys_unavailable",
                (RETRY_AFTER, COOLDOWN.as_secs().into()),
            ),
            Self::Forbidden { .. } => (
                StatusCode::FORBIDDEN,
                "insufficient_role",
                challenge(r#"Bearer realm="api", error="insufficient_scope""#),
            ),
        }
    }
}

impl From<VerifyError> for Rejection {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Invalid(InvalidToken::Expired) => Self::Expired,
            VerifyError::Invalid(error) => Self::Invalid(error),
            VerifyError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let (status, code, _) = rejection.answer();
        tracing::info!(code, error = with_causes(&rejection), "refused");
        Self::new(status, code).detail(rejection.to_string())
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let (.., header) = self.answer();
        ([header], Problem::from(self)).into_response()
    }
}
