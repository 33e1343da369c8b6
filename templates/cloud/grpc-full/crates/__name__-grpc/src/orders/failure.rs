//! Which status tells why a use case did nothing.

use app::Error;
use domain::OrderError;
use tonic::Code;

use crate::failure::Failure;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match &error {
            Error::NotFound | Error::Rule(OrderError::NoSuchLine(_)) => Code::NotFound,
            Error::Conflict => Code::AlreadyExists,
            Error::InProgress | Error::Stale => Code::Aborted,
            Error::KeyReused => Code::InvalidArgument,
            Error::Rule(_) => Code::FailedPrecondition,
            Error::Unavailable(_) => Code::Unavailable,
            Error::Corrupt(_) => Code::DataLoss,
        };
        let problem = error.into();
        Self { code, problem }
    }
}
