use super::*;

#[test]
fn the_room_that_is_said_to_be_enough_is() {
    for edges in 0..70 {
        for nodes in 1..70 {
            let mut graph = IndexGraph::with_capacity(nodes, edges);
            let room = (graph.nodes.capacity(), graph.targets.capacity());
            for _ in 0..nodes {
                graph.add_node(());
            }
            for edge in 0..edges {
                graph.add_edge(edge % nodes, 0);
            }
            let taken = (graph.nodes.capacity(), graph.targets.capacity());
            assert_eq!(taken, room, "{nodes} nodes, {edges} edges: it had to grow");
        }
    }
}
