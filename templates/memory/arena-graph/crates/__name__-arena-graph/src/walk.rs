//! Depth-first search as a list of events, with a stack of its own: a path may be as long as the graph is large.

use std::ops::Range;

use crate::graph::Graph;
use crate::marks::Marks;

/// What happens next. Nodes stand for themselves only where they are handed over; otherwise their number is enough, and a
/// counted pointer need not be counted.
pub(crate) enum Event<N> {
    /// A node is met for the first time. It is the last on the path.
    Enter(usize),
    /// The last node on the path has an edge to one that was met before.
    Again(usize),
    /// All edges of a node were followed. It was the last on the path.
    Leave(usize, N),
}

pub(crate) struct Walk<'g, G: Graph> {
    graph: &'g G,
    /// Where to begin again when the path has ended.
    roots: Range<usize>,
    met: Marks,
    path: Vec<Step<G::Node>>,
}

pub(crate) struct Step<N> {
    pub(crate) node: N,
    pub(crate) index: usize,
    /// How many of its edges were followed.
    followed: usize,
}

impl<'g, G: Graph> Walk<'g, G> {
    /// From each node among `roots` that was not met by then.
    pub(crate) fn new(graph: &'g G, roots: Range<usize>) -> Self {
        Self {
            graph,
            roots,
            met: Marks::new(graph.len()),
            path: Vec::new(),
        }
    }

    /// The nodes that were entered and not left, each with an edge to the next.
    pub(crate) fn path(&self) -> &[Step<G::Node>] {
        &self.path
    }

    fn enter(&mut self, index: usize, node: G::Node) -> Event<G::Node> {
        self.path.push(Step {
            node,
            index,
            followed: 0,
        });
        Event::Enter(index)
    }
}

impl<G: Graph> Iterator for Walk<'_, G> {
    type Item = Event<G::Node>;

    fn next(&mut self) -> Option<Event<G::Node>> {
        let Some(step) = self.path.last_mut() else {
            let root = self.roots.find(|&root| self.met.insert(root))?;
            return Some(self.enter(root, self.graph.node(root)));
        };
        let edge = self.graph.with_successors(&step.node, |successors| {
            let successor = successors.get(step.followed)?;
            let index = self.graph.index(successor);
            let is_new = self.met.insert(index);
            Some((index, is_new.then(|| successor.clone())))
        });
        step.followed += 1;
        match edge {
            Some((index, Some(node))) => Some(self.enter(index, node)),
            Some((index, None)) => Some(Event::Again(index)),
            None => self
                .path
                .pop()
                .map(|Step { index, node, .. }| Event::Leave(index, node)),
        }
    }
}
