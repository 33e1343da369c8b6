//! Breadth first and depth first.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;

use crate::graph::Graph;
use crate::marks::Marks;
use crate::walk::{Event, Walk};

/// Nodes by their distance from where the search began; those at the same distance in the order of the edges.
pub struct BreadthFirst<'g, G: Graph> {
    graph: &'g G,
    roots: Range<usize>,
    met: Marks,
    queue: VecDeque<G::Node>,
}

impl<'g, G: Graph> BreadthFirst<'g, G> {
    /// Everything that can be reached from a node, itself first.
    pub fn from(graph: &'g G, start: &G::Node) -> Self {
        let start = graph.index(start);
        Self::among(graph, start..start + 1)
    }

    /// Every node: where a search ends, the next begins with the first node that was not reached.
    pub fn all(graph: &'g G) -> Self {
        Self::among(graph, 0..graph.len())
    }

    fn among(graph: &'g G, roots: Range<usize>) -> Self {
        Self {
            graph,
            roots,
            met: Marks::new(graph.len()),
            queue: VecDeque::new(),
        }
    }
}

impl<G: Graph> Iterator for BreadthFirst<'_, G> {
    type Item = G::Node;

    fn next(&mut self) -> Option<G::Node> {
        let node = match self.queue.pop_front() {
            Some(node) => node,
            None => self
                .graph
                .node(self.roots.find(|&root| self.met.insert(root))?),
        };
        self.graph.with_successors(&node, |successors| {
            for successor in successors {
                if self.met.insert(self.graph.index(successor)) {
                    self.queue.push_back(successor.clone());
                }
            }
        });
        Some(node)
    }
}

/// Names the nodes that wait by number: the graph may have cycles.
impl<G: Graph> fmt::Debug for BreadthFirst<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let queue = self.queue.iter().map(|node| self.graph.index(node));
        f.debug_struct("BreadthFirst")
            .field("queue", &queue.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Nodes in the order in which they are entered: each, then all that is reached over its first edge, then the second.
pub struct DepthFirst<'g, G: Graph> {
    walk: Walk<'g, G>,
}

impl<'g, G: Graph> DepthFirst<'g, G> {
    /// Everything that can be reached from a node, itself first.
    pub fn from(graph: &'g G, start: &G::Node) -> Self {
        let start = graph.index(start);
        Self {
            walk: Walk::new(graph, start..start + 1),
        }
    }

    /// Every node: where a search ends, the next begins with the first node that was not reached.
    pub fn all(graph: &'g G) -> Self {
        Self {
            walk: Walk::new(graph, 0..graph.len()),
        }
    }
}

impl<G: Graph> Iterator for DepthFirst<'_, G> {
    type Item = G::Node;

    fn next(&mut self) -> Option<G::Node> {
        self.walk
            .find(|event| matches!(event, Event::Enter(_)))
            .and_then(|_| self.walk.path().last())
            .map(|step| step.node.clone())
    }
}

/// Names the nodes between the start and here by number: the graph may have cycles.
impl<G: Graph> fmt::Debug for DepthFirst<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.walk.path().iter().map(|step| step.index);
        f.debug_struct("DepthFirst")
            .field("path", &path.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
