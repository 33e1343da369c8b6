//! What the service is about.

use app::Items;
use rest::Api;
use store::Store;

/// Items, kept in this store.
pub(crate) fn over(store: Store) -> Api {
    rest::items::api(Items::new(store))
}
