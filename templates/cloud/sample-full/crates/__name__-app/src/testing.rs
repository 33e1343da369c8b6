//! Stand-ins for the outside world, for tests.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use domain::{
    Attempt, Clock, IdempotencyKey, Order, OrderId, OrderRepository, RepositoryError, Selection,
    Version,
};
use time::OffsetDateTime;

/// Orders in memory, shared between clones.
#[derive(Debug, Clone, Default)]
pub struct MemoryRepository {
    orders: Arc<Mutex<BTreeMap<OrderId, Order>>>,
    /// What each of them asked for, and made.
    attempts: Arc<Mutex<BTreeMap<IdempotencyKey, (String, OrderId)>>>,
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
        run: impl FnOnce(&mut BTreeMap<OrderId, Order>) -> Result<T, RepositoryError>,
    ) -> Result<T, RepositoryError> {
        if let Some(failure) = self.failure {
            return Err(failure());
        }
        run(&mut self.orders.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl OrderRepository for MemoryRepository {
    async fn insert(&self, order: &Order) -> Result<(), RepositoryError> {
        self.with(|orders| add(orders, order))
    }

    async fn insert_once(
        &self,
        order: &Order,
        attempt: &Attempt,
    ) -> Result<OrderId, RepositoryError> {
        // As a database would: others have their turn meanwhile.
        others_turn().await;
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        self.with(|orders| {
            attempts.retain(|_, (_, made)| *made >= attempt.known_from.into());
            match attempts.get(&attempt.key) {
                Some((request, made)) if *request == attempt.request => return Ok(*made),
                Some(_) => return Err(RepositoryError::KeyReused),
                None => {}
            }
            add(orders, order)?;
            let noted = (attempt.request.clone(), order.id());
            attempts.insert(attempt.key.clone(), noted);
            Ok(order.id())
        })
    }

    async fn find(&self, id: OrderId) -> Result<Option<Order>, RepositoryError> {
        self.with(|orders| Ok(orders.get(&id).cloned()))
    }

    async fn update(&self, order: &Order, expected: Version) -> Result<(), RepositoryError> {
        self.with(|orders| match orders.get_mut(&order.id()) {
            Some(stored) if stored.version() == expected => {
                *stored = order.clone();
                Ok(())
            }
            _ => Err(RepositoryError::Stale),
        })
    }

    async fn list(&self, selection: Selection) -> Result<Vec<Order>, RepositoryError> {
        let Selection {
            after,
            state,
            limit,
        } = selection;
        self.with(|orders| {
            Ok(orders
                .values()
                .filter(|order| after.is_none_or(|after| order.id() > after))
                .filter(|order| state.is_none_or(|state| order.state() == state))
                .take(limit as usize)
                .cloned()
                .collect())
        })
    }
}

fn add(orders: &mut BTreeMap<OrderId, Order>, order: &Order) -> Result<(), RepositoryError> {
    if orders
        .values()
        .any(|other| other.reference() == order.reference())
    {
        return Err(RepositoryError::DuplicateReference);
    }
    orders.insert(order.id(), order.clone());
    Ok(())
}

/// A clock that stands still.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub OffsetDateTime);

impl Clock for FixedClock {
    fn now(&self) -> OffsetDateTime {
        self.0
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
