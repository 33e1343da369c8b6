//! Who may do what: everybody everything.

use tonic::Request;
use web::access::Guard;

use crate::sample::router;
use crate::support::{call, methods, told};

/// Who lets everybody through.
pub(crate) fn guard() -> Guard {
    Guard
}

/// The request of someone who may do everything.
pub(crate) fn editor<M>(message: M) -> Request<M> {
    Request::new(message)
}

#[tokio::test]
async fn nobody_is_turned_away() {
    let router = router();
    for path in methods() {
        // What is asked is looked at, and found wanting, unless nothing needs to be said.
        if let Err(refused) = call(&router, &path, Request::new(())).await {
            assert_eq!(told(&refused).1, "INVALID_FIELDS", "{path}");
        }
    }
}
