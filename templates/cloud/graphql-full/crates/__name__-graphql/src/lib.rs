#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod access;
mod endpoint;
mod failure;
mod idempotency;
mod limits;
pub mod orders;

use std::sync::Arc;

use app::Orders;
use domain::{Clock, OrderRepository};
use web::Interface;
use web::access::Guard;

pub use limits::Limits;

/// What can be asked of orders, at `POST /graphql`.
pub fn interface<R, C>(orders: Orders<R, C>, guard: &Guard, limits: &Limits) -> Interface
where
    R: OrderRepository + 'static,
    C: Clock + 'static,
{
    let orders = Arc::new(orders);
    let schema = orders::schema(Arc::clone(&orders), *limits);
    endpoint::over(schema, *limits, guard, move |request| {
        orders::with_loader(&orders, request)
    })
}
