//! What the service is about.

use app::{Orders, SystemClock};
use store::Store;

/// What can be done with orders, kept in this store.
pub(crate) fn over(store: Store) -> Orders<Store, SystemClock> {
    Orders::new(store, SystemClock)
}
