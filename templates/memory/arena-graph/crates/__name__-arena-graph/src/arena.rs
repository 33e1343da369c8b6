//! The graph in an arena: a node refers to its successors, and all of them live as long as the arena.

use std::cell::RefCell;
use std::fmt;
use std::mem::needs_drop;

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;

use crate::graph::{FIRST_EDGES, Graph, Grow};

/// A node in an arena that lives for `'a`; so do the nodes that its edges lead to.
///
/// It is invariant in `'a`: a node of an arena that lives longer cannot stand in for one of an arena that lives shorter,
/// as a plain reference could. Its edges can be changed through a shared reference, so whoever saw it with a shorter life
/// could link it to a node that dies sooner.
pub struct Node<'a, T> {
    index: usize,
    payload: T,
    successors: RefCell<ArenaVec<'a, &'a Self>>,
}

impl<'a, T> Node<'a, T> {
    /// What the node carries.
    pub fn payload(&self) -> &T {
        &self.payload
    }

    /// Adds an edge. It needs neither the graph nor an exclusive reference, for the list knows its arena; both nodes have
    /// to belong to the same graph.
    ///
    /// # Panics
    ///
    /// While this node's successors are being read.
    pub fn link(&self, to: &'a Self) {
        let mut successors = self.successors.borrow_mut();
        if successors.is_empty() {
            successors.reserve_exact(FIRST_EDGES);
        }
        successors.push(to);
    }
}

/// Names the successors by number: the graph may have cycles.
impl<T: fmt::Debug> fmt::Debug for Node<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let successors = self.successors.borrow();
        let successors: Vec<usize> = successors.iter().map(|node| node.index).collect();
        f.debug_struct("Node")
            .field("index", &self.index)
            .field("payload", &self.payload)
            .field("successors", &successors)
            .finish()
    }
}

/// A graph in an arena: its nodes, their edges and its list of nodes. All of them are gone at once, with the arena or with
/// [`Bump::reset`].
///
/// Nothing there is dropped, so payloads must not need it: `add_node` does not compile for those that do. Let a
/// [`Keeper`](crate::Keeper) own them, or wrap them in [`ManuallyDrop`](std::mem::ManuallyDrop) to say that a leak is
/// meant.
pub struct ArenaGraph<'a, T> {
    arena: &'a Bump,
    nodes: ArenaVec<'a, &'a Node<'a, T>>,
}

impl<'a, T> ArenaGraph<'a, T> {
    /// A graph without nodes, in this arena.
    pub fn new_in(arena: &'a Bump) -> Self {
        Self::with_capacity_in(0, arena)
    }

    /// A graph without nodes, with room for so many in its list.
    pub fn with_capacity_in(nodes: usize, arena: &'a Bump) -> Self {
        Self {
            arena,
            nodes: ArenaVec::with_capacity_in(nodes, arena),
        }
    }

    /// How many bytes of an arena are enough for so many nodes and edges, for [`Bump::with_capacity`]. Most graphs take
    /// less, and pages that are never touched cost nothing.
    pub const fn bytes(nodes: usize, edges: usize) -> usize {
        // A full list leaves its place for one twice as large: together they take less than four places an entry. The
        // first list of edges has four places for perhaps one edge.
        let entry = 4 * size_of::<&Node<'a, T>>();
        let node = size_of::<Node<'a, T>>() + align_of::<Node<'a, T>>();
        nodes * (node + entry) + edges * entry
    }
}

impl<T: fmt::Debug> fmt::Debug for ArenaGraph<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArenaGraph")
            .field("nodes", &self.nodes)
            .finish_non_exhaustive()
    }
}

impl<'a, T> Graph for ArenaGraph<'a, T> {
    type Node = &'a Node<'a, T>;
    type Payload = T;

    fn len(&self) -> usize {
        self.nodes.len()
    }

    fn node(&self, index: usize) -> &'a Node<'a, T> {
        self.nodes[index]
    }

    fn index(&self, node: &&'a Node<'a, T>) -> usize {
        node.index
    }

    fn with_payload<R>(&self, node: &&'a Node<'a, T>, read: impl FnOnce(&T) -> R) -> R {
        read(&node.payload)
    }

    fn with_successors<R>(
        &self,
        node: &&'a Node<'a, T>,
        read: impl FnOnce(&[&'a Node<'a, T>]) -> R,
    ) -> R {
        read(&node.successors.borrow())
    }
}

impl<'a, T> Grow for ArenaGraph<'a, T> {
    fn add_node(&mut self, payload: T) -> &'a Node<'a, T> {
        const {
            assert!(
                !needs_drop::<T>(),
                "an arena runs no destructors: let a Keeper own the payload"
            );
        }
        let node = self.arena.alloc(Node {
            index: self.nodes.len(),
            payload,
            successors: RefCell::new(ArenaVec::new_in(self.arena)),
        });
        self.nodes.push(node);
        node
    }

    fn add_edge(&mut self, from: usize, to: usize) {
        self.nodes[from].link(self.nodes[to]);
    }
}
