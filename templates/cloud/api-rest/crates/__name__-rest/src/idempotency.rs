//! Requests that make something, and can be repeated until an answer arrives
//! (draft-ietf-httpapi-idempotency-key-header).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use domain::IdempotencyKey;
use utoipa::IntoParams;
use web::Problem;
use web::access::{Allowed, Write, caller};

const NAME: &str = "idempotency-key";

/// The key that the `Idempotency-Key` header holds, if there is one.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("idempotency-key"))]
pub(crate) struct Idempotency(
    /// Names this attempt, in quotes: a UUID, or whatever else the caller never uses again. For 24
    /// hours the same request with the same key makes nothing more, and is answered as the first one.
    #[param(
        value_type = String,
        required = false,
        pattern = r#"^"[!#-\[\]-~]{1,255}"$"#,
        example = "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""
    )]
    Option<IdempotencyKey>,
);

impl Idempotency {
    /// The caller's key, which is not that of others.
    pub(crate) fn of(self, allowed: &Allowed<Write>) -> Option<IdempotencyKey> {
        self.0.map(|key| key.of(caller(allowed)))
    }
}

impl<S: Sync> FromRequestParts<S> for Idempotency {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all(NAME).iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(Self(None)),
            (Some(value), None) => key(value).map(|key| Self(Some(key))).ok_or_else(unclear),
            (Some(_), Some(_)) => Err(unclear()),
        }
    }
}

/// The key in a string of structured fields (RFC 9651, section 3.3.3).
fn key(value: &HeaderValue) -> Option<IdempotencyKey> {
    let quoted = value.to_str().ok()?;
    let text = quoted.strip_prefix('"')?.strip_suffix('"')?;
    text.parse().ok()
}

fn unclear() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "idempotency_key_unclear").detail(
        "Idempotency-Key must hold one key in quotes, of 1 to 255 printable characters without \
         spaces, `\"` and `\\`",
    )
}
