//! How much of an arena a graph takes.

use bumpalo::Bump;
use proptest::prelude::*;

use crate::arena_graph::ArenaGraph;
use crate::support::{Drawn, any_graph, cases};

/// Builds in an arena of the size that is said to be enough, twice, and sees that it was.
fn fits<T: Copy>(drawn: &Drawn, payload: T) {
    let bytes = ArenaGraph::<T>::bytes(drawn.nodes, drawn.edges.len());
    let mut arena = Bump::with_capacity(bytes);
    let allocated = arena.allocated_bytes();
    drop(drawn.build(ArenaGraph::new_in(&arena), |_| payload));
    assert_eq!(arena.allocated_bytes(), allocated, "it had to grow");
    arena.reset();
    drop(
        drawn.build(ArenaGraph::with_capacity_in(drawn.nodes, &arena), |_| {
            payload
        }),
    );
    assert_eq!(arena.allocated_bytes(), allocated, "it had to grow");
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_room_that_is_said_to_be_enough_is(drawn in any_graph()) {
        fits(&drawn, ());
        fits(&drawn, 1_u8);
        fits(&drawn, 1_u64);
        fits(&drawn, 1_u128);
    }
}

#[test]
fn it_is_enough_for_one_node_with_all_edges() {
    for edges in 0..70 {
        fits(
            &Drawn {
                nodes: 1,
                edges: vec![(0, 0); edges],
            },
            1_u64,
        );
    }
}
