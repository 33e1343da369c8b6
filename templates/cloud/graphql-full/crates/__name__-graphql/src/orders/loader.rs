use std::collections::HashMap;
use std::sync::Arc;

use app::Orders;
use async_graphql::dataloader::Loader;
use domain::{Clock, Order, OrderId, OrderRepository};

use crate::failure::Failure;

/// Finds the orders of many fields of one request at once: those that are asked for within a millisecond.
pub(super) struct OrdersById<R, C>(pub(super) Arc<Orders<R, C>>);

impl<R, C> Loader<OrderId> for OrdersById<R, C>
where
    R: OrderRepository + 'static,
    C: Clock + 'static,
{
    type Value = Order;
    type Error = Failure;

    async fn load(&self, ids: &[OrderId]) -> Result<HashMap<OrderId, Order>, Failure> {
        let orders = self.0.find_all(ids).await?;
        Ok(orders
            .into_iter()
            .map(|order| (order.id(), order))
            .collect())
    }
}
