//! How many fields a query has once every fragment is in its place.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// How deeply selections may be nested: what goes deeper async-graphql refuses.
const MAX_DEPTH: usize = 32;

/// Counts the fields of a query. A fragment is looked at once, however often it is named.
pub(super) struct Fields<'a> {
    query: &'a ExecutableDocument,
    of_fragments: HashMap<&'a str, usize>,
}

impl<'a> Fields<'a> {
    /// The number of fields; `usize::MAX` where they are nested too deeply.
    pub(super) fn of(query: &'a ExecutableDocument) -> usize {
        let mut fields = Self {
            query,
            of_fragments: HashMap::new(),
        };
        let operations = query.operations.iter().map(|(_, operation)| operation);
        operations.fold(0, |sum: usize, operation| {
            sum.saturating_add(fields.count(&operation.node.selection_set.node, 0))
        })
    }

    fn count(&mut self, selections: &'a SelectionSet, depth: usize) -> usize {
        if depth > MAX_DEPTH && !selections.items.is_empty() {
            return usize::MAX;
        }
        selections.items.iter().fold(0, |sum: usize, selection| {
            sum.saturating_add(match &selection.node {
                Selection::Field(field) => self
                    .count(&field.node.selection_set.node, depth + 1)
                    .saturating_add(1),
                Selection::InlineFragment(fragment) => {
                    self.count(&fragment.node.selection_set.node, depth + 1)
                }
                Selection::FragmentSpread(spread) => {
                    self.count_fragment(&spread.node.fragment_name.node, depth + 1)
                }
            })
        })
    }

    fn count_fragment(&mut self, name: &'a str, depth: usize) -> usize {
        if let Some(&fields) = self.of_fragments.get(name) {
            return fields;
        }
        let Some(fragment) = self.query.fragments.get(name) else {
            return 0;
        };
        let fields = self.count(&fragment.node.selection_set.node, depth);
        self.of_fragments.insert(name, fields);
        fields
    }
}
