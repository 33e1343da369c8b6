//! Whether the service can answer requests.

use rest::Readiness;
use store::Store;

/// Ready while the database answers.
#[derive(Clone)]
pub(crate) struct Ready(pub(crate) Store);

impl Readiness for Ready {
    async fn is_ready(&self) -> bool {
        match self.0.ping().await {
            Ok(()) => true,
            Err(error) => {
                // As text: a log in JSON would hold an error without its causes.
                let error = format!("{:#}", anyhow::Error::from(error));
                tracing::warn!(error, "the database does not answer");
                false
            }
        }
    }
}
