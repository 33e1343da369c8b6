//! Whether callers can be told apart.

use auth::Keys;
use web::Readiness;

/// Ready while what it stands around is, and there are keys that verify tokens.
#[derive(Clone)]
pub(crate) struct WithKeys<R>(pub(crate) R, pub(crate) Keys);

impl<R: Readiness> Readiness for WithKeys<R> {
    async fn is_ready(&self) -> bool {
        let Self(ready, keys) = self;
        if !ready.is_ready().await {
            return false;
        }
        let are_there = keys.are_there().await;
        if !are_there {
            // However often it is asked. Why there are none says whoever could not fetch them.
            tracing::debug!("there are no keys to verify tokens with");
        }
        are_there
    }
}
