//! Memory: frames, their mapping, and the heap.

mod heap;
mod paging;

use core::ops::Range;

use kernel_core::{FRAME_SIZE, Frame, FrameAllocator, HeapStats};
use spin::{Mutex, MutexGuard};

use crate::layout;

/// What boot.s maps.
const MAPPED: u64 = 1 << 30;
const WORDS: usize = (MAPPED / FRAME_SIZE / 64) as usize;

/// The BIOS and old devices, and what else is in the first page of 2 MiB: it will not be mapped.
const LOW_MEMORY: Range<u64> = 0..2 << 20;

/// A bit for each frame. Never unlocked.
static BITMAP: Mutex<[u64; WORDS]> = Mutex::new([0; WORDS]);
static FRAMES: Mutex<Option<FrameAllocator<'static>>> = Mutex::new(None);

/// Takes over all memory. The start info of the loader is not to be read any more.
pub(crate) fn init(usable: impl Iterator<Item = Range<u64>>) {
    let bitmap = MutexGuard::leak(BITMAP.lock());
    let frames = FrameAllocator::new(bitmap, usable, &[LOW_MEMORY, layout::image()]);
    *FRAMES.lock() = Some(frames);
    paging::init();
    heap::init();
}

/// A free frame. Memory beyond the first GiB is not used.
pub fn allocate_frame() -> Option<Frame> {
    FRAMES.lock().as_mut()?.allocate()
}

/// Gives a frame back.
pub fn deallocate_frame(frame: Frame) {
    if let Some(frames) = FRAMES.lock().as_mut() {
        frames.deallocate(frame);
    }
}

/// How many frames are free.
pub fn free_frames() -> usize {
    FRAMES.lock().as_ref().map_or(0, FrameAllocator::free)
}

/// What is free of the heap.
pub fn heap_stats() -> Option<HeapStats> {
    heap::stats()
}
