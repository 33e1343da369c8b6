//! Whether the service can answer requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use store::Store;
use web::{Readiness, with_causes};

/// Ready while the database answers, until it is told to stop. Clones are told together.
#[derive(Clone)]
pub(crate) struct Ready {
    store: Store,
    stopping: Arc<AtomicBool>,
}

impl Ready {
    pub(crate) fn new(store: Store) -> Self {
        let stopping = Arc::default();
        Self { store, stopping }
    }

    /// From now on it is not.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}

impl Readiness for Ready {
    async fn is_ready(&self) -> bool {
        if self.stopping.load(Ordering::Relaxed) {
            return false;
        }
        match self.store.ping().await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(error = with_causes(&error), "the database does not answer");
                false
            }
        }
    }
}
