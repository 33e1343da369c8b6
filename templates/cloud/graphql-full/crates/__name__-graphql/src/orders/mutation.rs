use std::sync::Arc;

use app::Orders;
use async_graphql::{Context, InputObject, Object};
use domain::{Clock, Currency, Line, Money, OrderRepository, Quantity, Reference, Sku};
use uuid::Uuid;
use web::access::Write;
use web::{Problem, Validation};

use super::object::{MinorUnits, OrderObject};
use crate::access::{allowed, needs};
use crate::failure::Failure;
use crate::idempotency;

/// What a change costs beside what is told of it: a transaction.
const CHANGE: usize = 1_000;

/// An order to be opened.
#[derive(InputObject)]
struct OpenOrder {
    /// The customer's own name for the order, which no other order has: 1 to 64 characters.
    reference: String,
    /// The currency of every price in it, as an ISO 4217 code.
    currency: String,
}

/// What an order's line shall be.
#[derive(InputObject)]
struct PutLine {
    /// What is ordered: 1 to 64 capital letters, digits and hyphens.
    sku: String,
    /// How many pieces, from 1 to 1000.
    quantity: u32,
    /// The price of one piece, in the order's currency.
    unit_price: MoneyInput,
}

/// An amount of money.
#[derive(InputObject)]
struct MoneyInput {
    /// The amount in minor units, such as cents.
    minor: MinorUnits,
    /// The ISO 4217 code of its currency.
    currency: String,
}

/// What changes something. A change names the version of the order that it changes, as it was read.
/// A field that fails is null.
#[derive(Debug)]
pub struct Mutation<R, C>(pub(super) Arc<Orders<R, C>>);

/// What changes something. A change names the version of the order that it changes, as it was read.
/// A field that fails is null.
#[Object]
impl<R: OrderRepository + 'static, C: Clock + 'static> Mutation<R, C> {
    /// Opens a draft without lines.
    #[graphql(
        guard = "needs::<Write>",
        complexity = "CHANGE.saturating_add(child_complexity)"
    )]
    async fn open_order(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What it holds from the start.")] order: OpenOrder,
        #[graphql(
            desc = "Names this attempt: a UUID, or whatever else the caller never uses again. \
            For 24 hours the same arguments with the same key make nothing more, and are answered \
            as the first time."
        )]
        idempotency_key: Option<String>,
    ) -> Result<Option<OrderObject>, Failure> {
        let allowed = allowed::<Write>(context)?;
        let mut fields = Validation::default();
        let order = order.parse(&mut fields);
        let key = idempotency::key(idempotency_key.as_deref(), &allowed);
        let key = fields.field("idempotencyKey", key);
        let ((reference, currency), key) = fields.finish(order.zip(key))?;
        let order = match key {
            Some(key) => self.0.open_once(reference, currency, &key).await?,
            None => self.0.open(reference, currency).await?,
        };
        Ok(Some((&order).into()))
    }

    /// Adds a line to a draft, or replaces the one with the same SKU.
    #[graphql(
        guard = "needs::<Write>",
        complexity = "CHANGE.saturating_add(child_complexity)"
    )]
    async fn put_line(
        &self,
        id: Uuid,
        version: u32,
        line: PutLine,
    ) -> Result<Option<OrderObject>, Failure> {
        let line = line.parse()?;
        let (order, _) = self
            .0
            .put_line(id.into(), Some(version.into()), line)
            .await?;
        Ok(Some((&order).into()))
    }

    /// Takes a line out of a draft.
    #[graphql(
        guard = "needs::<Write>",
        complexity = "CHANGE.saturating_add(child_complexity)"
    )]
    async fn remove_line(
        &self,
        id: Uuid,
        version: u32,
        sku: String,
    ) -> Result<Option<OrderObject>, Failure> {
        let mut fields = Validation::default();
        let sku = fields.field("sku", sku.parse::<Sku>());
        let sku = fields.finish(sku)?;
        let order = self.0.remove_line(id.into(), Some(version.into()), &sku);
        Ok(Some((&order.await?).into()))
    }

    /// Hands a draft in: its lines are fixed from now on.
    #[graphql(
        guard = "needs::<Write>",
        complexity = "CHANGE.saturating_add(child_complexity)"
    )]
    async fn place_order(&self, id: Uuid, version: u32) -> Result<Option<OrderObject>, Failure> {
        let order = self.0.place(id.into(), Some(version.into()));
        Ok(Some((&order.await?).into()))
    }

    /// Notes that a placed order was paid.
    #[graphql(
        guard = "needs::<Write>",
        complexity = "CHANGE.saturating_add(child_complexity)"
    )]
    async fn pay_order(&self, id: Uuid, version: u32) -> Result<Option<OrderObject>, Failure> {
        let order = self.0.pay(id.into(), Some(version.into()));
        Ok(Some((&order.await?).into()))
    }

    /// Notes that a paid order was sent.
    #[graphql(
        guard = "needs::<Write>",
        complexity = "CHANGE.saturating_add(child_complexity)"
    )]
    async fn ship_order(&self, id: Uuid, version: u32) -> Result<Option<OrderObject>, Failure> {
        let order = self.0.ship(id.into(), Some(version.into()));
        Ok(Some((&order.await?).into()))
    }

    /// Gives up an order that was not sent yet.
    #[graphql(
        guard = "needs::<Write>",
        complexity = "CHANGE.saturating_add(child_complexity)"
    )]
    async fn cancel_order(&self, id: Uuid, version: u32) -> Result<Option<OrderObject>, Failure> {
        let order = self.0.cancel(id.into(), Some(version.into()));
        Ok(Some((&order.await?).into()))
    }
}

impl OpenOrder {
    fn parse(&self, fields: &mut Validation) -> Option<(Reference, Currency)> {
        let reference = fields.field("reference", self.reference.parse());
        let currency = fields.field("currency", self.currency.parse());
        reference.zip(currency)
    }
}

impl PutLine {
    fn parse(&self) -> Result<Line, Problem> {
        let mut fields = Validation::default();
        let sku = fields.field("sku", self.sku.parse());
        let quantity = fields.field("quantity", Quantity::try_from(self.quantity));
        let MoneyInput { minor, currency } = &self.unit_price;
        let currency = fields.field("unitPrice.currency", currency.parse());
        let unit_price = currency
            .and_then(|currency| fields.field("unitPrice.minor", Money::new(minor.0, currency)));
        let line = sku.zip(quantity).zip(unit_price);
        fields.finish(line.map(|((sku, quantity), unit_price)| Line {
            sku,
            quantity,
            unit_price,
        }))
    }
}
