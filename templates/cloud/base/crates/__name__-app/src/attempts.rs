//! Attempts to make something that may be repeated.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Attempt, IdempotencyKey};
use uuid::Uuid;

/// How long an attempt is known by its key.
pub const KEY_LIFETIME: Duration = Duration::from_hours(24);

/// The attempts that are under way in this process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempts(Arc<Mutex<HashSet<IdempotencyKey>>>);

/// An attempt that is under way until this is dropped.
pub(crate) struct UnderWay<'a> {
    attempts: &'a Attempts,
    key: &'a IdempotencyKey,
}

impl Attempts {
    /// Begins an attempt; `None` while another one with this key is under way.
    pub(crate) fn begin<'a>(&'a self, key: &'a IdempotencyKey) -> Option<UnderWay<'a>> {
        let attempts = self;
        let begun = self.keys().insert(key.clone());
        begun.then_some(UnderWay { attempts, key })
    }

    fn keys(&self) -> MutexGuard<'_, HashSet<IdempotencyKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.attempts.keys().remove(self.key);
    }
}

/// The attempt to make what shall have this id, of version 7, and was asked for in these words.
pub(crate) fn attempt(key: &IdempotencyKey, request: String, id: Uuid) -> Attempt {
    // Such an id begins with 48 bits of milliseconds: with nothing behind them, it is the least of its moment.
    let made_at = id.as_u128() >> 80;
    let known_from = made_at.saturating_sub(KEY_LIFETIME.as_millis());
    Attempt {
        key: key.clone(),
        request,
        known_from: Uuid::from_u128(known_from << 80),
    }
}
