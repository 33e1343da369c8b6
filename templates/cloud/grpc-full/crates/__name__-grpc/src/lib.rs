#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod access;
mod answers;
mod deadline;
mod failure;
mod health;
mod interface;
mod orders;
pub mod proto;
mod unread;

use app::Orders;
use domain::{Clock, OrderRepository};
use web::access::Guard;
use web::{Interface, Readiness};

use self::orders::Methods;
use self::proto::order_service_server::OrderServiceServer;

pub use self::answers::in_its_words;
pub use self::interface::Settings;

/// What can be asked of orders, and of the interface itself.
pub fn interface<R, C>(
    orders: Orders<R, C>,
    guard: &Guard,
    readiness: &impl Readiness,
    settings: Settings,
) -> Interface
where
    R: OrderRepository + 'static,
    C: Clock + 'static,
{
    let methods = OrderServiceServer::new(Methods::of(orders))
        .max_decoding_message_size(settings.max_message_bytes);
    interface::over(&methods, guard, readiness.clone(), settings)
}
