//! What a refused request is answered.

use std::error::Error;
use std::iter;

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::refresh::COOLDOWN;
use crate::{InvalidToken, Permission, VerifyError};

/// Why a request may not go on.
#[derive(Debug, thiserror::Error)]
pub enum Rejection {
    /// Nobody is named, or not by a token.
    #[error("this needs a bearer token in the Authorization header")]
    Missing,
    /// The header cannot be understood.
    #[error("the Authorization header must read `Bearer <token>`, once")]
    Malformed,
    /// The token is not to be trusted.
    #[error("the token is not valid")]
    Invalid(#[from] InvalidToken),
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
    /// The status of the answer: 400, 401, 403 or 503.
    pub fn status(&self) -> StatusCode {
        self.answer().0
    }

    /// What is wrong, for programs.
    pub fn code(&self) -> &'static str {
        self.answer().1
    }

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
            Self::Invalid(_) => (
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
            VerifyError::Invalid(error) => Self::Invalid(error),
            VerifyError::Unavailable => Self::Unavailable,
        }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let (status, code, (name, value)) = self.answer();
        tracing::info!(code, error = with_causes(&self), "refused");

        let problem = Problem {
            kind: "about:blank",
            title: status.canonical_reason(),
            status: status.as_u16(),
            code,
            detail: self.to_string(),
        };
        let content_type = HeaderValue::from_static("application/problem+json");
        let headers = [(CONTENT_TYPE, content_type), (name, value)];
        (status, headers, Json(problem)).into_response()
    }
}

/// The answer's body (RFC 9457), with its members in the order that they have everywhere.
#[derive(Serialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: Option<&'static str>,
    status: u16,
    code: &'static str,
    detail: String,
}

/// The error and why it came about, as text: a log in JSON would hold an error without its causes.
/// The HTTP interface has the same; this crate stands below it, and needs no other for five lines.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let errors = iter::successors(Some(error), |&error| error.source());
    let texts: Vec<_> = errors.map(ToString::to_string).collect();
    texts.join(": ")
}
