use std::sync::Arc;

use app::{Orders, PageSize};
use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Object};
use domain::{Clock, Order, OrderId, OrderRepository, State};
use uuid::Uuid;
use web::Validation;
use web::access::Read;

use super::loader::OrdersById;
use super::object::{OrderObject, OrderState, READ};
use crate::access::needs;
use crate::failure::Failure;

/// What a page costs beside its orders: a statement, however few they are.
const PAGE: usize = 1_000;

/// What a page of so many costs, of which each costs so much.
fn page(first: u32, each: usize) -> usize {
    let orders = usize::try_from(first).unwrap_or(usize::MAX);
    PAGE.saturating_add(orders.saturating_mul(each))
}

/// What changes nothing. A field that fails is null.
#[derive(Debug)]
pub struct Query<R, C>(pub(super) Arc<Orders<R, C>>);

/// What changes nothing. A field that fails is null.
#[Object]
impl<R: OrderRepository + 'static, C: Clock + 'static> Query<R, C> {
    /// The order with this id, or null if there is none.
    #[graphql(
        guard = "needs::<Read>",
        complexity = "READ.saturating_add(child_complexity)"
    )]
    async fn order(&self, context: &Context<'_>, id: Uuid) -> Result<Option<OrderObject>, Failure> {
        let loader = context.data_unchecked::<DataLoader<OrdersById<R, C>>>();
        let order = loader.load_one(OrderId::from(id)).await?;
        Ok(order.as_ref().map(OrderObject::from))
    }

    /// The orders with these ids, 100 at most, in the same order; null where there is none.
    #[graphql(
        guard = "needs::<Read>",
        complexity = "ids.len().saturating_mul(READ.saturating_add(child_complexity))"
    )]
    async fn nodes(
        &self,
        context: &Context<'_>,
        ids: Vec<Uuid>,
    ) -> Result<Option<Vec<Option<OrderObject>>>, Failure> {
        let mut fields = Validation::default();
        let few = ids.len() <= PageSize::MAX.get() as usize;
        let few = fields.field("ids", few.then_some(()).ok_or("at most 100 ids"));
        fields.finish(few)?;

        let ids: Vec<_> = ids.into_iter().map(OrderId::from).collect();
        let loader = context.data_unchecked::<DataLoader<OrdersById<R, C>>>();
        let orders = loader.load_many(ids.iter().copied()).await?;
        let found = ids.iter().map(|id| orders.get(id).map(OrderObject::from));
        Ok(Some(found.collect()))
    }

    /// Orders, the oldest first, after a cursor or from the first, in one state or in any.
    #[graphql(
        guard = "needs::<Read>",
        complexity = "page(first, READ.saturating_add(child_complexity))"
    )]
    async fn orders(
        &self,
        #[graphql(desc = "At most so many, from 1 to 100.", default = 50)] first: u32,
        #[graphql(desc = "The cursor of the last order of the page before.")] after: Option<String>,
        #[graphql(desc = "Only orders in this state.")] state: Option<OrderState>,
    ) -> Result<Option<Connection<String, OrderObject>>, Failure> {
        let mut fields = Validation::default();
        let size = PageSize::new(first).ok_or("a page has 1 to 100 orders");
        let size = fields.field("first", size);
        let after = after.as_deref().map(str::parse::<Uuid>).transpose();
        let after = fields.field("after", after.map_err(|_| "no cursor of an order"));
        let (size, after) = fields.finish(size.zip(after))?;

        let (after, state) = (after.map(OrderId::from), state.map(State::from));
        let page = self.0.list(after, state, size).await?;
        // Whether there is a page before is for those to know who page backwards, which nobody can.
        let mut connection = Connection::new(false, page.next.is_some());
        connection.edges.extend(page.orders.iter().map(edge));
        Ok(Some(connection))
    }
}

fn edge(order: &Order) -> Edge<String, OrderObject, EmptyFields> {
    Edge::new(order.id().to_string(), order.into())
}
