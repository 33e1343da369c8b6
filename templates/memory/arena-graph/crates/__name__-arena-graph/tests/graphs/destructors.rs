//! An arena runs no destructors: counted; and what does.

use std::cell::Cell;
use std::mem::ManuallyDrop;

use bumpalo::Bump;
use bumpalo::boxed::Box as ArenaBox;

use crate::arena_graph::{ArenaGraph, Graph, IndexGraph, Keeper, RcGraph};
use crate::support::{Counted, Drawn};

#[test]
fn an_arena_forgets_what_lies_in_it() {
    let drops = Cell::new(0);
    let mut arena = Bump::new();
    for _ in 0..100 {
        arena.alloc(Counted(&drops));
    }
    arena.reset();
    arena.alloc(Counted(&drops));
    drop(arena);
    assert_eq!(drops.get(), 0);
}

#[test]
fn a_box_in_the_arena_drops_what_it_owns() {
    let drops = Cell::new(0);
    let arena = Bump::new();
    let boxes: Vec<_> = (0..100)
        .map(|_| ArenaBox::new_in(Counted(&drops), &arena))
        .collect();
    assert_eq!(drops.get(), 0);
    drop(boxes);
    assert_eq!(drops.get(), 100);
}

#[test]
fn a_graph_in_an_arena_forgets_its_payloads() {
    let drops = Cell::new(0);
    let arena = Bump::new();
    let graph = Drawn::ring(100).build(ArenaGraph::new_in(&arena), |_| {
        ManuallyDrop::new(Counted(&drops))
    });
    drop(graph);
    drop(arena);
    assert_eq!(drops.get(), 0);
}

#[test]
fn a_keeper_drops_the_payloads_of_such_a_graph() {
    let drops = Cell::new(0);
    let mut arena = Bump::new();
    {
        let keeper = Keeper::new_in(&arena);
        let graph =
            Drawn::ring(100).build(ArenaGraph::new_in(&arena), |_| keeper.keep(Counted(&drops)));
        assert_eq!((graph.len(), keeper.len()), (100, 100));
        drop(graph);
        assert_eq!(drops.get(), 0);
    }
    assert_eq!(drops.get(), 100);
    arena.reset();
    assert_eq!(drops.get(), 100);
}

#[test]
fn what_is_kept_stays_where_it_is() {
    let arena = Bump::new();
    let keeper = Keeper::new_in(&arena);
    assert!(keeper.is_empty());
    // Over several shelves, of 16, 32, 64 and 128.
    let texts: Vec<&String> = (0..200)
        .map(|number: u32| keeper.keep(number.to_string()))
        .collect();
    assert_eq!(keeper.len(), 200);
    for (number, text) in texts.into_iter().enumerate() {
        assert_eq!(*text, number.to_string());
    }
}

#[test]
fn the_other_graphs_drop_their_payloads() {
    let drops = Cell::new(0);
    let ring = Drawn::ring(100);
    drop(ring.build(IndexGraph::new(), |_| Counted(&drops)));
    assert_eq!(drops.get(), 100);
    drop(ring.build(RcGraph::new(), |_| Counted(&drops)));
    assert_eq!(drops.get(), 200);
}
