//! Whether the service can answer requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use store::Store;
use web::{Readiness, Shared, with_causes};

/// Ready while the database answers, until it is told to stop. Clones are told together.
#[derive(Clone)]
pub(crate) struct Ready {
    database: Shared<Database>,
    stopping: Arc<AtomicBool>,
}

impl Ready {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            database: Shared::new(Database(store)),
            stopping: Arc::default(),
        }
    }

    /// From now on it is not.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}

impl Readiness for Ready {
    async fn is_ready(&self) -> bool {
        !self.stopping.load(Ordering::Relaxed) && self.database.is_ready().await
    }
}

#[derive(Clone)]
struct Database(Store);

impl Readiness for Database {
    async fn is_ready(&self) -> bool {
        match self.0.ping().await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(error = with_causes(&error), "the database does not answer");
                false
            }
        }
    }
}
