//! Who may call which method, written out: not what the code says, but what it is to come to.

use super::{Caller, EDITOR, VIEWER};

/// Every method, and those who are let through. All others are refused.
pub(super) const MATRIX: [(&str, &[Caller]); 9] = [
    ("OpenOrder", &[EDITOR]),
    ("GetOrder", &[VIEWER, EDITOR]),
    ("ListOrders", &[VIEWER, EDITOR]),
    ("PutLine", &[EDITOR]),
    ("RemoveLine", &[EDITOR]),
    ("PlaceOrder", &[EDITOR]),
    ("PayOrder", &[EDITOR]),
    ("ShipOrder", &[EDITOR]),
    ("CancelOrder", &[EDITOR]),
];
