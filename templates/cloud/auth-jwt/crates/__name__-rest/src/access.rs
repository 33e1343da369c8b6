//! What handlers ask of their callers, in their signatures.

pub(crate) use auth::{Allowed, Read, Write};
