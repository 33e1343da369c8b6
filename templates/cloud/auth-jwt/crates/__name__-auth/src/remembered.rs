//! Remembers tokens that were found good: to verify a signature takes longer than most requests.

#[cfg(test)]
mod tests;

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use jsonwebtoken::get_current_timestamp;
use quick_cache::sync::Cache;

use crate::Caller;

/// How many tokens are remembered; of more, those that come again.
const CAPACITY: usize = 10_000;

/// Tokens that one key has signed, by their SHA-256: they are secrets, and may be long. What was found
/// does not outlive the key.
pub(crate) struct Remembered(Cache<Hash, Good>);

#[derive(Clone)]
struct Good {
    caller: Caller,
    /// In seconds since 1970, the last in which this is so.
    until: u64,
}

impl Remembered {
    pub(crate) fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }

    /// Whom the token speaks for, if that is known and it has not expired since.
    pub(crate) fn caller(&self, token: &str) -> Option<Caller> {
        let good = self.0.get(&hash(token))?;
        (get_current_timestamp() <= good.until).then_some(good.caller)
    }

    /// Notes whom the token speaks for, until this second.
    pub(crate) fn note(&self, token: &str, caller: &Caller, until: u64) {
        let caller = caller.clone();
        self.0.insert(hash(token), Good { caller, until });
    }
}

type Hash = [u8; SHA256_OUTPUT_LEN];

fn hash(token: &str) -> Hash {
    digest(&SHA256, token.as_bytes())
        .as_ref()
        .try_into()
        .expect("it has this length")
}
