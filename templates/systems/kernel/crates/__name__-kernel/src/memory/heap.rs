//! The heap that `alloc` uses.

#![expect(unsafe_code, reason = "a global allocator deals in raw memory")]

use core::alloc::{GlobalAlloc, Layout};
use core::ops::Range;
use core::ptr::{self, NonNull};

use kernel_core::{Heap, HeapStats};
use spin::Mutex;

use super::paging;

/// The beginning of the upper half of the address space.
const START: u64 = 0xffff_8000_0000_0000;
const SIZE: usize = 1 << 20;
const RANGE: Range<u64> = START..START + SIZE as u64;

#[global_allocator]
static HEAP: LockedHeap = LockedHeap(Mutex::new(None));

/// An interrupt handler that allocates while the lock is held would wait for ever: the one who
/// holds it cannot go on. So nobody waits; such an allocation fails.
struct LockedHeap(Mutex<Option<Heap>>);

// SAFETY: the memory comes from `Heap`, which hands out what the layout asks for and nobody else
// has.
unsafe impl GlobalAlloc for LockedHeap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let mut heap = self.0.try_lock();
        let block = heap
            .as_mut()
            .and_then(|heap| heap.as_mut()?.allocate(layout));
        block.map_or(ptr::null_mut(), NonNull::as_ptr)
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let mut heap = self
            .0
            .try_lock()
            .expect("an interrupt handler frees memory");
        if let (Some(heap), Some(pointer)) = (heap.as_mut(), NonNull::new(pointer)) {
            // SAFETY: the caller gives back what `alloc` has returned for this layout.
            unsafe { heap.deallocate(pointer, layout) };
        }
    }
}

/// Maps the heap. Called once.
pub(super) fn init() {
    // SAFETY: the machine is being set up; nothing else runs.
    unsafe { paging::map(&RANGE) }.expect("there is memory for the heap");
    let start = NonNull::new(START as *mut u8).expect("the heap does not begin at zero");
    // SAFETY: these pages have just been mapped and are used by nobody else.
    let heap = unsafe { Heap::new(NonNull::slice_from_raw_parts(start, SIZE)) };
    *HEAP.0.lock() = Some(heap);
}

pub(super) fn stats() -> Option<HeapStats> {
    HEAP.0.lock().as_ref().map(Heap::stats)
}
