//! The schema: what can be asked of items.

mod loader;
mod mutation;
mod object;
mod query;

use std::sync::Arc;

use app::Items;
use async_graphql::dataloader::DataLoader;
use async_graphql::{EmptySubscription, Schema};
use domain::ItemRepository;

use self::loader::ItemsById;
pub use self::mutation::Mutation;
pub use self::query::Query;
use crate::Limits;

/// The schema over these items. Whoever executes a request has to add the caller to it.
pub fn schema<R>(
    items: Items<R>,
    limits: Limits,
) -> Schema<Query<R>, Mutation<R>, EmptySubscription>
where
    R: ItemRepository + 'static,
{
    let items = Arc::new(items);
    let loader = ItemsById(Arc::clone(&items));
    let query = Query(Arc::clone(&items));
    let schema = Schema::build(query, Mutation(items), EmptySubscription)
        .data(DataLoader::new(loader, tokio::spawn));
    limits.applied_to(schema).finish()
}
