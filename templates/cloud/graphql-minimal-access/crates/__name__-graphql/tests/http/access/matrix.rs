//! Who may ask for which field, written out: not what the code says, but what it is to come to.

use super::{Caller, EDITOR, VIEWER};

/// Every field of queries and mutations, how it is asked for, and those who are let through. All others
/// are refused.
pub(super) const MATRIX: [(&str, &str, &[Caller]); 5] = [
    (
        "Query.item",
        r#"{ item(id: "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11") { id } }"#,
        &[VIEWER, EDITOR],
    ),
    (
        "Query.nodes",
        r#"{ nodes(ids: ["019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11"]) { id } }"#,
        &[VIEWER, EDITOR],
    ),
    (
        "Query.items",
        "{ items { nodes { id } } }",
        &[VIEWER, EDITOR],
    ),
    (
        "Mutation.createItem",
        r#"mutation { createItem(name: "Teapot") { id } }"#,
        &[EDITOR],
    ),
    (
        "Mutation.renameItem",
        r#"mutation { renameItem(id: "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11", version: 1, name: "Kettle") { id } }"#,
        &[EDITOR],
    ),
];
