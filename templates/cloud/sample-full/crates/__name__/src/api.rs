//! What the service is about.

use app::{Orders, SystemClock};
use rest::Api;
use store::Store;

/// Orders, kept in this store.
pub(crate) fn over(store: Store) -> Api {
    rest::orders::api(Orders::new(store, SystemClock))
}
