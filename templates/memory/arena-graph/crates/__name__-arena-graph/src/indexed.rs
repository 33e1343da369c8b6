//! The graph by numbers: an arena too, only that it is a vector and a reference is an index.

#[cfg(test)]
mod tests;

use crate::graph::{FIRST_EDGES, Graph, Grow};

/// A graph in two vectors: nodes, and where all their edges lead.
///
/// The edges of a node stand side by side. Where there is no room for one more, they move to the end and leave a hole, as
/// they do in an arena.
#[derive(Debug, Clone)]
pub struct IndexGraph<T> {
    nodes: Vec<Entry<T>>,
    targets: Vec<NodeId>,
}

/// The number of a node. Nothing ties it to its graph: in another one it names another node, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

#[derive(Debug, Clone)]
struct Entry<T> {
    payload: T,
    /// Where its edges begin, and how many they are.
    first: u32,
    edges: u32,
}

impl<T> IndexGraph<T> {
    /// A graph without nodes.
    pub fn new() -> Self {
        Self::with_capacity(0, 0)
    }

    /// A graph without nodes, with room that is enough for so many and so many edges. Most graphs take less, and pages that
    /// are never touched cost nothing.
    pub fn with_capacity(nodes: usize, edges: usize) -> Self {
        // The first list of a node has four places for perhaps one edge. A list that moves leaves holes: together with them
        // it takes less than four places an edge.
        Self {
            nodes: Vec::with_capacity(nodes),
            targets: Vec::with_capacity(4 * edges),
        }
    }

    /// Adds an edge.
    ///
    /// # Panics
    ///
    /// When one of the nodes does not exist, or when the edges and their holes are more than 32 bits can number.
    pub fn link(&mut self, from: NodeId, to: NodeId) {
        assert!(self.index(&to) < self.nodes.len(), "there is no {to:?}");
        let entry = &mut self.nodes[from.0 as usize];
        if entry.is_full() {
            let end = self.targets.len();
            let room = FIRST_EDGES.max(2 * entry.edges as usize);
            self.targets.extend_from_within(entry.range());
            self.targets.resize(end + room, to);
            entry.first = number(end).0;
        }
        let next = entry.range().end;
        self.targets[next] = to;
        entry.edges += 1;
    }

    fn entry(&self, id: NodeId) -> &Entry<T> {
        &self.nodes[id.0 as usize]
    }
}

impl<T> Default for IndexGraph<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Entry<T> {
    fn range(&self) -> std::ops::Range<usize> {
        let first = self.first as usize;
        first..first + self.edges as usize
    }

    /// Lengths at which the list of edges moves: 0, 4, 8, 16 and so on.
    fn is_full(&self) -> bool {
        let edges = self.edges as usize;
        edges == 0 || (edges >= FIRST_EDGES && edges.is_power_of_two())
    }
}

impl<T> Graph for IndexGraph<T> {
    type Node = NodeId;
    type Payload = T;

    fn len(&self) -> usize {
        self.nodes.len()
    }

    fn node(&self, index: usize) -> NodeId {
        assert!(index < self.nodes.len(), "there is no node {index}");
        number(index)
    }

    fn index(&self, node: &NodeId) -> usize {
        node.0 as usize
    }

    fn with_payload<R>(&self, node: &NodeId, read: impl FnOnce(&T) -> R) -> R {
        read(&self.entry(*node).payload)
    }

    fn with_successors<R>(&self, node: &NodeId, read: impl FnOnce(&[NodeId]) -> R) -> R {
        read(&self.targets[self.entry(*node).range()])
    }
}

impl<T> Grow for IndexGraph<T> {
    /// Panics with more nodes than 32 bits can number.
    fn add_node(&mut self, payload: T) -> NodeId {
        let id = number(self.nodes.len());
        self.nodes.push(Entry {
            payload,
            first: 0,
            edges: 0,
        });
        id
    }

    fn add_edge(&mut self, from: usize, to: usize) {
        self.link(self.node(from), self.node(to));
    }
}

fn number(index: usize) -> NodeId {
    NodeId(u32::try_from(index).expect("numbers have 32 bits"))
}
