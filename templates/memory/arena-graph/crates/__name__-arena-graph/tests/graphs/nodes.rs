//! Single nodes: links, how they print, and what is refused.

use bumpalo::Bump;

use crate::arena_graph::{ArenaGraph, BreadthFirst, DepthFirst, Graph, Grow, IndexGraph, RcGraph};
use crate::support::Drawn;

#[test]
fn nodes_in_an_arena_are_linked_without_the_graph() {
    let arena = Bump::new();
    let mut graph = ArenaGraph::new_in(&arena);
    let (one, two) = (graph.add_node("one"), graph.add_node("two"));
    one.link(two);
    two.link(one);
    let met: Vec<_> = BreadthFirst::from(&graph, &two)
        .map(|node| *node.payload())
        .collect();
    assert_eq!(met, ["two", "one"]);
    // The nodes are the arena's; the graph is but a list of them.
    drop(graph);
    assert_eq!(
        format!("{one:?}"),
        r#"Node { index: 0, payload: "one", successors: [1] }"#
    );
}

#[test]
fn a_ring_prints_and_comes_to_an_end() {
    let arena = Bump::new();
    let ring = Drawn::ring(2);
    let node = |name: &str| {
        format!(
            "[{name} {{ index: 0, payload: 'x', successors: [1] }}, \
             {name} {{ index: 1, payload: 'x', successors: [0] }}]"
        )
    };
    let graph = ring.build(RcGraph::new(), |_| 'x');
    assert_eq!(
        format!("{graph:?}"),
        format!("RcGraph {{ nodes: {} }}", node("RcNode"))
    );
    let graph = ring.build(ArenaGraph::new_in(&arena), |_| 'x');
    assert_eq!(
        format!("{graph:?}"),
        format!("ArenaGraph {{ nodes: {}, .. }}", node("Node"))
    );
}

#[test]
fn searches_print_where_they_are() {
    let graph = Drawn::ring(3).build(RcGraph::new(), |_| ());
    let mut breadth = BreadthFirst::all(&graph);
    let mut depth = DepthFirst::all(&graph);
    breadth.by_ref().take(2).for_each(drop);
    depth.by_ref().take(2).for_each(drop);
    assert_eq!(format!("{breadth:?}"), "BreadthFirst { queue: [2], .. }");
    assert_eq!(format!("{depth:?}"), "DepthFirst { path: [0, 1], .. }");
}

#[test]
#[should_panic(expected = "already borrowed")]
fn a_node_is_not_linked_while_its_edges_are_read() {
    let arena = Bump::new();
    let graph = Drawn::ring(2).build(ArenaGraph::new_in(&arena), |_| ());
    let node = graph.node(0);
    graph.with_successors(&node, |successors| node.link(successors[0]));
}

#[test]
fn other_nodes_are() {
    let arena = Bump::new();
    let graph = Drawn::ring(2).build(ArenaGraph::new_in(&arena), |_| ());
    let node = graph.node(0);
    graph.with_successors(&node, |successors| successors[0].link(node));
    assert_eq!(graph.with_successors(&graph.node(1), <[_]>::len), 2);
}

#[test]
#[should_panic(expected = "there is no NodeId(1)")]
fn a_number_that_no_node_has_is_refused() {
    let other = Drawn::chain(2).build(IndexGraph::new(), |_| ());
    let mut graph = Drawn::chain(1).build(IndexGraph::new(), |_| ());
    graph.link(graph.node(0), other.node(1));
}
