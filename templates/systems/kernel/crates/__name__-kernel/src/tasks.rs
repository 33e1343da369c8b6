//! The loop that polls tasks and stops the processor when there is nothing to do.

use kernel_core::Executor;
use x86_64::instructions::interrupts;

use crate::timer;

/// Runs until there are no tasks left.
pub fn run(executor: &Executor) {
    loop {
        let now = timer::ticks();
        timer::fire(now);
        executor.run_ready();
        if executor.is_empty() {
            return;
        }
        // An interrupt between the question and `hlt` would be slept over. With interrupts off it
        // waits: `sti` takes effect after the instruction that follows it, which is `hlt`.
        interrupts::disable();
        if executor.is_idle() && timer::ticks() == now {
            interrupts::enable_and_hlt();
        } else {
            interrupts::enable();
        }
    }
}
