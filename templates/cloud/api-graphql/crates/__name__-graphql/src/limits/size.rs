//! How much there is of a query once every fragment is in its place.

use std::collections::HashMap;
use std::convert::Infallible;

use async_graphql::parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Positioned, Value};

/// How deeply selections may be nested: what goes deeper async-graphql refuses.
const MAX_DEPTH: usize = 32;

/// What the selection sets of a query come to at the most, each with all that is in it: the tools that ask
/// for a whole schema need less than a third.
const MAX_SIZE: usize = 5_000;

const MAX_OPERATIONS: usize = 10;

const MAX_ARGUMENTS: usize = 16;

/// The longest name under which a field may be answered, in bytes.
const MAX_NAME: usize = 64;

/// How often one object may be asked what it is, which counts as nothing in its complexity.
const MAX_TYPENAMES: usize = 16;

/// Whether async-graphql will be done with a query in little time and memory: it goes through it several
/// times, and through fragments as often as they are named, before it looks at depth and complexity.
pub(super) fn is_moderate(query: &ExecutableDocument) -> bool {
    let mut sizes = Sizes {
        query,
        of_fragments: HashMap::new(),
        total: 0,
    };
    let mut operations = query
        .operations
        .iter()
        .map(|(_, operation)| &operation.node);
    operations.len() <= MAX_OPERATIONS
        && operations.all(|operation| {
            sizes.total += operation.variable_definitions.len();
            sizes.of(&operation.selection_set.node, 0).is_some()
        })
        && query
            .fragments
            .keys()
            .all(|name| sizes.of_fragment(name, 0).is_some())
}

/// What a selection set comes to.
#[derive(Clone, Copy, Default)]
struct Size {
    /// Fields, fragments, arguments, directives and elements of values, at every depth.
    nodes: usize,
    /// How often `__typename` is asked for, of the set's own object.
    typenames: usize,
}

struct Sizes<'a> {
    query: &'a ExecutableDocument,
    /// A fragment is looked at once, however often it is named. While that goes on it has none.
    of_fragments: HashMap<&'a str, Option<Size>>,
    /// Of all selection sets so far.
    total: usize,
}

impl<'a> Sizes<'a> {
    /// The size of a selection set, or none where there is too much of something.
    fn of(&mut self, selections: &'a SelectionSet, depth: usize) -> Option<Size> {
        if depth > MAX_DEPTH && !selections.items.is_empty() {
            return None;
        }
        let mut size = Size::default();
        for Positioned { node, .. } in &selections.items {
            let inside = match node {
                Selection::Field(field) => self.of_field(&field.node, depth + 1)?,
                Selection::InlineFragment(fragment) => {
                    self.of(&fragment.node.selection_set.node, depth + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.of_fragment(&spread.node.fragment_name.node, depth + 1)?
                }
            };
            let directives = node.directives().iter().map(|it| directive(&it.node));
            size.nodes += 1 + inside.nodes + directives.sum::<usize>();
            size.typenames += inside.typenames;
        }
        self.total += size.nodes;
        let fits = self.total <= MAX_SIZE && size.typenames <= MAX_TYPENAMES;
        fits.then_some(size)
    }

    fn of_field(&mut self, field: &'a Field, depth: usize) -> Option<Size> {
        let is_long = field.response_key().node.len() > MAX_NAME;
        if is_long || field.arguments.len() > MAX_ARGUMENTS {
            return None;
        }
        let inside = self.of(&field.selection_set.node, depth)?;
        let arguments = field.arguments.iter();
        let arguments =
            arguments.map(|(_, it)| it.node.clone().into_const_with(|_| Ok(Value::Null)));
        Some(Size {
            nodes: sizes(arguments) + inside.nodes,
            typenames: usize::from(field.name.node == "__typename"),
        })
    }

    fn of_fragment(&mut self, name: &'a str, depth: usize) -> Option<Size> {
        if let Some(&size) = self.of_fragments.get(name) {
            return size;
        }
        let Some(fragment) = self.query.fragments.get(name) else {
            // For async-graphql to tell.
            return Some(Size::default());
        };
        self.of_fragments.insert(name, None);
        let size = self.of(&fragment.node.selection_set.node, depth)?;
        self.of_fragments.insert(name, Some(size));
        Some(size)
    }
}

fn directive(directive: &Directive) -> usize {
    let arguments = directive.arguments.iter();
    1 + sizes(arguments.map(|(_, it)| it.node.clone().into_const_with(|_| Ok(Value::Null))))
}

/// How many arguments there are, and elements in them; in the place of a variable is null.
fn sizes(arguments: impl Iterator<Item = Result<Value, Infallible>>) -> usize {
    let sizes = arguments.map(|argument| {
        let Ok(value) = argument;
        1 + elements(&value)
    });
    sizes.sum()
}

/// How many values are in it.
fn elements(value: &Value) -> usize {
    match value {
        Value::List(values) => values.iter().map(|value| 1 + elements(value)).sum(),
        Value::Object(values) => values.values().map(|value| 1 + elements(value)).sum(),
        _ => 0,
    }
}
