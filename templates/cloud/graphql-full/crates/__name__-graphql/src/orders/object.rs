//! Orders as the schema has them.

use async_graphql::{
    Enum, InputValueError, InputValueResult, Scalar, ScalarType, SimpleObject, Value,
};
use domain::{Line, MAX_LINES, Money, Order, State};
use time::OffsetDateTime;
use uuid::Uuid;

/// What an order costs beside what is asked of it: all its lines are read with it.
pub(super) const READ: usize = MAX_LINES;

/// An order.
#[derive(SimpleObject)]
#[graphql(name = "Order")]
pub(super) struct OrderObject {
    id: Uuid,
    /// The customer's own name for it.
    reference: String,
    state: OrderState,
    /// Counts the changes: whoever makes one says which version they saw.
    version: u32,
    created_at: OffsetDateTime,
    /// Sorted by SKU, each of which occurs once.
    #[graphql(complexity = "MAX_LINES.saturating_mul(child_complexity)")]
    lines: Vec<LineObject>,
    /// What all lines cost together.
    total: MoneyObject,
}

/// A line of an order.
#[derive(SimpleObject)]
#[graphql(name = "Line")]
struct LineObject {
    sku: String,
    quantity: u32,
    /// The price of one piece.
    unit_price: MoneyObject,
}

/// An amount of money.
#[derive(SimpleObject)]
#[graphql(name = "Money")]
struct MoneyObject {
    /// The amount in minor units, such as cents.
    minor: MinorUnits,
    /// The ISO 4217 code of its currency.
    currency: String,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum OrderState {
    Draft,
    Placed,
    Paid,
    Shipped,
    Cancelled,
}

/// A whole number of 64 bits, of which an Int has 32.
#[derive(Clone, Copy, Debug)]
pub(super) struct MinorUnits(pub(super) i64);

/// A whole number of 64 bits, of which an Int has 32.
#[Scalar]
impl ScalarType for MinorUnits {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => number
                .as_i64()
                .map(Self)
                .ok_or_else(|| InputValueError::custom("a whole number of 64 bits was expected")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        self.0.into()
    }
}

impl From<&Order> for OrderObject {
    fn from(order: &Order) -> Self {
        Self {
            id: order.id().into(),
            reference: order.reference().to_string(),
            state: order.state().into(),
            version: order.version().get(),
            created_at: order.created_at(),
            lines: order.lines().iter().map(LineObject::from).collect(),
            total: order.total().into(),
        }
    }
}

impl From<&Line> for LineObject {
    fn from(line: &Line) -> Self {
        Self {
            sku: line.sku.to_string(),
            quantity: line.quantity.get(),
            unit_price: line.unit_price.into(),
        }
    }
}

impl From<Money> for MoneyObject {
    fn from(money: Money) -> Self {
        Self {
            minor: MinorUnits(money.minor()),
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

impl From<OrderState> for State {
    fn from(state: OrderState) -> Self {
        match state {
            OrderState::Draft => Self::Draft,
            OrderState::Placed => Self::Placed,
            OrderState::Paid => Self::Paid,
            OrderState::Shipped => Self::Shipped,
            OrderState::Cancelled => Self::Cancelled,
        }
    }
}
