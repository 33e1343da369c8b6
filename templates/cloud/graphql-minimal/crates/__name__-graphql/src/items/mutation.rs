use std::sync::Arc;

use app::Items;
use async_graphql::{Context, Object};
use domain::{ItemRepository, Name};
use uuid::Uuid;
use web::Validation;
use web::access::Write;

use super::object::ItemObject;
use crate::access::{allowed, needs};
use crate::failure::Failure;
use crate::idempotency;

/// What a change costs beside what is told of it: a transaction.
const CHANGE: usize = 100;

/// What changes something. A change names the version of the item that it changes, as it was read.
/// A field that fails is null.
#[derive(Debug)]
pub struct Mutation<R>(pub(super) Arc<Items<R>>);

/// What changes something. A change names the version of the item that it changes, as it was read.
/// A field that fails is null.
#[Object]
impl<R: ItemRepository + 'static> Mutation<R> {
    /// Creates an item.
    #[graphql(
        guard = "needs::<Write>",
        complexity = "CHANGE.saturating_add(child_complexity)"
    )]
    async fn create_item(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "1 to 64 characters.")] name: String,
        #[graphql(
            desc = "Names this attempt: a UUID, or whatever else the caller never uses again. \
            For 24 hours the same arguments with the same key make nothing more, and are answered \
            as the first time."
        )]
        idempotency_key: Option<String>,
    ) -> Result<Option<ItemObject>, Failure> {
        let allowed = allowed::<Write>(context)?;
        let mut fields = Validation::default();
        let name = fields.field("name", name.parse::<Name>());
        let key = idempotency::key(idempotency_key.as_deref(), &allowed);
        let key = fields.field("idempotencyKey", key);
        let (name, key) = fields.finish(name.zip(key))?;
        let item = match key {
            Some(key) => self.0.create_once(name, &key).await?,
            None => self.0.create(name).await?,
        };
        Ok(Some((&item).into()))
    }

    /// Calls an item something else.
    #[graphql(
        guard = "needs::<Write>",
        complexity = "CHANGE.saturating_add(child_complexity)"
    )]
    async fn rename_item(
        &self,
        id: Uuid,
        version: u32,
        name: String,
    ) -> Result<Option<ItemObject>, Failure> {
        let mut fields = Validation::default();
        let name = fields.field("name", name.parse::<Name>());
        let name = fields.finish(name)?;
        let item = self.0.rename(id.into(), Some(version.into()), name);
        Ok(Some((&item.await?).into()))
    }
}
