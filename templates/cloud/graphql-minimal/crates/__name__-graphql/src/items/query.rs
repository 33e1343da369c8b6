use std::sync::Arc;

use app::{Items, PageSize};
use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Object};
use domain::{Item, ItemId, ItemRepository};
use uuid::Uuid;
use web::Validation;
use web::access::Read;

use super::loader::ItemsById;
use super::object::ItemObject;
use crate::access::needs;
use crate::failure::Failure;

/// What a page costs beside its items: a statement, however few they are.
const PAGE: usize = 100;

/// What a page of so many costs, of which each costs so much.
fn page(first: u32, each: usize) -> usize {
    let items = usize::try_from(first).unwrap_or(usize::MAX);
    PAGE.saturating_add(items.saturating_mul(each))
}

/// What changes nothing. A field that fails is null.
#[derive(Debug)]
pub struct Query<R>(pub(super) Arc<Items<R>>);

/// What changes nothing. A field that fails is null.
#[Object]
impl<R: ItemRepository + 'static> Query<R> {
    /// The item with this id, or null if there is none.
    #[graphql(guard = "needs::<Read>")]
    async fn item(&self, context: &Context<'_>, id: Uuid) -> Result<Option<ItemObject>, Failure> {
        let loader = context.data_unchecked::<DataLoader<ItemsById<R>>>();
        let item = loader.load_one(ItemId::from(id)).await?;
        Ok(item.as_ref().map(ItemObject::from))
    }

    /// The items with these ids, 100 at most, in the same order; null where there is none.
    #[graphql(
        guard = "needs::<Read>",
        complexity = "ids.len().saturating_mul(child_complexity)"
    )]
    async fn nodes(
        &self,
        context: &Context<'_>,
        ids: Vec<Uuid>,
    ) -> Result<Option<Vec<Option<ItemObject>>>, Failure> {
        let mut fields = Validation::default();
        let few = ids.len() <= PageSize::MAX.get() as usize;
        let few = fields.field("ids", few.then_some(()).ok_or("at most 100 ids"));
        fields.finish(few)?;

        let ids: Vec<_> = ids.into_iter().map(ItemId::from).collect();
        let loader = context.data_unchecked::<DataLoader<ItemsById<R>>>();
        let items = loader.load_many(ids.iter().copied()).await?;
        let found = ids.iter().map(|id| items.get(id).map(ItemObject::from));
        Ok(Some(found.collect()))
    }

    /// Items, the oldest first, after a cursor or from the first.
    #[graphql(guard = "needs::<Read>", complexity = "page(first, child_complexity)")]
    async fn items(
        &self,
        #[graphql(desc = "At most so many, from 1 to 100.", default = 50)] first: u32,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Option<Connection<String, ItemObject>>, Failure> {
        let mut fields = Validation::default();
        let size = PageSize::new(first).ok_or("a page has 1 to 100 items");
        let size = fields.field("first", size);
        let after = after.as_deref().map(str::parse::<Uuid>).transpose();
        let after = fields.field("after", after.map_err(|_| "no cursor of an item"));
        let (size, after) = fields.finish(size.zip(after))?;

        let page = self.0.list(after.map(ItemId::from), size).await?;
        // Whether there is a page before is for those to know who page backwards, which nobody can.
        let mut connection = Connection::new(false, page.next.is_some());
        connection.edges.extend(page.items.iter().map(edge));
        Ok(Some(connection))
    }
}

fn edge(item: &Item) -> Edge<String, ItemObject, EmptyFields> {
    Edge::new(item.id().to_string(), item.into())
}
