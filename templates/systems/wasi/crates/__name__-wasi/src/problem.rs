//! One form for every error (RFC 9457).

use std::borrow::Cow;

use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Map, Value};

/// An answer that says what went wrong.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    members: Map<String, Value>,
    /// The methods that the path knows instead.
    allow: Option<String>,
}

impl Problem {
    /// A problem which a program can tell apart by `code`.
    pub(crate) fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            members: Map::new(),
            allow: None,
        }
        .with("type", "about:blank")
        .with("title", status.canonical_reason())
        .with("status", status.as_u16())
        .with("code", code.into())
    }

    /// Adds what people should know.
    pub(crate) fn detail(self, detail: impl Into<String>) -> Self {
        self.with("detail", detail.into())
    }

    /// Adds a member to the document.
    pub(crate) fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.members.insert(member.to_owned(), value.into());
        self
    }

    /// Adds the methods that would have been answered.
    pub(crate) fn allow(self, methods: String) -> Self {
        Self {
            allow: Some(methods),
            ..self
        }
    }
}

impl From<StatusCode> for Problem {
    /// A problem that is no more than its status, in small letters: `not_found`.
    fn from(status: StatusCode) -> Self {
        let reason = status.canonical_reason().unwrap_or("error");
        Self::new(status, reason.to_lowercase().replace([' ', '-'], "_"))
    }
}

impl From<Problem> for Response<Vec<u8>> {
    fn from(problem: Problem) -> Self {
        let body = Value::from(problem.members).to_string();
        let mut response = Self::new(body.into_bytes());
        *response.status_mut() = problem.status;
        let headers = response.headers_mut();
        let media_type = HeaderValue::from_static("application/problem+json");
        headers.insert(CONTENT_TYPE, media_type);
        let allow = problem.allow.and_then(|methods| methods.try_into().ok());
        headers.extend(allow.map(|methods: HeaderValue| (ALLOW, methods)));
        response
    }
}
