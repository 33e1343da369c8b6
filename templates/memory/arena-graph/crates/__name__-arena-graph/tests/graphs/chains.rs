//! Graphs as deep as they are large, on a stack that is not.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::thread;

use bumpalo::Bump;

use crate::arena_graph::{
    ArenaGraph, BreadthFirst, DepthFirst, Graph, Grow, IndexGraph, RcGraph, strongly_connected,
    topological_order,
};
use crate::drawn::Drawn;

const LONG: usize = if cfg!(miri) { 300 } else { 100_000 };
const STACK: usize = 128 * 1024;

fn walk<G: Grow<Payload = ()>>(chain: G, ring: G) {
    let chain = Drawn::chain(LONG).build(chain, |_| ());
    assert_eq!(BreadthFirst::all(&chain).count(), LONG);
    assert_eq!(DepthFirst::all(&chain).count(), LONG);
    assert_eq!(strongly_connected(&chain).len(), LONG);
    let order = topological_order(&chain).map_err(|cycle| cycle.0.len());
    assert_eq!(order.map(|order| order.len()), Ok(LONG));

    let ring = Drawn::ring(LONG).build(ring, |_| ());
    assert_eq!(strongly_connected(&ring).len(), 1);
    let order = topological_order(&ring).map_err(|cycle| cycle.0.len());
    assert_eq!(order.map(|order| order.len()), Err(LONG));
}

fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(STACK);
    thread.spawn(work).unwrap().join().unwrap();
}

#[test]
fn a_long_chain_in_an_arena_needs_no_stack() {
    on_a_small_stack(|| {
        let arena = Bump::new();
        walk(ArenaGraph::new_in(&arena), ArenaGraph::new_in(&arena));
    });
}

#[test]
fn a_long_chain_of_numbers_needs_no_stack() {
    on_a_small_stack(|| walk(IndexGraph::new(), IndexGraph::new()));
}

#[test]
fn a_long_chain_of_counted_nodes_needs_no_stack() {
    on_a_small_stack(|| walk(RcGraph::new(), RcGraph::new()));
}

thread_local! {
    /// The lowest and the highest address of the stack at which a probe was dropped, and how many were.
    static PROBES: Cell<(usize, usize, usize)> = const { Cell::new((usize::MAX, 0, 0)) };
}

/// Notes where the stack is when it is dropped.
struct Probe;

impl Drop for Probe {
    fn drop(&mut self) {
        let here = 0_u8;
        let address = std::ptr::from_ref(&here).addr();
        let (low, high, count) = PROBES.get();
        PROBES.set((low.min(address), high.max(address), count + 1));
    }
}

/// Over how many bytes of stack the work has dropped its probes, and how many probes.
fn dropped(work: impl FnOnce()) -> (usize, usize) {
    PROBES.set((usize::MAX, 0, 0));
    work();
    let (low, high, count) = PROBES.get();
    (high.saturating_sub(low), count)
}

/// Counted nodes as one would write them first: no graph, and so nobody who takes the edges away.
struct Naive {
    _probe: Probe,
    successors: RefCell<Vec<Rc<Self>>>,
}

impl Naive {
    fn chain(nodes: usize) -> (Rc<Self>, Rc<Self>) {
        let make = || {
            Rc::new(Self {
                _probe: Probe,
                successors: RefCell::default(),
            })
        };
        let first = make();
        let mut last = Rc::clone(&first);
        for _ in 1..nodes {
            let next = make();
            last.successors.borrow_mut().push(Rc::clone(&next));
            last = next;
        }
        (first, last)
    }
}

/// Miri does not lay out a stack as a processor has it.
#[cfg(not(miri))]
#[test]
fn plain_counting_drops_a_chain_by_recursion_and_the_graph_does_not() {
    let plain = |nodes| {
        dropped(|| {
            let (first, last) = Naive::chain(nodes);
            drop(last);
            drop(first);
        })
    };
    let ((small, 500), (large, 1000)) = (plain(500), plain(1000)) else {
        panic!("every node is dropped once");
    };
    assert!(
        small >= 499 * size_of::<usize>(),
        "a frame a node: {small} bytes"
    );
    assert!(large > small * 19 / 10, "{small} bytes, then {large}");

    // Each leads to the one before, so the last that the graph lets go of would drop all others.
    let graph = |nodes| {
        let mut chain = Drawn::chain(nodes);
        chain.edges = chain
            .edges
            .iter()
            .map(|(one, next)| (*next, *one))
            .collect();
        dropped(|| drop(chain.build(RcGraph::new(), |_| Probe)))
    };
    let (small, large) = (graph(500), graph(1000));
    assert_eq!((small.1, large.1), (500, 1000));
    assert_eq!(small.0, large.0, "the stack does not grow with the chain");
}

#[test]
fn plain_counting_leaks_a_ring_and_the_graph_does_not() {
    let mut leaked = Weak::new();
    let (_, count) = dropped(|| {
        let (first, last) = Naive::chain(10);
        last.successors.borrow_mut().push(Rc::clone(&first));
        leaked = Rc::downgrade(&first);
    });
    assert_eq!(count, 0, "each node is kept by the one before");
    // All ten are there still. Without the edge that closed the ring they are freed.
    let (_, count) = dropped(|| leaked.upgrade().unwrap().successors.borrow_mut().clear());
    assert_eq!(count, 10);

    let (_, count) = dropped(|| drop(Drawn::ring(10).build(RcGraph::new(), |_| Probe)));
    assert_eq!(count, 10);
}

#[test]
fn a_counted_node_outlives_its_graph_alone() {
    let mut kept = None;
    let (_, count) = dropped(|| {
        let ring = Drawn::ring(10).build(RcGraph::new(), |_| Probe);
        kept = Some(ring.node(3));
    });
    assert_eq!(count, 9);
    assert_eq!(dropped(|| drop(kept)).1, 1);
}
