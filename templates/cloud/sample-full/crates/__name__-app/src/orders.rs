use std::sync::{Arc, Mutex};

use domain::{
    Clock, Currency, IdempotencyKey, Line, Order, OrderError, OrderId, OrderRepository, Reference,
    Selection, Sku, State, Version,
};
use time::OffsetDateTime;
use uuid::{ContextV7, Timestamp, Uuid};

use crate::attempts::{Attempts, attempt};
use crate::error::Error;
use crate::page::PageSize;

/// What can be done with orders. `expected` is the version to change, `None` any.
#[derive(Debug, Clone)]
pub struct Orders<R, C> {
    repository: R,
    clock: C,
    /// Lets ids of one millisecond sort by the order of their making.
    ids: Arc<Mutex<ContextV7>>,
    attempts: Attempts,
}

/// Some of the orders, sorted by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The orders of this page.
    pub orders: Vec<Order>,
    /// Where the next page starts: list the orders after this one. `None` on the last page.
    pub next: Option<OrderId>,
}

impl<R: OrderRepository, C: Clock> Orders<R, C> {
    /// The use cases over these orders, at the time of this clock.
    pub fn new(repository: R, clock: C) -> Self {
        Self {
            repository,
            clock,
            ids: Arc::default(),
            attempts: Attempts::default(),
        }
    }

    /// Opens an empty draft under the customer's reference.
    ///
    /// # Errors
    /// [`Error::Conflict`] if another order has the reference, or [`Error::Unavailable`].
    pub async fn open(&self, reference: Reference, currency: Currency) -> Result<Order, Error> {
        let now = self.clock.now();
        let order = Order::open(self.id_at(now), reference, currency, now);
        self.repository.insert(&order).await?;
        Ok(order)
    }

    /// Opens an order as [`Orders::open`] does, and once: whoever repeats the attempt is answered with the
    /// order as it was when it was opened. A key is free again after [`KEY_LIFETIME`], or if nothing was
    /// opened.
    ///
    /// [`KEY_LIFETIME`]: crate::KEY_LIFETIME
    ///
    /// # Errors
    /// [`Error::InProgress`], [`Error::KeyReused`], those of [`Orders::open`], and of a repeated attempt
    /// those of [`Orders::find`].
    pub async fn open_once(
        &self,
        reference: Reference,
        currency: Currency,
        key: &IdempotencyKey,
    ) -> Result<Order, Error> {
        let _under_way = self.attempts.begin(key).ok_or(Error::InProgress)?;
        let now = self.clock.now();
        let request = format!("{currency} {reference}");
        let order = Order::open(self.id_at(now), reference, currency, now);
        let attempt = attempt(key, request, order.id().into());
        let made = self.repository.insert_once(&order, &attempt).await?;
        if made == order.id() {
            return Ok(order);
        }
        let opened_at = self.find(made).await?.created_at();
        let reference = order.reference().clone();
        Ok(Order::open(made, reference, currency, opened_at))
    }

    /// Adds a line to a draft, or replaces the one with the same SKU, which is returned as well.
    ///
    /// # Errors
    /// Those of a change: [`Error::NotFound`], [`Error::Stale`], [`Error::Rule`],
    /// [`Error::Unavailable`] and [`Error::Corrupt`].
    pub async fn put_line(
        &self,
        id: OrderId,
        expected: Option<Version>,
        line: Line,
    ) -> Result<(Order, Option<Line>), Error> {
        let mut replaced = None;
        let put = |order: &mut Order| {
            replaced = order.put_line(line)?;
            Ok(())
        };
        let order = self.change(id, expected, put).await?;
        Ok((order, replaced))
    }

    /// Takes the line for `sku` out of a draft.
    ///
    /// # Errors
    /// Those of a change, see [`Orders::put_line`].
    pub async fn remove_line(
        &self,
        id: OrderId,
        expected: Option<Version>,
        sku: &Sku,
    ) -> Result<Order, Error> {
        self.change(id, expected, |order| order.remove_line(sku))
            .await
    }

    /// Hands a draft in.
    ///
    /// # Errors
    /// Those of a change, see [`Orders::put_line`].
    pub async fn place(&self, id: OrderId, expected: Option<Version>) -> Result<Order, Error> {
        self.change(id, expected, Order::place).await
    }

    /// Notes that a placed order was paid.
    ///
    /// # Errors
    /// Those of a change, see [`Orders::put_line`].
    pub async fn pay(&self, id: OrderId, expected: Option<Version>) -> Result<Order, Error> {
        self.change(id, expected, Order::pay).await
    }

    /// Notes that a paid order was sent.
    ///
    /// # Errors
    /// Those of a change, see [`Orders::put_line`].
    pub async fn ship(&self, id: OrderId, expected: Option<Version>) -> Result<Order, Error> {
        self.change(id, expected, Order::ship).await
    }

    /// Gives up an order that was not sent yet.
    ///
    /// # Errors
    /// Those of a change, see [`Orders::put_line`].
    pub async fn cancel(&self, id: OrderId, expected: Option<Version>) -> Result<Order, Error> {
        self.change(id, expected, Order::cancel).await
    }

    /// The order with this id.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unavailable`] or [`Error::Corrupt`].
    pub async fn find(&self, id: OrderId) -> Result<Order, Error> {
        self.repository.find(id).await?.ok_or(Error::NotFound)
    }

    /// A page of orders, from the first or `after` another, in one state or in any.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Corrupt`].
    pub async fn list(
        &self,
        after: Option<OrderId>,
        state: Option<State>,
        size: PageSize,
    ) -> Result<Page, Error> {
        // One more than is shown tells whether there is a next page.
        let limit = size.get() + 1;
        let mut orders = self
            .repository
            .list(Selection {
                after,
                state,
                limit,
            })
            .await?;
        let mut next = None;
        if orders.len() == limit as usize {
            orders.pop();
            next = orders.last().map(Order::id);
        }
        Ok(Page { orders, next })
    }

    fn id_at(&self, now: OffsetDateTime) -> OrderId {
        // Before 1970 there are no such ids: such a clock is wrong anyway.
        let seconds = u64::try_from(now.unix_timestamp()).unwrap_or_default();
        let timestamp = Timestamp::from_unix(&*self.ids, seconds, now.nanosecond());
        Uuid::new_v7(timestamp).into()
    }

    async fn change(
        &self,
        id: OrderId,
        expected: Option<Version>,
        change: impl FnOnce(&mut Order) -> Result<(), OrderError> + Send,
    ) -> Result<Order, Error> {
        let mut order = self.find(id).await?;
        let found = order.version();
        if expected.is_some_and(|expected| expected != found) {
            return Err(Error::Stale);
        }
        change(&mut order)?;
        // Someone else may have been faster since the order was read: the repository asks again.
        self.repository.update(&order, found).await?;
        Ok(order)
    }
}
