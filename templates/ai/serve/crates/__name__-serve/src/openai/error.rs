//! Errors, in the form in which `OpenAI`'s clients expect them.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::engine::Refusal;

/// In seconds: by then, some of those that wait have been answered.
const RETRY_AFTER: &str = "1";

pub(super) struct ApiError {
    status: StatusCode,
    body: Body,
}

#[derive(Serialize)]
struct Body {
    message: String,
    #[serde(rename = "type")]
    kind: &'static str,
    param: Option<&'static str>,
    code: Option<&'static str>,
}

#[derive(Serialize)]
struct Envelope {
    error: Body,
}

impl ApiError {
    fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        let body = Body {
            message: message.into(),
            kind,
            param: None,
            code: None,
        };
        Self { status, body }
    }

    pub(super) fn invalid(param: &'static str, message: impl Into<String>) -> Self {
        let mut error = Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message);
        error.body.param = Some(param);
        error
    }

    pub(super) fn unknown_model(name: &str, available: &str) -> Self {
        let message = format!("there is no model `{name}` here, but `{available}`");
        let mut error = Self::new(StatusCode::NOT_FOUND, "invalid_request_error", message);
        error.body.param = Some("model");
        error.body.code = Some("model_not_found");
        error
    }

    pub(super) fn method_not_allowed() -> Self {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self::new(
            status,
            "invalid_request_error",
            "there is no such method at this path",
        )
    }

    pub(super) fn late() -> Self {
        let status = StatusCode::REQUEST_TIMEOUT;
        Self::new(
            status,
            "invalid_request_error",
            "the request did not arrive in time",
        )
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        Self::new(
            rejection.status(),
            "invalid_request_error",
            rejection.body_text(),
        )
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        let status = match rejection.status() {
            // OpenAI answers 400 to whatever it does not understand.
            StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
            status => status,
        };
        Self::new(status, "invalid_request_error", rejection.body_text())
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let (status, kind, code) = match refusal {
            Refusal::Full => (
                StatusCode::TOO_MANY_REQUESTS,
                "requests",
                Some("rate_limit_exceeded"),
            ),
            Refusal::Closed => (StatusCode::SERVICE_UNAVAILABLE, "server_error", None),
            Refusal::Failed => (StatusCode::INTERNAL_SERVER_ERROR, "server_error", None),
        };
        let mut error = Self::new(status, kind, refusal.to_string());
        error.body.code = code;
        error
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let later = matches!(
            self.status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        );
        let headers: Option<(HeaderName, &str)> =
            later.then_some((header::RETRY_AFTER, RETRY_AFTER));
        let body = Json(Envelope { error: self.body });
        (self.status, headers.map(|header| [header]), body).into_response()
    }
}
