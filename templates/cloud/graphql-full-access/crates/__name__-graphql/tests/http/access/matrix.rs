//! Who may ask for which field, written out: not what the code says, but what it is to come to.

use super::{Caller, EDITOR, VIEWER};

/// Every field of queries and mutations, how it is asked for, and those who are let through. All others
/// are refused.
pub(super) const MATRIX: [(&str, &str, &[Caller]); 10] = [
    (
        "Query.order",
        r#"{ order(id: "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11") { id } }"#,
        &[VIEWER, EDITOR],
    ),
    (
        "Query.nodes",
        r#"{ nodes(ids: ["019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11"]) { id } }"#,
        &[VIEWER, EDITOR],
    ),
    (
        "Query.orders",
        "{ orders { nodes { id } } }",
        &[VIEWER, EDITOR],
    ),
    (
        "Mutation.openOrder",
        r#"mutation { openOrder(order: { reference: "PO 1", currency: "EUR" }) { id } }"#,
        &[EDITOR],
    ),
    (
        "Mutation.putLine",
        r#"mutation { putLine(id: "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11", version: 1, line: {
            sku: "TEA", quantity: 1, unitPrice: { minor: 1, currency: "EUR" } }) { id } }"#,
        &[EDITOR],
    ),
    (
        "Mutation.removeLine",
        r#"mutation { removeLine(id: "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11", version: 1, sku: "TEA") { id } }"#,
        &[EDITOR],
    ),
    (
        "Mutation.placeOrder",
        r#"mutation { placeOrder(id: "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11", version: 1) { id } }"#,
        &[EDITOR],
    ),
    (
        "Mutation.payOrder",
        r#"mutation { payOrder(id: "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11", version: 1) { id } }"#,
        &[EDITOR],
    ),
    (
        "Mutation.shipOrder",
        r#"mutation { shipOrder(id: "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11", version: 1) { id } }"#,
        &[EDITOR],
    ),
    (
        "Mutation.cancelOrder",
        r#"mutation { cancelOrder(id: "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11", version: 1) { id } }"#,
        &[EDITOR],
    ),
];
