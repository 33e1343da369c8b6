//! The schema: what can be asked of orders.

mod loader;
mod mutation;
mod object;
mod query;

use std::sync::Arc;

use app::Orders;
use async_graphql::dataloader::DataLoader;
use async_graphql::{EmptySubscription, Schema};
use domain::{Clock, OrderRepository};

use self::loader::OrdersById;
pub use self::mutation::Mutation;
pub use self::query::Query;
use crate::Limits;

/// The schema over these orders. Whoever executes a request has to add the caller to it.
pub fn schema<R, C>(
    orders: Orders<R, C>,
    limits: Limits,
) -> Schema<Query<R, C>, Mutation<R, C>, EmptySubscription>
where
    R: OrderRepository + 'static,
    C: Clock + 'static,
{
    let orders = Arc::new(orders);
    let loader = OrdersById(Arc::clone(&orders));
    let query = Query(Arc::clone(&orders));
    let schema = Schema::build(query, Mutation(orders), EmptySubscription)
        .data(DataLoader::new(loader, tokio::spawn));
    limits.applied_to(schema).finish()
}
