//! What one process does: make graphs of one kind, one after the other.

use std::fs;
use std::time::Instant;

use bumpalo::Bump;

use crate::arena_graph::{ArenaGraph, BreadthFirst, Graph, Grow, IndexGraph, RcGraph};

/// How many graphs a process makes.
pub(crate) const GRAPHS: usize = 4;

/// What graphs are made of: so many nodes, whose payloads are their numbers, and edges between them.
pub(crate) struct Load {
    nodes: u32,
    edges: Vec<[u32; 2]>,
}

impl Load {
    /// `local`: node after node, from each to some of the sixteen that follow. `random`: from anywhere to anywhere, in no
    /// order. The same in every run.
    pub(crate) fn new(locality: &str, nodes: u32, edges: u32) -> Self {
        // Marsaglia, "Xorshift RNGs", 2003; of each number the upper half, scaled.
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut below = |bound: u32| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            scale(state >> 32, bound, 1 << 32)
        };
        let edge = |number: u32| match locality {
            "local" => {
                let from = scale(number.into(), nodes, edges.into());
                [from, (from + 1 + below(16)) % nodes]
            }
            _ => [below(nodes), below(nodes)],
        };
        Self {
            nodes,
            edges: (0..edges).map(edge).collect(),
        }
    }

    fn build<G: Grow<Payload = u64>>(&self, mut graph: G) -> G {
        for number in 0..self.nodes {
            graph.add_node(number.into());
        }
        for [from, to] in &self.edges {
            graph.add_edge(*from as usize, *to as usize);
        }
        graph
    }
}

/// What is to `bound` as `number` is to `whole`.
fn scale(number: u64, bound: u32, whole: u64) -> u32 {
    u32::try_from(number * u64::from(bound) / whole).unwrap_or(0)
}

/// What was measured in one process. Times are in milliseconds, memory is in megabytes and zero where the operating system
/// does not tell.
#[derive(Default)]
pub(crate) struct Report {
    /// Of each graph: to build, to traverse, to drop, all of them.
    pub(crate) times: Vec<[f64; 4]>,
    /// What the graphs took at most.
    pub(crate) peak: f64,
    /// What the process has kept for more graphs.
    pub(crate) kept: f64,
    /// Depends on the order in which nodes were met.
    pub(crate) sum: u64,
}

impl Report {
    pub(crate) fn measure(kind: &str, load: &Load) -> Self {
        let before = memory("VmRSS:");
        let mut report = Self::default();
        match kind {
            "arena, reset" => report.use_arena(load, Bump::reset),
            "arena, dropped" => report.use_arena(load, |arena| drop(std::mem::take(arena))),
            "index" => report.use_heap(IndexGraph::with_capacity, load),
            // The lists of its edges lie apart: there is no room to reserve for them.
            _ => report.use_heap(|nodes, _| RcGraph::with_capacity(nodes), load),
        }
        report.peak = memory("VmHWM:") - before;
        report.kept -= before;
        report
    }

    /// `clear` leaves an arena that is empty, or one that has no memory at all.
    fn use_arena(&mut self, load: &Load, clear: fn(&mut Bump)) {
        let nodes = load.nodes as usize;
        let mut arena = Bump::new();
        for _ in 0..GRAPHS {
            let start = Instant::now();
            if arena.allocated_bytes() == 0 {
                let bytes = ArenaGraph::<u64>::bytes(nodes, load.edges.len());
                arena = Bump::with_capacity(bytes);
            }
            let graph = load.build(ArenaGraph::with_capacity_in(nodes, &arena));
            let built = Instant::now();
            self.sum = traverse(&graph);
            let traversed = Instant::now();
            drop(graph);
            clear(&mut arena);
            self.note([start, built, traversed, Instant::now()]);
        }
        self.kept = memory("VmRSS:");
    }

    fn use_heap<G: Grow<Payload = u64>>(&mut self, make: impl Fn(usize, usize) -> G, load: &Load) {
        for _ in 0..GRAPHS {
            let start = Instant::now();
            let graph = load.build(make(load.nodes as usize, load.edges.len()));
            let built = Instant::now();
            self.sum = traverse(&graph);
            let traversed = Instant::now();
            drop(graph);
            self.note([start, built, traversed, Instant::now()]);
        }
        self.kept = memory("VmRSS:");
    }

    fn note(&mut self, [start, built, traversed, dropped]: [Instant; 4]) {
        self.times.push([
            milliseconds(start, built),
            milliseconds(built, traversed),
            milliseconds(traversed, dropped),
            milliseconds(start, dropped),
        ]);
    }

    /// For the process that asked.
    pub(crate) fn to_text(&self) -> String {
        let numbers = self.times.iter().flatten();
        let numbers = numbers.chain([&self.peak, &self.kept]);
        numbers
            .map(|number| format!("{number} "))
            .chain([self.sum.to_string()])
            .collect()
    }

    /// What [`Self::to_text`] made.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let (numbers, sum) = text.trim().rsplit_once(' ')?;
        let numbers: Vec<f64> = numbers.split(' ').flat_map(str::parse).collect();
        let (times, rest) = numbers.as_chunks();
        let &[peak, kept] = rest else {
            return None;
        };
        Some(Self {
            times: times.to_vec(),
            peak,
            kept,
            sum: sum.parse().ok()?,
        })
    }
}

/// Meets every node, breadth first, and reads its payload.
fn traverse<G: Graph<Payload = u64>>(graph: &G) -> u64 {
    BreadthFirst::all(graph).fold(0, |sum: u64, node| {
        graph.with_payload(&node, |payload| sum.wrapping_mul(31).wrapping_add(*payload))
    })
}

fn milliseconds(from: Instant, to: Instant) -> f64 {
    (to - from).as_secs_f64() * 1e3
}

/// A line of Linux's `/proc/self/status`, in megabytes.
fn memory(line: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut words = status.split_whitespace().skip_while(|word| *word != line);
    let kibibytes = words.nth(1).and_then(|word| word.parse::<f64>().ok());
    kibibytes.unwrap_or(0.0) * 1024.0 / 1e6
}
