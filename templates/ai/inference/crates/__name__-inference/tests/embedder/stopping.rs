//! Work that nobody waits for any more.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::inference::{Error, Tokens};
use crate::support::Model;

#[test]
fn every_layer_asks_whether_to_go_on() {
    let embedder = Model::new().with_threads(1);
    let text = embedder.tokenize("the cat sat").unwrap();
    let asked = AtomicUsize::new(0);
    let count = || {
        asked.fetch_add(1, Ordering::Relaxed);
        true
    };
    embedder.embed_while(&[text], count).unwrap();
    assert_eq!(asked.into_inner(), 2);
}

#[test]
fn a_no_ends_the_work_before_the_next_layer() {
    let embedder = Model::new().with_threads(1);
    let text = embedder.tokenize(&"the cat sat ".repeat(8)).unwrap();
    // 400 texts of 20 tokens are 16 chunks, so 32 layers.
    let texts: Vec<Tokens> = std::iter::repeat_n(text, 400).collect();
    let asked = AtomicUsize::new(0);
    let twice = || asked.fetch_add(1, Ordering::Relaxed) < 2;
    let result = embedder.embed_while(&texts, twice);
    assert!(matches!(result, Err(Error::Stopped)));
    // Other chunks may have been under way: each asks once more, and none computes.
    assert!(asked.into_inner() <= 2 + 16);
}
