//! The graph of counted nodes: `Rc<RefCell<…>>`, each edge one owner more.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use crate::graph::{Graph, Grow};

/// A graph whose nodes are counted: the graph owns each of them, and so does every edge that leads there.
///
/// Two things that plain counting gets wrong are put right by the graph when it is dropped, and by nobody else: a cycle
/// would never be freed, and a long chain would be freed by recursion, one stack frame or more a node. It takes all edges
/// away first, while it still owns every node.
#[derive(Debug)]
pub struct RcGraph<T> {
    nodes: Vec<RcNode<T>>,
}

/// A node, shared and counted. One that is kept outlives its graph, without edges.
pub struct RcNode<T>(Rc<RefCell<Inner<T>>>);

struct Inner<T> {
    index: usize,
    payload: T,
    successors: Vec<RcNode<T>>,
}

impl<T> RcGraph<T> {
    /// A graph without nodes.
    pub fn new() -> Self {
        Self { nodes: Vec::new() }
    }

    /// A graph without nodes, with room for so many.
    pub fn with_capacity(nodes: usize) -> Self {
        Self {
            nodes: Vec::with_capacity(nodes),
        }
    }
}

impl<T> Default for RcGraph<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Drop for RcGraph<T> {
    fn drop(&mut self) {
        for node in &self.nodes {
            node.0.borrow_mut().successors.clear();
        }
    }
}

impl<T> Graph for RcGraph<T> {
    type Node = RcNode<T>;
    type Payload = T;

    fn len(&self) -> usize {
        self.nodes.len()
    }

    fn node(&self, index: usize) -> RcNode<T> {
        self.nodes[index].clone()
    }

    fn index(&self, node: &RcNode<T>) -> usize {
        node.0.borrow().index
    }

    fn with_payload<R>(&self, node: &RcNode<T>, read: impl FnOnce(&T) -> R) -> R {
        read(&node.0.borrow().payload)
    }

    fn with_successors<R>(&self, node: &RcNode<T>, read: impl FnOnce(&[RcNode<T>]) -> R) -> R {
        read(&node.0.borrow().successors)
    }
}

impl<T> Grow for RcGraph<T> {
    fn add_node(&mut self, payload: T) -> RcNode<T> {
        let node = RcNode(Rc::new(RefCell::new(Inner {
            index: self.nodes.len(),
            payload,
            successors: Vec::new(),
        })));
        self.nodes.push(node.clone());
        node
    }

    fn add_edge(&mut self, from: usize, to: usize) {
        self.nodes[from].link(&self.nodes[to]);
    }
}

impl<T> RcNode<T> {
    /// Adds an edge; both nodes have to belong to the same graph.
    ///
    /// # Panics
    ///
    /// While this node is being read.
    pub fn link(&self, to: &Self) {
        self.0.borrow_mut().successors.push(to.clone());
    }
}

impl<T> Clone for RcNode<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// Names the successors by number: the graph may have cycles.
impl<T: fmt::Debug> fmt::Debug for RcNode<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let node = self.0.borrow();
        let successors: Vec<usize> = node
            .successors
            .iter()
            .map(|successor| successor.0.borrow().index)
            .collect();
        f.debug_struct("RcNode")
            .field("index", &node.index)
            .field("payload", &node.payload)
            .field("successors", &successors)
            .finish()
    }
}
