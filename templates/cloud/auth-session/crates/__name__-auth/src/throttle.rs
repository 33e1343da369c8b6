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

/// Until there are as many names, none is forgotten that could make all attempts again.
const FEW: usize = 1_000;

/// Counts attempts by the name that they are made with, whether or not there is such an account.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// When all attempts could be made at once again.
    rested: HashMap<Name, Instant>,
    /// How many there were when the others were last forgotten.
    left: usize,
}

impl Throttle {
    /// Counts an attempt, or says how long it has to wait. Each moves the time when all could be made
    /// again by an interval.
    pub(crate) fn attempt(&self, name: &Name) -> Result<(), Duration> {
        let now = Instant::now();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.forget_rested(now);
        let before = known
            .rested
            .get(name)
            .map_or(now, |&rested| rested.max(now));
        let rested = before + INTERVAL;
        let wait = rested
            .duration_since(now)
            .saturating_sub(INTERVAL * AT_ONCE);
        if wait.is_zero() {
            known.rested.insert(name.clone(), rested);
            Ok(())
        } else {
            Err(wait)
        }
    }

    /// Forgets the attempts of somebody who knew the password in the end.
    pub(crate) fn forget(&self, name: &Name) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.rested.remove(name);
    }
}

impl Known {
    /// Whenever their number has doubled: what that takes is little for each of them.
    fn forget_rested(&mut self, now: Instant) {
        if self.rested.len() >= FEW.max(self.left * 2) {
            self.rested.retain(|_, rested| *rested > now);
            self.left = self.rested.len();
        }
    }
}
