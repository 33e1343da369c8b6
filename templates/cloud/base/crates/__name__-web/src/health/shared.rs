//! One answer for all who ask: strangers, too, and as often as they like.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::Readiness;

/// How old an answer may be.
const LIFETIME: Duration = Duration::from_millis(100);

/// How long to wait for one: longer than a request waits for the database, which then says what is wrong.
const PATIENCE: Duration = Duration::from_secs(6);

/// Asks what it stands around once in a while, however many want to know. Clones share the answer.
#[derive(Clone, Debug)]
pub struct Shared<R> {
    readiness: R,
    last: Arc<Mutex<Option<(Instant, bool)>>>,
}

impl<R: Readiness> Shared<R> {
    /// One answer of this for all.
    pub fn new(readiness: R) -> Self {
        let last = Arc::default();
        Self { readiness, last }
    }
}

impl<R: Readiness> Readiness for Shared<R> {
    async fn is_ready(&self) -> bool {
        let mut last = Arc::clone(&self.last).lock_owned().await;
        if let Some((when, is_ready)) = *last
            && when.elapsed() < LIFETIME
        {
            return is_ready;
        }
        let readiness = self.readiness.clone();
        // In a task, for who leaves must not take the question along: it would be asked again.
        let asked = tokio::spawn(async move {
            let is_ready = timeout(PATIENCE, readiness.is_ready()).await;
            let is_ready = is_ready.unwrap_or_else(|_| {
                tracing::warn!("it takes too long to find out whether the service is ready");
                false
            });
            *last = Some((Instant::now(), is_ready));
            is_ready
        });
        asked.await.unwrap_or_default()
    }
}
