//! Timer interrupts arrive and wake tasks, in the order of their deadlines.

#![cfg_attr(target_os = "none", no_std, no_main)]

kernel::entry!(image::run);

#[cfg(target_os = "none")]
mod image {
    extern crate alloc;

    use alloc::rc::Rc;
    use alloc::vec::Vec;
    use core::cell::RefCell;
    use core::time::Duration;

    use kernel::{Executor, tasks, timer};

    pub(crate) fn run() {
        let woken = Rc::new(RefCell::new(Vec::new()));
        let executor = Executor::new();
        for ticks in [5, 1, 3_u32] {
            let woken = Rc::clone(&woken);
            let sleeper = async move {
                let start = timer::ticks();
                timer::sleep(Duration::from_secs(1) * ticks / timer::RATE).await;
                assert!(
                    timer::ticks() >= start + u64::from(ticks),
                    "woken too early"
                );
                woken.borrow_mut().push(ticks);
            };
            executor.spawn("sleeper", sleeper).expect("three tasks fit");
        }
        tasks::run(&executor);
        assert_eq!(*woken.borrow(), [1, 3, 5]);
    }
}
