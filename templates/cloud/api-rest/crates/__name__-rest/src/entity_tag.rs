//! Versions as entity tags (RFC 9110, section 8.8.3): nobody overwrites what they have not seen.

use std::collections::BTreeMap;

use app::Error;
use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use domain::Version;
use utoipa::openapi::{RefOr, Response};
use utoipa::{IntoParams, IntoResponses};
use web::Problem;
use web::description::documented;

/// The version that the `If-Match` header names, or any for `*`. Changes without it are refused.
#[derive(IntoParams)]
#[into_params(parameter_in = Header, names("if-match"))]
pub(crate) struct IfMatch(
    /// The entity tag of the version to be changed, or `*` for whichever it is.
    #[param(
        value_type = String,
        pattern = r#"^(\*|(W/)?"[!#-~]*")$"#,
        example = "\"1\""
    )]
    pub(crate) Option<Version>,
);

/// The `ETag` header for a version.
pub(crate) fn etag(version: u32) -> [(HeaderName, HeaderValue); 1] {
    let tag = HeaderValue::try_from(format!("\"{version}\"")).expect("digits in quotes are ASCII");
    [(ETAG, tag)]
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let tag = the_only_tag(&parts.headers)?;
        if tag == "*" {
            return Ok(Self(None));
        }
        if !is_entity_tag(tag) {
            return Err(unclear());
        }
        // A tag that was not made here, or a weak one, matches nothing.
        let version = tag.trim_matches('"').parse().ok();
        let version = version.filter(|version: &u32| tag == format!("\"{version}\""));
        let version = version.ok_or(Error::Stale)?;
        Ok(Self(Some(version.into())))
    }
}

/// In the API's description: what a change is answered whose version is stale or missing.
impl IntoResponses for IfMatch {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        BTreeMap::from([
            (
                "412".to_owned(),
                documented("It has changed since it was read"),
            ),
            ("428".to_owned(), documented("If-Match is missing")),
        ])
    }
}

fn is_entity_tag(text: &str) -> bool {
    text.strip_prefix("W/")
        .unwrap_or(text)
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .is_some_and(|tag| tag.bytes().all(|byte| matches!(byte, b'!' | b'#'..=b'~')))
}

fn the_only_tag(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut values = headers.get_all(IF_MATCH).iter();
    let value = values.next().ok_or_else(|| {
        Problem::new(StatusCode::PRECONDITION_REQUIRED, "version_required")
            .detail("name the version to be changed: the ETag of its last answer, in If-Match")
    })?;
    match value.to_str() {
        Ok(tag) if values.next().is_none() => Ok(tag),
        _ => Err(unclear()),
    }
}

fn unclear() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "version_unclear")
        .detail("If-Match must hold one ETag in quotes, such as \"1\", or *")
}
