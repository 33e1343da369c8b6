//! How callers say who they are, for the description.

use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

pub(super) const NAME: &str = "bearer";

/// Whom the guards do not know.
pub(super) const UNKNOWN: &str = "No token, or not a valid one";

/// The scheme, and which role has what.
pub(super) fn of(roles: String) -> SecurityScheme {
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.bearer_format = Some("JWT".to_owned());
    bearer.description = Some(roles);
    SecurityScheme::Http(bearer)
}
