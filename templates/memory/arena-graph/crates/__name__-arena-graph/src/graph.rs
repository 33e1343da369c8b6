//! What the algorithms know of a graph.

/// A directed graph that can be read. Several edges from one node to another are allowed, and so are edges to itself.
pub trait Graph {
    /// What a node is called: a reference, a number, a counted pointer. Cheap to clone.
    type Node: Clone;
    /// What a node carries.
    type Payload;

    /// How many nodes there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The node that was added as number `index`, counted from zero.
    ///
    /// # Panics
    ///
    /// When there are not that many.
    fn node(&self, index: usize) -> Self::Node;

    /// The number of a node of this graph, counted from zero.
    fn index(&self, node: &Self::Node) -> usize;

    /// Shows the payload of a node.
    fn with_payload<R>(&self, node: &Self::Node, read: impl FnOnce(&Self::Payload) -> R) -> R;

    /// Shows where the edges of a node lead, in the order in which they were added.
    ///
    /// A closure instead of a slice that is returned: behind a [`RefCell`](std::cell::RefCell) the slice is valid only as
    /// long as its guard.
    fn with_successors<R>(&self, node: &Self::Node, read: impl FnOnce(&[Self::Node]) -> R) -> R;
}

/// A graph that nodes and edges can be added to.
pub trait Grow: Graph {
    /// Adds a node without edges.
    fn add_node(&mut self, payload: Self::Payload) -> Self::Node;

    /// Adds an edge between two nodes, given by their numbers.
    ///
    /// # Panics
    ///
    /// When there is no such node.
    fn add_edge(&mut self, from: usize, to: usize);
}

/// Edge lists begin with room for this many and double from there, in all three graphs.
pub(crate) const FIRST_EDGES: usize = 4;
