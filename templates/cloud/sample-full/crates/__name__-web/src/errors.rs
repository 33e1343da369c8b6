//! Why a use case did nothing, as problems: every interface says the same of it.

use app::Error;
use axum::http::StatusCode;
use domain::OrderError;

use crate::causes::with_causes;
use crate::problem::Problem;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (status, code) = match &error {
            Error::Stale => {
                return Self::new(StatusCode::PRECONDITION_FAILED, "stale_version")
                    .detail("it has changed since it was read; read it again");
            }
            Error::InProgress => {
                return Self::new(StatusCode::CONFLICT, "request_in_progress")
                    .detail("a request with this key is being answered; try again");
            }
            Error::KeyReused => {
                return Self::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused")
                    .detail("another request had this key; take a new one");
            }
            Error::NotFound => (StatusCode::NOT_FOUND, "no_such_order"),
            Error::Conflict => (StatusCode::CONFLICT, "reference_taken"),
            Error::Rule(broken) => rule(broken),
            Error::Unavailable(_) => {
                tracing::error!(error = with_causes(&error), "no orders");
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            }
            Error::Corrupt(_) => {
                tracing::error!(error = with_causes(&error), "corrupt orders");
                (StatusCode::INTERNAL_SERVER_ERROR, "corrupt")
            }
        };
        Self::new(status, code).detail(error.to_string())
    }
}

/// Status and code of a rule that a request would have broken.
fn rule(broken: &OrderError) -> (StatusCode, &'static str) {
    match broken {
        OrderError::NotAllowed { .. } => (StatusCode::CONFLICT, "not_allowed"),
        OrderError::NoSuchLine(_) => (StatusCode::NOT_FOUND, "no_such_line"),
        OrderError::Empty => (StatusCode::UNPROCESSABLE_ENTITY, "order_empty"),
        OrderError::TooManyLines => (StatusCode::UNPROCESSABLE_ENTITY, "too_many_lines"),
        OrderError::CurrencyMismatch { .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, "currency_mismatch")
        }
        OrderError::TotalTooLarge => (StatusCode::UNPROCESSABLE_ENTITY, "total_too_large"),
    }
}
