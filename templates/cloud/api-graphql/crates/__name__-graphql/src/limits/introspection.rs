//! Whether a query is about the schema.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// Whether it asks for the schema, in any of its operations or fragments.
pub(super) fn asks_for_schema(query: &ExecutableDocument) -> bool {
    let operations = query.operations.iter().map(|(_, operation)| operation);
    let operations = operations.map(|it| &it.node.selection_set);
    let fragments = query.fragments.values().map(|it| &it.node.selection_set);
    operations.chain(fragments).any(|it| asks(&it.node))
}

/// These are fields of the operation itself: no other object has any of this name.
fn asks(selections: &SelectionSet) -> bool {
    let mut selections = selections.items.iter().map(|it| &it.node);
    selections.any(|selection| match selection {
        Selection::Field(field) => {
            matches!(field.node.name.node.as_str(), "__schema" | "__type")
        }
        Selection::InlineFragment(fragment) => asks(&fragment.node.selection_set.node),
        Selection::FragmentSpread(_) => false,
    })
}
