//! Whether the service can answer requests.

use rest::Readiness;
use store::Store;
use tokio::sync::watch;

/// Ready while the database answers and nobody has said stop.
#[derive(Clone)]
pub(crate) struct Ready {
    pub(crate) store: Store,
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Readiness for Ready {
    async fn is_ready(&self) -> bool {
        if *self.stopping.borrow() {
            return false;
        }
        let answer = self.store.ping().await;
        if let Err(error) = &answer {
            tracing::warn!(
                error = error as &dyn std::error::Error,
                "the database does not answer"
            );
        }
        answer.is_ok()
    }
}
