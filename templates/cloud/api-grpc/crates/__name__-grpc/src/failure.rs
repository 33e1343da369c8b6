//! Why nothing was done, as gRPC says it: a status, the text of the problem, and its code as the reason
//! of a `google.rpc.ErrorInfo`.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::StatusCode;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};
use web::Problem;

/// When to try again what cannot be done at the moment.
const SOON: Duration = Duration::from_secs(1);

/// A problem, and which status tells of it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    pub(crate) problem: Problem,
}

/// What is wrong with a message, or with who sent it.
impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let code = code(problem.status());
        Self { code, problem }
    }
}

/// With the reason for programs, each wrong field, and when to try again if that may help.
impl From<Failure> for Status {
    fn from(Failure { code, problem }: Failure) -> Self {
        let reason = problem.code().to_uppercase();
        let mut details =
            ErrorDetails::with_error_info(reason, env!("CARGO_PKG_NAME"), HashMap::new());
        for field in problem.fields() {
            details.add_bad_request_violation(field.field, &field.detail);
        }
        if code == Code::Unavailable {
            details.set_retry_info(Some(SOON));
        }
        Self::with_error_details(code, problem.text(), details)
    }
}

/// The one for what was said in HTTP's words. A path names a method: what is not found there is none.
fn code(status: StatusCode) -> Code {
    match status {
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::PermissionDenied,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Code::Unimplemented,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        // Whether something has come of it nobody knows: it is not for clients to repeat by themselves.
        StatusCode::GATEWAY_TIMEOUT => Code::DeadlineExceeded,
        // Its message has not arrived.
        StatusCode::REQUEST_TIMEOUT => Code::Cancelled,
        status if status.is_client_error() => Code::InvalidArgument,
        _ => Code::Internal,
    }
}
