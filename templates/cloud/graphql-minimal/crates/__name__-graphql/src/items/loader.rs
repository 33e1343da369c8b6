use std::collections::HashMap;
use std::sync::Arc;

use app::Items;
use async_graphql::dataloader::Loader;
use domain::{Item, ItemId, ItemRepository};

use crate::failure::Failure;

/// Finds the items of many fields of one request at once: those that are asked for within a millisecond.
pub(super) struct ItemsById<R>(pub(super) Arc<Items<R>>);

impl<R: ItemRepository + 'static> Loader<ItemId> for ItemsById<R> {
    type Value = Item;
    type Error = Failure;

    async fn load(&self, ids: &[ItemId]) -> Result<HashMap<ItemId, Item>, Failure> {
        let items = self.0.find_all(ids).await?;
        Ok(items.into_iter().map(|item| (item.id(), item)).collect())
    }
}
