//! Who may use which route, written out: not what the code says, but what it is to come to.

use super::{Caller, EDITOR, VIEWER};

/// Every route of the API's description, and those whom it lets through. All others are refused.
pub(super) const MATRIX: [(&str, &str, &[Caller]); 4] = [
    ("GET", "/v1/items", &[VIEWER, EDITOR]),
    ("GET", "/v1/items/{id}", &[VIEWER, EDITOR]),
    ("POST", "/v1/items", &[EDITOR]),
    ("PUT", "/v1/items/{id}", &[EDITOR]),
];
