//! Orders as they are written in requests and answers.

use app::{Page, PageSize};
use domain::{Currency, Line, Money, Order, OrderId, Quantity, Reference, Sku, State};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::json::object;
use web::{Problem, Validation};

/// An order to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenOrder {
    /// The customer's own name for the order, which no other order has: 1 to 64 characters.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]{0,62}[^\s\x00-\x1f\x7f-\x9f])?$",
        example = "PO 4711"
    )]
    reference: String,
    /// The currency of every price in it, as an ISO 4217 code.
    #[schema(pattern = "^[A-Z]{3}$", example = "EUR")]
    currency: String,
}

/// What an order's line shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PutLine {
    /// How many pieces.
    #[schema(minimum = 1, maximum = 1000)]
    quantity: u32,
    /// The price of one piece, in the order's currency.
    #[serde(deserialize_with = "object")]
    unit_price: MoneyBody,
}

/// A line of an order, as the path names it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct LinePath {
    pub(super) id: Uuid,
    #[param(pattern = "^[A-Z0-9-]{1,64}$", example = "TEA-GREEN-100")]
    pub(super) sku: String,
}

/// An amount of money.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MoneyBody {
    /// The amount in minor units, such as cents.
    #[schema(minimum = 0, example = 450)]
    minor: i64,
    /// The ISO 4217 code of its currency.
    #[schema(pattern = "^[A-Z]{3}$", example = "EUR")]
    currency: String,
}

/// Which orders to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Only orders after this one.
    after: Option<Uuid>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
    /// Only orders in this state.
    #[param(value_type = Option<StateBody>)]
    state: Option<String>,
}

/// Where an order stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum StateBody {
    Draft,
    Placed,
    Paid,
    Shipped,
    Cancelled,
}

/// An order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OrderBody {
    id: Uuid,
    reference: String,
    state: StateBody,
    /// Counts the changes; in quotes, it is the entity tag.
    version: u32,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    lines: Vec<LineBody>,
    total: MoneyBody,
}

/// A line of an order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LineBody {
    #[schema(example = "TEA-GREEN-100")]
    sku: String,
    quantity: u32,
    unit_price: MoneyBody,
}

/// Some of the orders.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OrderPage {
    orders: Vec<OrderBody>,
    /// Where the list goes on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl OpenOrder {
    pub(super) fn parse(&self) -> Result<(Reference, Currency), Problem> {
        let mut fields = Validation::default();
        let reference = fields.field("reference", self.reference.parse());
        let currency = fields.field("currency", self.currency.parse());
        fields.finish(reference.zip(currency))
    }
}

impl PutLine {
    pub(super) fn parse(&self, sku: &str) -> Result<Line, Problem> {
        let mut fields = Validation::default();
        let sku = fields.field("sku", sku.parse());
        let quantity = fields.field("quantity", Quantity::try_from(self.quantity));
        let currency = fields.field("unit_price.currency", self.unit_price.currency.parse());
        let unit_price = currency.and_then(|currency| {
            fields.field(
                "unit_price.minor",
                Money::new(self.unit_price.minor, currency),
            )
        });
        let line = sku.zip(quantity).zip(unit_price);
        fields.finish(line.map(|((sku, quantity), unit_price)| Line {
            sku,
            quantity,
            unit_price,
        }))
    }
}

pub(super) fn parse_sku(sku: &str) -> Result<Sku, Problem> {
    let mut fields = Validation::default();
    let sku = fields.field("sku", sku.parse());
    fields.finish(sku)
}

impl ListQuery {
    pub(super) fn parse(&self) -> Result<(Option<OrderId>, Option<State>, PageSize), Problem> {
        let mut fields = Validation::default();
        let size = self.limit.map_or(Some(PageSize::default()), |limit| {
            fields.field(
                "limit",
                PageSize::new(limit).ok_or("a page has 1 to 100 orders"),
            )
        });
        let state = self.state.as_deref().map(str::parse).transpose();
        let state = fields.field("state", state);
        let after = self.after.map(OrderId::from);
        fields.finish(state.zip(size).map(|(state, size)| (after, state, size)))
    }
}

impl OrderPage {
    pub(super) fn new(page: &Page, state: Option<State>, size: PageSize) -> Self {
        let next = page.next.map(|last| {
            let filter = state
                .map(|state| format!("&state={state}"))
                .unwrap_or_default();
            format!("/v1/orders?after={last}&limit={}{filter}", size.get())
        });
        Self {
            orders: page.orders.iter().map(OrderBody::from).collect(),
            next,
        }
    }
}

impl From<&Order> for OrderBody {
    fn from(order: &Order) -> Self {
        Self {
            id: order.id().into(),
            reference: order.reference().to_string(),
            state: order.state().into(),
            version: order.version().get(),
            created_at: order.created_at(),
            lines: order.lines().iter().map(LineBody::from).collect(),
            total: order.total().into(),
        }
    }
}

impl From<State> for StateBody {
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

impl From<&Line> for LineBody {
    fn from(line: &Line) -> Self {
        Self {
            sku: line.sku.to_string(),
            quantity: line.quantity.get(),
            unit_price: line.unit_price.into(),
        }
    }
}

impl From<Money> for MoneyBody {
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor(),
            currency: money.currency().to_string(),
        }
    }
}
