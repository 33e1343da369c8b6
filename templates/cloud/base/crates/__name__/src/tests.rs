use std::sync::{Arc, Barrier};

use tokio::task::spawn_blocking;

use super::to_its_end;

#[test]
fn a_thread_that_waits_keeps_nothing_from_its_end() {
    let gate = Arc::new(Barrier::new(2));
    let waiting = Arc::clone(&gate);
    let outcome = to_its_end(async {
        spawn_blocking(move || {
            waiting.wait();
            waiting.wait();
        });
        gate.wait();
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
    // It waits still.
    gate.wait();
}
