//! Who may use which route, written out: not what the code says, but what it is to come to.

use super::{Caller, EDITOR, VIEWER};

/// Every route of the API's description, and those whom it lets through. All others are refused.
pub(super) const MATRIX: [(&str, &str, &[Caller]); 9] = [
    ("GET", "/v1/orders", &[VIEWER, EDITOR]),
    ("GET", "/v1/orders/{id}", &[VIEWER, EDITOR]),
    ("POST", "/v1/orders", &[EDITOR]),
    ("PUT", "/v1/orders/{id}/lines/{sku}", &[EDITOR]),
    ("DELETE", "/v1/orders/{id}/lines/{sku}", &[EDITOR]),
    ("POST", "/v1/orders/{id}/place", &[EDITOR]),
    ("POST", "/v1/orders/{id}/pay", &[EDITOR]),
    ("POST", "/v1/orders/{id}/ship", &[EDITOR]),
    ("POST", "/v1/orders/{id}/cancel", &[EDITOR]),
];
