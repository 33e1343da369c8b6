//! Graphs to test with, and a payload that counts.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::arena_graph::Grow;

/// A graph as numbers: how many nodes, and edges in the order in which they are added.
#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    pub(crate) nodes: usize,
    pub(crate) edges: Vec<(usize, usize)>,
}

impl Drawn {
    /// Each node with an edge to the next, the last one with none.
    pub(crate) fn chain(nodes: usize) -> Self {
        Self {
            nodes,
            edges: (1..nodes).map(|to| (to - 1, to)).collect(),
        }
    }

    /// Each node with an edge to the one before.
    pub(crate) fn chain_back(nodes: usize) -> Self {
        Self {
            nodes,
            edges: (1..nodes).map(|from| (from, from - 1)).collect(),
        }
    }

    /// A chain whose last node has an edge to the first.
    pub(crate) fn ring(nodes: usize) -> Self {
        let mut ring = Self::chain(nodes);
        ring.edges.push((nodes - 1, 0));
        ring
    }

    /// In an empty graph; `payload` is asked for each node's number.
    pub(crate) fn build<G: Grow>(&self, mut graph: G, payload: impl Fn(usize) -> G::Payload) -> G {
        for number in 0..self.nodes {
            graph.add_node(payload(number));
        }
        for (from, to) in &self.edges {
            graph.add_edge(*from, *to);
        }
        graph
    }
}

/// Any graph, with edges to oneself and several between two nodes.
pub(crate) fn any_graph() -> impl Strategy<Value = Drawn> {
    (1..16_usize).prop_flat_map(|nodes| {
        vec((0..nodes, 0..nodes), 0..3 * nodes).prop_map(move |edges| Drawn { nodes, edges })
    })
}

/// A graph without cycles, whose order is not that of the numbers.
pub(crate) fn any_acyclic_graph() -> impl Strategy<Value = Drawn> {
    let shuffled =
        (2..16_usize).prop_flat_map(|nodes| Just((0..nodes).collect::<Vec<_>>()).prop_shuffle());
    (any_graph(), shuffled).prop_map(|(graph, order)| {
        let nodes = order.len();
        let edges = graph
            .edges
            .into_iter()
            .map(|(from, to)| (from % nodes, to % nodes))
            .filter(|(from, to)| from != to)
            .map(|(one, other)| (order[one.min(other)], order[one.max(other)]))
            .collect();
        Drawn { nodes, edges }
    })
}

/// Miri takes a thousand times as long. It needs no file of failures either.
pub(crate) fn cases() -> ProptestConfig {
    ProptestConfig {
        cases: if cfg!(miri) { 8 } else { 512 },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Counts how often it is dropped.
pub(crate) struct Counted<'c>(pub(crate) &'c Cell<usize>);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}
