//! One form for every error (RFC 9457).

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::{Content, Header, Ref, RefOr, Response as Documented, ResponseBuilder};
use utoipa::{IntoResponses, OpenApi, PartialSchema, ToSchema};

const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

/// When to try again what the service cannot do at the moment, in seconds: it may be over by then,
/// and if not, the answer is no further away than the time-outs.
const SOON: HeaderValue = HeaderValue::from_static("1");

/// The longest explanation that is taken over from a plain-text answer, in bytes.
const MAX_TEXT: usize = 2048;

/// An answer that says what went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`: the `code` tells problems apart.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What went wrong, for programs; the README lists the codes.
    code: Cow<'static, str>,
    /// What went wrong, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Every field that is not as it should be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// The name of the field or parameter, with dots for what is nested.
    pub(crate) field: &'static str,
    /// What it should be.
    pub(crate) detail: String,
}

impl Problem {
    /// A problem which a program can tell apart by `code`.
    pub(crate) fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            code: code.into(),
            detail: None,
            errors: Vec::new(),
        }
    }

    /// Adds what people should know.
    #[must_use]
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds what is wrong with each field.
    #[must_use]
    pub(crate) fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }
}

impl From<StatusCode> for Problem {
    fn from(status: StatusCode) -> Self {
        let reason = status.canonical_reason().unwrap_or("error");
        Self::new(status, reason.to_lowercase().replace([' ', '-'], "_"))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, MEDIA_TYPE)], Json(self)).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, SOON);
        }
        response
    }
}

/// The beginning of the API's description, in which problems are defined.
#[derive(OpenApi)]
#[openapi(components(schemas(Problem)))]
pub(crate) struct Description;

/// In the API's description: every answer that is not listed is a problem, and one of them says when
/// to try again.
impl IntoResponses for Problem {
    fn responses() -> BTreeMap<String, RefOr<Documented>> {
        let mut retry_after = Header::new(u32::schema());
        retry_after.description = Some("When to try again, in seconds".to_owned());
        let unavailable = response("It cannot be done at the moment");
        BTreeMap::from([
            (
                "503".to_owned(),
                unavailable.header("retry-after", retry_after).into(),
            ),
            ("default".to_owned(), documented("Anything else")),
        ])
    }
}

/// A problem, for the API's description.
pub(crate) fn documented(description: &str) -> RefOr<Documented> {
    response(description).into()
}

fn response(description: &str) -> ResponseBuilder {
    let content = Content::new(Some(Ref::from_schema_name(Problem::name())));
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
}

/// Turns the errors of the framework (no such route, not JSON, too large, too slow, a panic) into
/// problems. What the framework tells the client in plain text becomes the detail; what is JSON
/// already has a form of its own, which clients of that route know.
pub(crate) async fn from_any_error(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let has_form = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| *kind == MEDIA_TYPE || kind == "application/json");
    if !is_error || has_form {
        return response;
    }

    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_TYPE);
    parts.headers.remove(CONTENT_LENGTH);
    let mut problem = Problem::from(status);
    if status.is_client_error() {
        problem.detail = text(body).await;
    }
    (parts.headers, problem).into_response()
}

async fn text(body: Body) -> Option<String> {
    let bytes = to_bytes(body, MAX_TEXT).await.ok()?;
    String::from_utf8(bytes.into())
        .ok()
        .filter(|text| !text.is_empty())
}
