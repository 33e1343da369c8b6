//! Why nothing was done with an account, as problems.

use auth::Error;
use axum::http::StatusCode;

use crate::causes::with_causes;
use crate::problem::Problem;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (status, code) = match &error {
            Error::NameTaken => (StatusCode::CONFLICT, "name_taken"),
            Error::NoSuchAccount => (StatusCode::NOT_FOUND, "no_such_account"),
            Error::WrongCredentials => (StatusCode::UNAUTHORIZED, "wrong_credentials"),
            Error::TooManyAttempts { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"),
            Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, "overloaded"),
            Error::Unavailable(_) => {
                tracing::error!(error = with_causes(&error), "no accounts");
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            }
            Error::Corrupt(_) => {
                tracing::error!(error = with_causes(&error), "corrupt accounts");
                (StatusCode::INTERNAL_SERVER_ERROR, "corrupt")
            }
        };
        Self::new(status, code).detail(error.to_string())
    }
}
