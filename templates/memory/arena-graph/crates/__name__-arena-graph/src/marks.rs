//! One bit a node.

const BITS: usize = u64::BITS as usize;

/// A set of nodes, by their numbers.
#[derive(Debug)]
pub(crate) struct Marks(Vec<u64>);

impl Marks {
    /// The empty set, for numbers below `nodes`.
    pub(crate) fn new(nodes: usize) -> Self {
        Self(vec![0; nodes.div_ceil(BITS)])
    }

    /// Adds a node; `false` when it was there.
    pub(crate) fn insert(&mut self, index: usize) -> bool {
        let word = &mut self.0[index / BITS];
        let bit = 1 << (index % BITS);
        // Most edges lead to nodes that were met: for them the word is not written again.
        if *word & bit != 0 {
            return false;
        }
        *word |= bit;
        true
    }

    pub(crate) fn contains(&self, index: usize) -> bool {
        self.0[index / BITS] & (1 << (index % BITS)) != 0
    }
}
