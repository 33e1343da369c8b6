//! Graphs as deep as they are large, on a stack that is not; and what plain counting makes of them.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::thread;

use bumpalo::Bump;

use crate::arena_graph::{
    ArenaGraph, BreadthFirst, DepthFirst, Graph, Grow, IndexGraph, RcGraph, strongly_connected,
    topological_order,
};
use crate::support::{Counted, Drawn};

const LONG: usize = if cfg!(miri) { 300 } else { 100_000 };
const STACK: usize = 128 * 1024;

fn walk<G: Grow<Payload = ()>>(empty: impl Fn() -> G) {
    let ordered = |graph: &G| match topological_order(graph) {
        Ok(order) => Ok(order.len()),
        Err(cycle) => Err(cycle.0.len()),
    };
    for chain in [Drawn::chain(LONG), Drawn::chain_back(LONG)] {
        let chain = chain.build(empty(), |_| ());
        assert_eq!(BreadthFirst::all(&chain).count(), LONG);
        assert_eq!(DepthFirst::all(&chain).count(), LONG);
        assert_eq!(strongly_connected(&chain).len(), LONG);
        assert_eq!(ordered(&chain), Ok(LONG));
    }
    let ring = Drawn::ring(LONG).build(empty(), |_| ());
    assert_eq!(strongly_connected(&ring).len(), 1);
    assert_eq!(ordered(&ring), Err(LONG));
}

/// The graphs are dropped there, too.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(STACK);
    thread.spawn(work).unwrap().join().unwrap();
}

#[test]
fn a_long_chain_in_an_arena_needs_no_stack() {
    on_a_small_stack(|| {
        let arena = Bump::new();
        walk(|| ArenaGraph::new_in(&arena));
    });
}

#[test]
fn a_long_chain_of_numbers_needs_no_stack() {
    on_a_small_stack(|| walk(IndexGraph::new));
}

#[test]
fn a_long_chain_of_counted_nodes_needs_no_stack() {
    on_a_small_stack(|| walk(RcGraph::new));
}

/// How many nodes are being dropped, one from within the other: now, and at most.
#[derive(Default)]
struct Depth {
    now: Cell<usize>,
    most: Cell<usize>,
}

/// Fields are dropped in their order: so one of these notes where a drop begins, and one where it ends.
struct Begin(Rc<Depth>);
struct End(Rc<Depth>);

impl Drop for Begin {
    fn drop(&mut self) {
        self.0.now.update(|now| now + 1);
        self.0.most.set(self.0.most.get().max(self.0.now.get()));
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.0.now.update(|now| now - 1);
    }
}

/// Counted nodes as one would write them first: no graph, and so nobody who takes the edges away.
struct Plain {
    _begin: Begin,
    successors: RefCell<Vec<Rc<Self>>>,
    _end: End,
}

impl Plain {
    /// The first node and the last.
    fn chain(nodes: usize, depth: &Rc<Depth>) -> (Rc<Self>, Rc<Self>) {
        let node = || {
            Rc::new(Self {
                _begin: Begin(Rc::clone(depth)),
                successors: RefCell::default(),
                _end: End(Rc::clone(depth)),
            })
        };
        let first = node();
        let mut last = Rc::clone(&first);
        for _ in 1..nodes {
            let next = node();
            last.successors.borrow_mut().push(Rc::clone(&next));
            last = next;
        }
        (first, last)
    }
}

/// The graph does not: otherwise the chain that leads back would not fit on the small stack.
#[test]
fn plain_counting_drops_a_chain_by_recursion() {
    let depth = Rc::new(Depth::default());
    let (first, last) = Plain::chain(1000, &depth);
    drop(last);
    assert_eq!(depth.most.get(), 0);
    drop(first);
    assert_eq!((depth.most.get(), depth.now.get()), (1000, 0));
}

#[test]
fn plain_counting_leaks_a_ring() {
    let depth = Rc::new(Depth::default());
    let (first, last) = Plain::chain(10, &depth);
    last.successors.borrow_mut().push(Rc::clone(&first));
    let leaked: Weak<Plain> = Rc::downgrade(&first);
    drop((first, last));
    assert_eq!(depth.most.get(), 0, "each node is kept by the one before");

    // All ten are there still. Without its first edge the ring is a chain, and is freed.
    let edges = leaked.upgrade().unwrap().successors.take();
    drop(edges);
    assert_eq!(depth.most.get(), 10);
}

#[test]
fn the_graph_frees_a_ring() {
    let drops = Cell::new(0);
    drop(Drawn::ring(10).build(RcGraph::new(), |_| Counted(&drops)));
    assert_eq!(drops.get(), 10);
}

#[test]
fn a_counted_node_outlives_its_graph_alone() {
    let drops = Cell::new(0);
    let ring = Drawn::ring(10).build(RcGraph::new(), |_| Counted(&drops));
    let kept = ring.node(3);
    drop(ring);
    assert_eq!(drops.get(), 9);
    drop(kept);
    assert_eq!(drops.get(), 10);
}
