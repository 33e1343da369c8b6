//! An order in which every edge leads forwards, or the cycle that forbids one.

use crate::graph::Graph;
use crate::marks::Marks;
use crate::walk::{Event, Walk};

/// There is no order: the edges run in a circle, from each of these nodes to the next and from the last to the first.
#[derive(Debug, thiserror::Error)]
#[error("the edges of {} nodes run in a circle", .0.len())]
pub struct Cycle<N>(pub Vec<N>);

/// All nodes, each before those that its edges lead to.
///
/// The reverse of the order in which a depth-first search leaves them: Tarjan, "Edge-disjoint spanning trees and
/// depth-first search", 1976. Takes time in proportion to nodes and edges.
///
/// # Errors
///
/// A cycle, when there is one.
pub fn topological_order<G: Graph>(graph: &G) -> Result<Vec<G::Node>, Cycle<G::Node>> {
    let mut order = Vec::with_capacity(graph.len());
    let mut left = Marks::new(graph.len());
    let mut walk = Walk::new(graph, 0..graph.len());
    while let Some(event) = walk.next() {
        match event {
            // Met and not left: it is on the path, and an edge leads back to it.
            Event::Again(index) if !left.contains(index) => {
                let path = walk.path().iter();
                let circle = path.skip_while(|step| step.index != index);
                return Err(Cycle(circle.map(|step| step.node.clone()).collect()));
            }
            Event::Enter(_) | Event::Again(_) => {}
            Event::Leave(index, node) => {
                left.insert(index);
                order.push(node);
            }
        }
    }
    order.reverse();
    Ok(order)
}
