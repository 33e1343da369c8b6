//! Strongly connected components.

use std::fmt;

use crate::graph::Graph;
use crate::walk::{Event, Walk};

/// A partition of a graph's nodes; see [`strongly_connected`].
#[derive(Clone)]
pub struct Components<N> {
    nodes: Vec<N>,
    /// Where each component ends among the nodes.
    ends: Vec<usize>,
}

impl<N> Components<N> {
    /// How many components there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the graph was empty.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The nodes of each component.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &[N]> + ExactSizeIterator {
        (0..self.ends.len()).map(|i| {
            let start = if i == 0 { 0 } else { self.ends[i - 1] };
            &self.nodes[start..self.ends[i]]
        })
    }
}

impl<N: fmt::Debug> fmt::Debug for Components<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Stands for the number of a node that belongs to a component already. It is later than every other, so an edge to such a
/// node joins nothing.
const DONE: usize = usize::MAX;

/// Groups the nodes so that within a group, and only there, each can be reached from each. An edge between two groups leads
/// from a later to an earlier one.
///
/// One depth-first search that keeps the boundaries of the groups on a stack: Gabow, "Path-based depth-first search for
/// strong and biconnected components", 2000. Takes time in proportion to nodes and edges.
pub fn strongly_connected<G: Graph>(graph: &G) -> Components<G::Node> {
    let mut components = Components {
        nodes: Vec::with_capacity(graph.len()),
        ends: Vec::new(),
    };
    // The order in which the nodes were entered.
    let mut numbers = vec![0; graph.len()];
    let mut next = 0;
    // Nodes that were left and wait for their component, and where on the path a component may begin: the number of its
    // first node, and how many nodes were waiting when that was entered.
    let mut waiting = Vec::new();
    let mut boundaries = Vec::new();

    for event in Walk::new(graph, 0..graph.len()) {
        match event {
            Event::Enter(index) => {
                numbers[index] = next;
                boundaries.push((next, waiting.len()));
                next += 1;
            }
            Event::Again(index) => {
                // The path has come back to this node, so all of it from there on is one component.
                let number = numbers[index];
                while boundaries.pop_if(|(first, _)| *first > number).is_some() {}
            }
            Event::Leave(index, node) => {
                waiting.push((index, node));
                let number = numbers[index];
                if let Some((_, start)) = boundaries.pop_if(|(first, _)| *first == number) {
                    for (index, node) in waiting.drain(start..) {
                        numbers[index] = DONE;
                        components.nodes.push(node);
                    }
                    components.ends.push(components.nodes.len());
                }
            }
        }
    }
    components
}
