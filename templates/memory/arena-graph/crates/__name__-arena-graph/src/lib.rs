#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod arena;
mod components;
mod counted;
mod graph;
mod indexed;
mod keeper;
mod marks;
mod order;
mod search;
mod walk;

pub use arena::{ArenaGraph, Node};
pub use components::{Components, strongly_connected};
pub use counted::{RcGraph, RcNode};
pub use graph::{Graph, Grow};
pub use indexed::{IndexGraph, NodeId};
pub use keeper::Keeper;
pub use order::{Cycle, topological_order};
pub use search::{BreadthFirst, DepthFirst};
