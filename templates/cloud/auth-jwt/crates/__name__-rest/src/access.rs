//! What handlers ask of their callers, in their signatures.

pub(crate) use auth::{Allowed, Read, Write};

/// Who the caller is, for what is kept of each apart.
pub(crate) fn caller<P>(allowed: &Allowed<P>) -> &str {
    allowed.caller().subject()
}
