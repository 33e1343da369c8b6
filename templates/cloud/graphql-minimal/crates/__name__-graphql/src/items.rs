//! The schema: what can be asked of items.

mod loader;
mod mutation;
mod object;
mod query;

use std::sync::Arc;

use app::Items;
use async_graphql::dataloader::DataLoader;
use async_graphql::{EmptySubscription, Request, Schema};
use domain::ItemRepository;
use tracing::Instrument;

use self::loader::ItemsById;
pub use self::mutation::Mutation;
pub use self::query::Query;
use crate::Limits;

/// The schema over these items. Whoever executes a request has to add the caller to it, and a loader.
pub fn schema<R>(
    items: Arc<Items<R>>,
    limits: Limits,
) -> Schema<Query<R>, Mutation<R>, EmptySubscription>
where
    R: ItemRepository + 'static,
{
    let query = Query(Arc::clone(&items));
    let schema = Schema::build(query, Mutation(items), EmptySubscription);
    limits.applied_to(schema).finish()
}

/// The request with a loader for it alone: what cannot be read for one caller fails for no other.
pub(crate) fn with_loader<R>(items: &Arc<Items<R>>, request: Request) -> Request
where
    R: ItemRepository + 'static,
{
    let loader = ItemsById(Arc::clone(items));
    // What a batch logs is logged of the request.
    let loader = DataLoader::new(loader, |batch| tokio::spawn(batch.in_current_span()));
    request.data(loader)
}
