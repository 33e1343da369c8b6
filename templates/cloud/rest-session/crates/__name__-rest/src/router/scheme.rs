//! How callers say who they are, for the description.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use web::access::session;

pub(super) const NAME: &str = "session";

/// Whom the guards do not know.
pub(super) const UNKNOWN: &str = "Nobody has logged in, or too long ago";

/// The scheme, and which role has what.
pub(super) fn of(roles: String) -> SecurityScheme {
    let cookie = ApiKeyValue::with_description(session::COOKIE_NAME.to_owned(), roles);
    SecurityScheme::ApiKey(ApiKey::Cookie(cookie))
}
