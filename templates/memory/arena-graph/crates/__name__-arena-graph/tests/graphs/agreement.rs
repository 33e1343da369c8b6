//! What the algorithms say of each graph is what petgraph says.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::ops::Range;

use bumpalo::Bump;
use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Bfs, Dfs, VisitMap, Visitable};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use crate::arena_graph::{
    ArenaGraph, BreadthFirst, DepthFirst, Graph, IndexGraph, RcGraph, strongly_connected,
    topological_order,
};
use crate::support::{Drawn, any_acyclic_graph, any_graph, cases};

/// The same graph in petgraph, which lists the edge that was added last first.
fn in_petgraph(nodes: usize, edges: impl Iterator<Item = (usize, usize)>) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    for _ in 0..nodes {
        graph.add_node(());
    }
    for (from, to) in edges {
        graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
    }
    graph
}

/// Breadth first, from each of the roots that was not met before.
fn breadth_first(drawn: &Drawn, roots: Range<usize>) -> Vec<usize> {
    let graph = in_petgraph(drawn.nodes, drawn.edges.iter().rev().copied());
    let mut search = Bfs {
        stack: VecDeque::new(),
        discovered: graph.visit_map(),
    };
    let mut numbers = Vec::new();
    for root in roots.map(NodeIndex::new) {
        if search.discovered.visit(root) {
            search.stack.push_back(root);
        }
        while let Some(node) = search.next(&graph) {
            numbers.push(node.index());
        }
    }
    numbers
}

/// Depth first, likewise. Of several edges petgraph follows the one that it listed last.
fn depth_first(drawn: &Drawn, roots: Range<usize>) -> Vec<usize> {
    let graph = in_petgraph(drawn.nodes, drawn.edges.iter().copied());
    let mut search = Dfs::empty(&graph);
    let mut numbers = Vec::new();
    for root in roots.map(NodeIndex::new) {
        if !search.discovered.is_visited(&root) {
            search.move_to(root);
        }
        while let Some(node) = search.next(&graph) {
            numbers.push(node.index());
        }
    }
    numbers
}

fn holds_what_was_added<G: Graph<Payload = usize>>(graph: &G, drawn: &Drawn) -> TestCaseResult {
    prop_assert_eq!(graph.len(), drawn.nodes);
    for number in 0..drawn.nodes {
        let node = graph.node(number);
        prop_assert_eq!(graph.index(&node), number);
        prop_assert_eq!(graph.with_payload(&node, |payload| *payload), 100 + number);
        let successors: Vec<usize> = graph.with_successors(&node, |nodes| {
            nodes.iter().map(|node| graph.index(node)).collect()
        });
        let expected = drawn.edges.iter().filter(|(from, _)| *from == number);
        prop_assert_eq!(successors, expected.map(|(_, to)| *to).collect::<Vec<_>>());
    }
    Ok(())
}

fn agrees<G: Graph<Payload = usize>>(graph: &G, drawn: &Drawn) -> TestCaseResult {
    holds_what_was_added(graph, drawn)?;
    let numbers = |nodes: &mut dyn Iterator<Item = G::Node>| -> Vec<usize> {
        nodes.map(|node| graph.index(&node)).collect()
    };

    for start in 0..drawn.nodes {
        let node = graph.node(start);
        let roots = start..start + 1;
        let met = numbers(&mut BreadthFirst::from(graph, &node));
        prop_assert_eq!(met, breadth_first(drawn, roots.clone()));
        let met = numbers(&mut DepthFirst::from(graph, &node));
        prop_assert_eq!(met, depth_first(drawn, roots));
    }
    let met = numbers(&mut BreadthFirst::all(graph));
    prop_assert_eq!(met, breadth_first(drawn, 0..drawn.nodes));
    let met = numbers(&mut DepthFirst::all(graph));
    prop_assert_eq!(met, depth_first(drawn, 0..drawn.nodes));

    let components: Vec<Vec<usize>> = strongly_connected(graph)
        .iter()
        .map(|nodes| numbers(&mut nodes.iter().cloned()))
        .collect();
    components_agree(&components, drawn)?;

    match topological_order(graph) {
        Ok(nodes) => order_holds(&numbers(&mut nodes.into_iter()), drawn),
        Err(cycle) => cycle_holds(&numbers(&mut cycle.0.into_iter()), drawn),
    }
}

fn components_agree(components: &[Vec<usize>], drawn: &Drawn) -> TestCaseResult {
    let as_sets = |components: Vec<Vec<usize>>| -> BTreeSet<BTreeSet<usize>> {
        components.into_iter().map(BTreeSet::from_iter).collect()
    };
    let expected = tarjan_scc(&in_petgraph(drawn.nodes, drawn.edges.iter().copied()))
        .into_iter()
        .map(|nodes| nodes.into_iter().map(NodeIndex::index).collect());
    prop_assert_eq!(components.concat().len(), drawn.nodes);
    prop_assert_eq!(as_sets(components.to_vec()), as_sets(expected.collect()));

    let place = |number| components.iter().position(|nodes| nodes.contains(number));
    for (from, to) in &drawn.edges {
        prop_assert!(place(from) >= place(to), "{} to {}", from, to);
    }
    Ok(())
}

fn order_holds(order: &[usize], drawn: &Drawn) -> TestCaseResult {
    let mut sorted = order.to_vec();
    sorted.sort_unstable();
    prop_assert_eq!(sorted, (0..drawn.nodes).collect::<Vec<_>>());
    let place = |number| order.iter().position(|other| other == number);
    for (from, to) in &drawn.edges {
        prop_assert!(place(from) < place(to), "{} to {}", from, to);
    }
    Ok(())
}

fn cycle_holds(cycle: &[usize], drawn: &Drawn) -> TestCaseResult {
    prop_assert!(toposort(&in_petgraph(drawn.nodes, drawn.edges.iter().copied()), None).is_err());
    prop_assert!(!cycle.is_empty());
    prop_assert_eq!(cycle.iter().collect::<HashSet<_>>().len(), cycle.len());
    for (from, to) in cycle.iter().zip(cycle.iter().cycle().skip(1)) {
        prop_assert!(drawn.edges.contains(&(*from, *to)), "{} to {}", from, to);
    }
    Ok(())
}

fn all_agree(drawn: &Drawn) -> TestCaseResult {
    let arena = Bump::new();
    let payload = |number| 100 + number;
    agrees(&drawn.build(ArenaGraph::new_in(&arena), payload), drawn)?;
    agrees(&drawn.build(IndexGraph::new(), payload), drawn)?;
    agrees(&drawn.build(RcGraph::new(), payload), drawn)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn all_graphs_agree_with_petgraph(drawn in any_graph()) {
        all_agree(&drawn)?;
    }

    #[test]
    fn they_agree_where_there_is_an_order(drawn in any_acyclic_graph()) {
        let arena = Bump::new();
        let graph = drawn.build(ArenaGraph::new_in(&arena), |number| number);
        prop_assert!(topological_order(&graph).is_ok());
        all_agree(&drawn)?;
    }
}

#[test]
fn graphs_without_nodes_have_nothing_to_tell() {
    all_agree(&Drawn {
        nodes: 0,
        edges: Vec::new(),
    })
    .unwrap();
}
