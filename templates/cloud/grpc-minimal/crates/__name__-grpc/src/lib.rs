#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod access;
mod answers;
mod deadline;
mod failure;
mod health;
mod interface;
mod items;
pub mod proto;
mod unread;

use app::Items;
use domain::ItemRepository;
use web::access::Guard;
use web::{Interface, Readiness};

use self::items::Methods;
use self::proto::item_service_server::ItemServiceServer;

pub use self::answers::in_its_words;
pub use self::interface::Settings;

/// What can be asked of items, and of the interface itself.
pub fn interface<R: ItemRepository + 'static>(
    items: Items<R>,
    guard: &Guard,
    readiness: &impl Readiness,
    settings: Settings,
) -> Interface {
    let methods = ItemServiceServer::new(Methods::of(items))
        .max_decoding_message_size(settings.max_message_bytes);
    interface::over(&methods, guard, readiness.clone(), settings)
}
