use std::sync::Arc;

use app::Items;
use async_graphql::Object;
use domain::{ItemRepository, Name};
use uuid::Uuid;
use web::access::Write;
use web::{Problem, Validation};

use super::object::ItemObject;
use crate::access::needs;
use crate::failure::Failure;

/// What changes something. A change names the version of the item that it changes, as it was read.
#[derive(Debug)]
pub struct Mutation<R>(pub(super) Arc<Items<R>>);

/// What changes something. A change names the version of the item that it changes, as it was read.
#[Object]
impl<R: ItemRepository + 'static> Mutation<R> {
    /// Creates an item, whose name has 1 to 64 characters.
    #[graphql(guard = "needs::<Write>")]
    async fn create_item(&self, name: String) -> Result<ItemObject, Failure> {
        let item = self.0.create(parsed(&name)?);
        Ok((&item.await?).into())
    }

    /// Calls an item something else.
    #[graphql(guard = "needs::<Write>")]
    async fn rename_item(
        &self,
        id: Uuid,
        version: u32,
        name: String,
    ) -> Result<ItemObject, Failure> {
        let name = parsed(&name)?;
        let item = self.0.rename(id.into(), Some(version.into()), name);
        Ok((&item.await?).into())
    }
}

fn parsed(name: &str) -> Result<Name, Problem> {
    let mut fields = Validation::default();
    let name = fields.field("name", name.parse());
    fields.finish(name)
}
