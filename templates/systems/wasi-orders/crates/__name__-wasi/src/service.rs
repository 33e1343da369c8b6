//! What the component is for: what an order would cost, and whether it could be placed.

mod body;

use domain::{Order, OrderError, OrderId};
use http::{Method, StatusCode};
use time::OffsetDateTime;
use uuid::Uuid;

use self::body::{Draft, Quote};
use crate::json;
use crate::problem::Problem;
use crate::routes::Route;

pub(crate) static ROUTES: [Route; 1] = [Route {
    method: Method::POST,
    path: "/v1/quotes",
    handler: quote,
}];

fn quote(body: &[u8]) -> Result<Vec<u8>, Problem> {
    let draft: Draft = json::read(body)?;
    let (reference, currency, lines) = draft.parse()?;
    // Nobody keeps this order: it needs neither an id of its own nor the time.
    let id = OrderId::from(Uuid::nil());
    let mut order = Order::open(id, reference, currency, OffsetDateTime::UNIX_EPOCH);
    for line in lines {
        order.put_line(line)?;
    }
    order.place()?;
    json::write(&Quote::from(&order))
}

/// The same statuses and codes as those of the service.
impl From<OrderError> for Problem {
    fn from(broken: OrderError) -> Self {
        let (status, code) = match &broken {
            OrderError::NotAllowed { .. } => (StatusCode::CONFLICT, "not_allowed"),
            OrderError::NoSuchLine(_) => (StatusCode::NOT_FOUND, "no_such_line"),
            OrderError::Empty => (StatusCode::UNPROCESSABLE_ENTITY, "order_empty"),
            OrderError::TooManyLines => (StatusCode::UNPROCESSABLE_ENTITY, "too_many_lines"),
            OrderError::CurrencyMismatch { .. } => {
                (StatusCode::UNPROCESSABLE_ENTITY, "currency_mismatch")
            }
            OrderError::TotalTooLarge => (StatusCode::UNPROCESSABLE_ENTITY, "total_too_large"),
        };
        Self::new(status, code).detail(broken.to_string())
    }
}
