//! What makes something can be repeated, and makes it once: an argument names the attempt.

use domain::{IdempotencyKey, InvalidKey};
use web::access::{Allowed, Write, caller};

/// The key that the argument holds, if there is one: the caller's, which is not that of others.
pub(crate) fn key(
    text: Option<&str>,
    allowed: &Allowed<Write>,
) -> Result<Option<IdempotencyKey>, InvalidKey> {
    let key = text.map(str::parse::<IdempotencyKey>).transpose()?;
    Ok(key.map(|key| key.of(caller(allowed))))
}
