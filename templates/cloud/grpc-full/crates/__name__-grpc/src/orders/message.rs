//! Messages: what callers say, checked field by field, and what they are told.

use domain::{
    Currency, IdempotencyKey, Line, Money, Order, OrderId, Quantity, Reference, Sku, State, Version,
};
use prost_types::Timestamp;
use uuid::Uuid;
use web::Validation;

use crate::failure::Failure;
use crate::proto::{
    self, GetOrderRequest, ListOrdersRequest, OpenOrderRequest, OrderState, PutLineRequest,
    RemoveLineRequest,
};

impl OpenOrderRequest {
    pub(super) fn parse(&self) -> Result<(Reference, Currency, Option<IdempotencyKey>), Failure> {
        let mut fields = Validation::default();
        let reference = fields.field("reference", self.reference.parse());
        let currency = fields.field("currency", self.currency.parse());
        let key = self.idempotency_key.as_deref().map(str::parse).transpose();
        let key = fields.field("idempotency_key", key);
        let order = fields.finish(reference.zip(currency).zip(key))?;
        let ((reference, currency), key) = order;
        Ok((reference, currency, key))
    }
}

impl GetOrderRequest {
    pub(super) fn parse(&self) -> Result<OrderId, Failure> {
        let mut fields = Validation::default();
        let id = order_id(&mut fields, &self.id);
        Ok(fields.finish(id)?)
    }
}

impl ListOrdersRequest {
    pub(super) fn parse(&self) -> Result<(Option<OrderId>, Option<State>), Failure> {
        let mut fields = Validation::default();
        let after = self.after_id.as_deref().map(str::parse::<Uuid>).transpose();
        let after = fields.field("after_id", after.map_err(|_| "a UUID"));
        let state = OrderState::try_from(self.state);
        let state = fields.field("state", state.map_err(|_| "a state of orders"));
        let (after, state) = fields.finish(after.zip(state))?;
        Ok((after.map(OrderId::from), state.into()))
    }
}

impl PutLineRequest {
    pub(super) fn parse(&self) -> Result<(OrderId, Version, Line), Failure> {
        let mut fields = Validation::default();
        let id = order_id(&mut fields, &self.id);
        let version = version(&mut fields, self.version);
        let line = fields.field("line", self.line.as_ref().ok_or(MISSING));
        let line = line.and_then(|line| line.parse(&mut fields));
        let ((id, version), line) = fields.finish(id.zip(version).zip(line))?;
        Ok((id, version, line))
    }
}

impl RemoveLineRequest {
    pub(super) fn parse(&self) -> Result<(OrderId, Version, Sku), Failure> {
        let mut fields = Validation::default();
        let id = order_id(&mut fields, &self.id);
        let version = version(&mut fields, self.version);
        let sku = fields.field("sku", self.sku.parse());
        let ((id, version), sku) = fields.finish(id.zip(version).zip(sku))?;
        Ok((id, version, sku))
    }
}

/// The order that is to be changed, and its version as it was read.
pub(super) fn change(id: &str, number: u32) -> Result<(OrderId, Version), Failure> {
    let mut fields = Validation::default();
    let id = order_id(&mut fields, id);
    let version = version(&mut fields, number);
    Ok(fields.finish(id.zip(version))?)
}

/// What a field should be that has no value.
const MISSING: &str = "something";

fn order_id(fields: &mut Validation, id: &str) -> Option<OrderId> {
    let id = id.parse::<Uuid>().map_err(|_| "a UUID");
    fields.field("id", id).map(OrderId::from)
}

fn version(fields: &mut Validation, number: u32) -> Option<Version> {
    let version = (number > 0).then(|| Version::from(number));
    fields.field(
        "version",
        version.ok_or("the version that was read, from 1"),
    )
}

impl proto::Line {
    fn parse(&self, fields: &mut Validation) -> Option<Line> {
        let sku = fields.field("line.sku", self.sku.parse());
        let quantity = fields.field("line.quantity", Quantity::try_from(self.quantity));
        let price = fields.field("line.unit_price", self.unit_price.as_ref().ok_or(MISSING))?;
        let currency = fields.field("line.unit_price.currency", price.currency.parse())?;
        let unit_price = Money::new(price.minor, currency);
        let unit_price = fields.field("line.unit_price.minor", unit_price)?;
        let (sku, quantity) = sku.zip(quantity)?;
        Some(Line {
            sku,
            quantity,
            unit_price,
        })
    }
}

impl From<Order> for proto::Order {
    fn from(order: Order) -> Self {
        let created_at = order.created_at();
        Self {
            id: order.id().to_string(),
            reference: order.reference().to_string(),
            state: OrderState::from(order.state()).into(),
            version: order.version().get(),
            created_at: Some(Timestamp {
                seconds: created_at.unix_timestamp(),
                nanos: created_at.nanosecond().cast_signed(),
            }),
            lines: order.lines().iter().map(proto::Line::from).collect(),
            total: Some(order.total().into()),
        }
    }
}

impl From<&Line> for proto::Line {
    fn from(line: &Line) -> Self {
        Self {
            sku: line.sku.to_string(),
            quantity: line.quantity.get(),
            unit_price: Some(line.unit_price.into()),
        }
    }
}

impl From<Money> for proto::Money {
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor(),
            currency: money.currency().to_string(),
        }
    }
}

impl From<State> for OrderState {
    fn from(state: State) -> Self {
        match state {
            State::Draft => Self::Draft,
            State::Placed => Self::Placed,
            State::Paid => Self::Paid,
            State::Shipped => Self::Shipped,
            State::Cancelled => Self::Cancelled,
        }
    }
}

impl From<OrderState> for Option<State> {
    fn from(state: OrderState) -> Self {
        match state {
            OrderState::Unspecified => None,
            OrderState::Draft => Some(State::Draft),
            OrderState::Placed => Some(State::Placed),
            OrderState::Paid => Some(State::Paid),
            OrderState::Shipped => Some(State::Shipped),
            OrderState::Cancelled => Some(State::Cancelled),
        }
    }
}
