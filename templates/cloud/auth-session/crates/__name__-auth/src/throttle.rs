//! Slows down who guesses passwords.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::Name;

/// How many attempts to log in with one name may follow each other at once.
const AT_ONCE: u32 = 5;

/// What each of them has to wait for after that.
const INTERVAL: Duration = Duration::from_secs(30);

/// With how many names somebody may fail to log in at a time: what is known of them is bounded.
const NAMES: usize = 10_000;

/// Counts attempts by the name that they are made with, whether or not there is such an account.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<HashMap<Name, Instant>>);

impl Throttle {
    /// Counts an attempt, or says how long it has to wait. What is kept of a name is when it could make
    /// all attempts at once again; each moves that by an interval.
    pub(crate) fn attempt(&self, name: &Name) -> Result<(), Duration> {
        let now = Instant::now();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= NAMES && !known.contains_key(name) {
            known.retain(|_, rested| *rested > now);
            if known.len() >= NAMES {
                return Err(INTERVAL);
            }
        }
        let rested = known.get(name).map_or(now, |&rested| rested.max(now)) + INTERVAL;
        let wait = rested
            .duration_since(now)
            .saturating_sub(INTERVAL * AT_ONCE);
        if wait.is_zero() {
            known.insert(name.clone(), rested);
            Ok(())
        } else {
            Err(wait)
        }
    }

    /// Forgets the attempts of somebody who knew the password in the end.
    pub(crate) fn forget(&self, name: &Name) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(name);
    }
}
