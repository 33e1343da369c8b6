//! The schema: what can be asked of orders.

mod loader;
mod mutation;
mod object;
mod query;

use std::sync::Arc;

use app::Orders;
use async_graphql::dataloader::DataLoader;
use async_graphql::{EmptySubscription, Request, Schema};
use domain::{Clock, OrderRepository};
use tracing::Instrument;

use self::loader::OrdersById;
pub use self::mutation::Mutation;
pub use self::query::Query;
use crate::Limits;

/// The schema over these orders. Whoever executes a request has to add the caller to it, and a loader.
pub fn schema<R, C>(
    orders: Arc<Orders<R, C>>,
    limits: Limits,
) -> Schema<Query<R, C>, Mutation<R, C>, EmptySubscription>
where
    R: OrderRepository + 'static,
    C: Clock + 'static,
{
    let query = Query(Arc::clone(&orders));
    let schema = Schema::build(query, Mutation(orders), EmptySubscription);
    limits.applied_to(schema).finish()
}

/// The request with a loader for it alone: what cannot be read for one caller fails for no other.
pub(crate) fn with_loader<R, C>(orders: &Arc<Orders<R, C>>, request: Request) -> Request
where
    R: OrderRepository + 'static,
    C: Clock + 'static,
{
    let loader = OrdersById(Arc::clone(orders));
    // What a batch logs is logged of the request.
    let loader = DataLoader::new(loader, |batch| tokio::spawn(batch.in_current_span()));
    request.data(loader)
}
