#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod access;
mod endpoint;
mod failure;
mod idempotency;
pub mod items;
mod limits;

use std::sync::Arc;

use app::Items;
use domain::ItemRepository;
use web::Interface;
use web::access::Guard;

pub use limits::Limits;

/// What can be asked of items, at `POST /graphql`.
pub fn interface<R>(items: Items<R>, guard: &Guard, limits: &Limits) -> Interface
where
    R: ItemRepository + 'static,
{
    let items = Arc::new(items);
    let schema = items::schema(Arc::clone(&items), *limits);
    endpoint::over(schema, *limits, guard, move |request| {
        items::with_loader(&items, request)
    })
}
