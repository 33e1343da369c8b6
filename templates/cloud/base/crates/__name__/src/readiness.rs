//! Whether the service can answer requests.

use rest::{Readiness, with_causes};
use store::Store;

/// Ready while the database answers.
#[derive(Clone)]
pub(crate) struct Ready(pub(crate) Store);

impl Readiness for Ready {
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
