//! Dynamic memory: a list of free blocks, ordered by address, whose neighbours are merged.
//!
//! D. E. Knuth, "The Art of Computer Programming", volume 1, section 2.5: first fit (algorithm A)
//! and liberation with a sorted list (algorithm B). The list is kept in the free memory itself.

#![expect(
    unsafe_code,
    reason = "the list lives in raw memory, of which the allocated parts belong to others"
)]

use core::alloc::Layout;
use core::ptr::NonNull;

/// Sizes and addresses of blocks are multiples of this, so that every remainder of a division can
/// hold a [`Header`].
const UNIT: usize = 16;
/// The offset of no block.
const END: usize = usize::MAX;

/// What a free block begins with.
#[derive(Clone, Copy)]
#[repr(C)]
struct Header {
    /// Bytes, this header included.
    size: usize,
    /// The offset of the next free block, or [`END`].
    next: usize,
}

const _: () = assert!(size_of::<Header>() <= UNIT && align_of::<Header>() <= UNIT);

/// A free-list allocator over one region of memory.
///
/// Both operations walk the list: O(free blocks). Free blocks never touch each other: what is
/// given back is merged with its neighbours, so an empty heap is one block again.
///
/// The blocks are known by their offsets in the region. Every access goes through the pointer that
/// the heap was made with, never through one that somebody gives back: that one may only be good
/// for the bytes of its value.
#[derive(Debug)]
pub struct Heap {
    base: NonNull<u8>,
    first: usize,
    free: usize,
}

// SAFETY: the heap is the only user of its free memory and is not tied to a thread.
unsafe impl Send for Heap {}

/// What is free of a heap, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeapStats {
    /// In all blocks together.
    pub free: usize,
    /// In the largest block.
    pub largest: usize,
    /// The number of blocks.
    pub blocks: usize,
}

impl Heap {
    /// A heap of all of the region but what is lost to alignment: less than 32 bytes.
    ///
    /// # Safety
    ///
    /// The region is valid for reads and writes, and nobody else uses it for as long as the heap
    /// or anything allocated from it is used.
    pub unsafe fn new(region: NonNull<[u8]>) -> Self {
        let start: NonNull<u8> = region.cast();
        let lost = start.align_offset(UNIT).min(region.len());
        // SAFETY: `lost` is at most the length of the region.
        let base = unsafe { start.add(lost) };
        let size = (region.len() - lost) / UNIT * UNIT;
        let mut heap = Self {
            base,
            first: END,
            free: size,
        };
        if size > 0 {
            heap.first = 0;
            // SAFETY: offset 0 has `size` bytes, at least a unit, and all of them are free.
            unsafe { heap.write(0, Header { size, next: END }) };
        }
        heap
    }

    /// The first block that is large enough, or the part of it that is needed.
    ///
    /// A layout of size zero gets a block as well.
    pub fn allocate(&mut self, layout: Layout) -> Option<NonNull<u8>> {
        let size = block_size(layout)?;
        let (mut previous, mut at) = (END, self.first);
        while at != END {
            // SAFETY: `at` comes from the list.
            let block = unsafe { self.read(at) };
            let gap = self.misalignment(at, layout.align());
            if let Some(rest) = size
                .checked_add(gap)
                .and_then(|taken| block.size.checked_sub(taken))
            {
                let start = at + gap;
                // SAFETY: gap, size and rest are multiples of the unit and add up to the block.
                unsafe { self.cut(previous, at, gap, start + size, rest, block.next) };
                self.free -= size;
                // SAFETY: `start` is within the region.
                return Some(unsafe { self.base.add(start) });
            }
            (previous, at) = (at, block.next);
        }
        None
    }

    /// Takes a block out of the free block at `at`, of which `gap` bytes remain before it and
    /// `rest` bytes, from `end`, behind it.
    ///
    /// # Safety
    ///
    /// `at` is a free block between `previous` and `next` in the list; `gap` and `rest` are
    /// multiples of the unit and lie within it.
    unsafe fn cut(
        &mut self,
        previous: usize,
        at: usize,
        gap: usize,
        end: usize,
        rest: usize,
        mut next: usize,
    ) {
        // SAFETY: what is written to is part of the free block and, being a multiple of the unit
        // that is not zero, has room for a header. `previous` is a free block or the end.
        unsafe {
            if rest > 0 {
                self.write(end, Header { size: rest, next });
                next = end;
            }
            if gap > 0 {
                self.write(at, Header { size: gap, next });
            } else {
                self.link(previous, next);
            }
        }
    }

    /// Takes a block back and merges it with the free blocks that it touches.
    ///
    /// # Safety
    ///
    /// The pointer comes from [`allocate`](Self::allocate) of this heap with the same layout, and
    /// nobody uses the memory any more.
    ///
    /// # Panics
    ///
    /// The block overlaps free memory: it was given back before.
    pub unsafe fn deallocate(&mut self, pointer: NonNull<u8>, layout: Layout) {
        let Some(mut size) = block_size(layout) else {
            return; // such a layout was never allocated
        };
        let mut at = pointer.addr().get() - self.base.addr().get();
        let (previous, mut next) = self.neighbours(at);
        self.free += size;

        if next != END {
            assert!(at + size <= next, "double free at {pointer:p}");
            if at + size == next {
                // SAFETY: `next` comes from the list.
                let following = unsafe { self.read(next) };
                size += following.size;
                next = following.next;
            }
        }
        let mut before = previous;
        if previous != END {
            // SAFETY: `previous` comes from the list.
            let preceding = unsafe { self.read(previous) };
            let end = previous + preceding.size;
            assert!(end <= at, "double free at {pointer:p}");
            if end == at {
                at = previous;
                size += preceding.size;
                before = END;
            }
        }
        // SAFETY: the block at `at` is free now: the caller's, or the one before it, grown. If it
        // is the latter, the list leads to it already.
        unsafe {
            self.write(at, Header { size, next });
            if before != END || previous == END {
                self.link(before, at);
            }
        }
    }

    /// The free blocks before and behind an offset.
    fn neighbours(&self, at: usize) -> (usize, usize) {
        let (mut previous, mut next) = (END, self.first);
        while next < at {
            previous = next;
            // SAFETY: `next` comes from the list and is not its end, which is larger than `at`.
            next = unsafe { self.read(next) }.next;
        }
        (previous, next)
    }

    /// What is free. Walks the list.
    pub fn stats(&self) -> HeapStats {
        let (mut largest, mut blocks) = (0, 0);
        let mut at = self.first;
        while at != END {
            // SAFETY: `at` comes from the list.
            let block = unsafe { self.read(at) };
            largest = largest.max(block.size);
            blocks += 1;
            at = block.next;
        }
        HeapStats {
            free: self.free,
            largest,
            blocks,
        }
    }

    /// How far the next multiple of `align` is from the block at `at`.
    fn misalignment(&self, at: usize, align: usize) -> usize {
        (self.base.addr().get() + at).wrapping_neg() & (align.max(UNIT) - 1)
    }

    /// Makes `next` follow on `previous`, or begin the list.
    ///
    /// # Safety
    ///
    /// `previous` is a free block or the end.
    unsafe fn link(&mut self, previous: usize, next: usize) {
        if previous == END {
            self.first = next;
        } else {
            // SAFETY: as the caller promises.
            unsafe {
                let block = self.read(previous);
                self.write(previous, Header { next, ..block });
            }
        }
    }

    /// # Safety
    ///
    /// A free block is at this offset.
    unsafe fn read(&self, at: usize) -> Header {
        // SAFETY: the offset is within the region and a multiple of the unit, to which the base is
        // aligned; what is free is ours and begins with a header.
        unsafe { self.base.add(at).cast().read() }
    }

    /// # Safety
    ///
    /// At this offset, a multiple of the unit, there is at least a unit of free memory.
    unsafe fn write(&mut self, at: usize, header: Header) {
        // SAFETY: the offset is within the region and aligned, and what is free is ours.
        unsafe { self.base.add(at).cast().write(header) }
    }
}

/// The bytes that a layout takes: at least one unit, and whole ones.
fn block_size(layout: Layout) -> Option<usize> {
    layout.size().max(1).checked_next_multiple_of(UNIT)
}
