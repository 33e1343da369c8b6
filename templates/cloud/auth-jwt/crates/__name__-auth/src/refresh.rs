//! Keeps an issuer's keys current, in one task: however many requests ask for a key that is not
//! there, the issuer is asked once, and a client that goes away takes no request to it along.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::Validation;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};

use crate::KeySource;
use crate::causes::with_causes;
use crate::key_set::{self, Key, KeySet};

/// How old keys are when they are fetched anew: as long as this a key still counts that the issuer
/// has withdrawn.
const LIFETIME: Duration = Duration::from_mins(5);

/// How old keys may be where the issuer does not answer. Longer than tokens live that are made with
/// care; after that it is better to know nothing.
const MAX_AGE: Duration = Duration::from_hours(1);

/// How long the issuer is left alone once it was asked; before that no key is had that is not known.
pub const COOLDOWN: Duration = Duration::from_secs(5);

/// How long the issuer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is known of the issuer's keys.
#[derive(Default)]
pub(crate) struct Known {
    keys: KeySet,
    /// When the keys were had.
    fetched: Option<Instant>,
    /// When the issuer was asked last; whatever came of it, it was over then.
    asked: Option<Instant>,
}

/// Why there is no key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NoKey {
    /// The issuer, just asked, has none of this name.
    Unknown,
    /// The issuer does not say.
    Unavailable,
}

impl Known {
    /// The key of this name; nothing as long as the issuer has to be asked for it.
    pub(crate) fn find(&self, id: &str) -> Option<Result<Arc<Key>, NoKey>> {
        if self.is_current()
            && let Some(key) = self.keys.get(id)
        {
            return Some(Ok(Arc::clone(key)));
        }
        let asked = self.asked.filter(|asked| asked.elapsed() < COOLDOWN)?;
        Some(Err(if self.fetched == Some(asked) {
            NoKey::Unknown
        } else {
            NoKey::Unavailable
        }))
    }

    /// Whether there are keys that count.
    pub(crate) fn is_current(&self) -> bool {
        self.fetched
            .is_some_and(|fetched| fetched.elapsed() < MAX_AGE)
    }

    /// Whether the issuer was asked at all.
    pub(crate) fn was_asked(&self) -> bool {
        self.asked.is_some()
    }
}

/// Fetches keys at once, when they grow old, and when somebody asks; until nobody is left who could.
pub(crate) async fn keep_current(
    source: impl KeySource,
    validation: Validation,
    known: watch::Sender<Known>,
    mut wanted: mpsc::Receiver<()>,
) {
    loop {
        let keys = fetch(&source, &validation, &known).await;
        let rest = if keys.is_some() { LIFETIME } else { COOLDOWN };
        // Whoever has asked until now is answered by this.
        while wanted.try_recv().is_ok() {}
        known.send_modify(|known| {
            let now = Instant::now();
            known.asked = Some(now);
            if let Some(keys) = keys {
                known.keys = keys;
                known.fetched = Some(now);
            }
        });

        sleep(COOLDOWN).await;
        tokio::select! {
            () = sleep(rest.saturating_sub(COOLDOWN)) => {}
            asked = wanted.recv() => if asked.is_none() { return },
        }
    }
}

async fn fetch(
    source: &impl KeySource,
    validation: &Validation,
    known: &watch::Sender<Known>,
) -> Option<KeySet> {
    let failed = |error: &str| tracing::warn!(error, "the issuer's keys could not be had");
    let json = match timeout(PATIENCE, source.key_set()).await {
        Ok(Ok(json)) => json,
        Ok(Err(error)) => {
            failed(&with_causes(&error));
            return None;
        }
        Err(_) => {
            failed("it takes too long");
            return None;
        }
    };
    key_set::parse(&json, validation, &known.borrow().keys)
        .inspect_err(|error| failed(&with_causes(error)))
        .ok()
}
