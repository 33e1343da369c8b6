//! What the service is about.

use app::Items;
use store::Store;

/// What can be done with items, kept in this store.
pub(crate) fn over(store: Store) -> Items<Store> {
    Items::new(store)
}
