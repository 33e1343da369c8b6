//! Stand-ins for the outside world, for tests.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use domain::{
    Attempt, IdempotencyKey, Item, ItemId, ItemRepository, RepositoryError, Selection, Version,
};

/// Items in memory, shared between clones.
#[derive(Debug, Clone, Default)]
pub struct MemoryRepository {
    items: Arc<Mutex<BTreeMap<ItemId, Item>>>,
    /// What each of them asked for, and made.
    attempts: Arc<Mutex<BTreeMap<IdempotencyKey, (String, ItemId)>>>,
    failure: Option<fn() -> RepositoryError>,
}

impl MemoryRepository {
    /// A repository that does nothing but fail.
    pub fn failing(failure: fn() -> RepositoryError) -> Self {
        Self {
            failure: Some(failure),
            ..Self::default()
        }
    }

    fn with<T>(
        &self,
        run: impl FnOnce(&mut BTreeMap<ItemId, Item>) -> Result<T, RepositoryError>,
    ) -> Result<T, RepositoryError> {
        if let Some(failure) = self.failure {
            return Err(failure());
        }
        run(&mut self.items.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ItemRepository for MemoryRepository {
    async fn insert(&self, item: &Item) -> Result<(), RepositoryError> {
        self.with(|items| {
            items.insert(item.id(), item.clone());
            Ok(())
        })
    }

    async fn insert_once(&self, item: &Item, attempt: &Attempt) -> Result<ItemId, RepositoryError> {
        // As a database would: others have their turn meanwhile.
        others_turn().await;
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        self.with(|items| {
            attempts.retain(|_, (_, made)| *made >= attempt.known_from.into());
            match attempts.get(&attempt.key) {
                Some((request, made)) if *request == attempt.request => return Ok(*made),
                Some(_) => return Err(RepositoryError::KeyReused),
                None => {}
            }
            items.insert(item.id(), item.clone());
            let noted = (attempt.request.clone(), item.id());
            attempts.insert(attempt.key.clone(), noted);
            Ok(item.id())
        })
    }

    async fn find(&self, id: ItemId) -> Result<Option<Item>, RepositoryError> {
        self.with(|items| Ok(items.get(&id).cloned()))
    }

    async fn update(&self, item: &Item, expected: Version) -> Result<(), RepositoryError> {
        self.with(|items| match items.get_mut(&item.id()) {
            Some(stored) if stored.version() == expected => {
                *stored = item.clone();
                Ok(())
            }
            _ => Err(RepositoryError::Stale),
        })
    }

    async fn list(&self, selection: Selection) -> Result<Vec<Item>, RepositoryError> {
        let Selection { after, limit } = selection;
        self.with(|items| {
            Ok(items
                .values()
                .filter(|item| after.is_none_or(|after| item.id() > after))
                .take(limit as usize)
                .cloned()
                .collect())
        })
    }
}

/// Waits once, and not long.
async fn others_turn() {
    let mut waited = false;
    poll_fn(|context| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
