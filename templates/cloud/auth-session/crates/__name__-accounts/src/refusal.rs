//! Why nobody was logged in, as an answer.

use auth::Error;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use web::Problem;
use web::access::session::CHALLENGE;

/// A problem, and what to do about it.
#[derive(Debug)]
pub(crate) struct Refusal(Error);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let header = match &self.0 {
            Error::WrongCredentials => Some((WWW_AUTHENTICATE, CHALLENGE)),
            // Not too early: what is left of a second counts as one.
            Error::TooManyAttempts { wait } => Some((RETRY_AFTER, (wait.as_secs() + 1).into())),
            _ => None,
        };
        let mut response = Problem::from(self.0).into_response();
        response.headers_mut().extend(header);
        response
    }
}
