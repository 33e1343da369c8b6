//! Frames and heap: what is handed out is distinct and usable, and comes back.

#![cfg_attr(target_os = "none", no_std, no_main)]

kernel::entry!(image::run);

#[cfg(target_os = "none")]
mod image {
    extern crate alloc;

    use alloc::boxed::Box;
    use alloc::collections::BTreeMap;
    use alloc::vec::Vec;
    use core::iter;

    use kernel::{Frame, memory};

    /// The machine has 64 MiB, of which the first two are not used.
    const MOST_FRAMES: usize = (64 - 2) * 256;
    /// More than the heap holds, if nothing were given back.
    const ROUNDS: u64 = 10_000;

    pub(crate) fn run() {
        frames_are_distinct_and_come_back();
        the_heap_holds_values();
        the_heap_can_be_used_again_and_again();
        too_much_is_refused();
    }

    fn frames_are_distinct_and_come_back() {
        let free = memory::free_frames();
        assert!(
            free > MOST_FRAMES / 2 && free <= MOST_FRAMES,
            "{free} free frames"
        );
        let mut frames = Vec::with_capacity(free);
        frames.extend(iter::from_fn(memory::allocate_frame));
        assert_eq!(frames.len(), free);
        assert!(frames.is_sorted_by(|one: &Frame, next| one.address() < next.address()));
        frames.into_iter().for_each(memory::deallocate_frame);
        assert_eq!(memory::free_frames(), free);
    }

    fn the_heap_holds_values() {
        let squares: BTreeMap<u64, Box<u64>> = (0..1000).map(|n| (n, Box::new(n * n))).collect();
        assert_eq!(
            squares.values().map(|square| **square).sum::<u64>(),
            332_833_500
        );
    }

    fn the_heap_can_be_used_again_and_again() {
        let before = memory::heap_stats();
        for round in 0..ROUNDS {
            let kept = Box::new(round);
            let dropped = Vec::<u8>::with_capacity(1024);
            drop(dropped);
            assert_eq!(*kept, round);
        }
        assert_eq!(memory::heap_stats(), before);
    }

    fn too_much_is_refused() {
        let mut bytes = Vec::<u8>::new();
        assert!(bytes.try_reserve(1 << 30).is_err());
    }
}
