//! Physical memory in frames of 4 KiB: one bit each.

use core::ops::Range;

/// Bytes in a frame.
pub const FRAME_SIZE: u64 = 4096;

/// 4 KiB of physical memory that nobody else has: it can be moved, not copied.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
#[must_use = "a frame that is dropped is lost: give it back with `FrameAllocator::deallocate`"]
pub struct Frame(usize);

impl Frame {
    /// The physical address of its first byte, a multiple of [`FRAME_SIZE`].
    pub fn address(&self) -> u64 {
        self.0 as u64 * FRAME_SIZE
    }
}

/// Hands out the frames of the physical memory from address 0 on.
///
/// A bit map finds a free frame in O(frames / 64) at worst; a hint below which nothing is free
/// makes that rare. Unlike a list through the free frames it needs no access to them, so it works
/// before they are mapped, and it is plain safe code.
#[derive(Debug)]
pub struct FrameAllocator<'a> {
    /// A set bit is a free frame.
    words: &'a mut [u64],
    /// No word below this one has a set bit.
    hint: usize,
    free: usize,
}

impl<'a> FrameAllocator<'a> {
    /// The frames that lie wholly within a `usable` region and touch no `reserved` one.
    ///
    /// The regions are ranges of physical addresses; they may overlap and be empty. Each bit of
    /// `bitmap` stands for a frame; what is beyond the last one is not managed. A second allocator
    /// for the same memory would hand out the same frames again.
    pub fn new(
        bitmap: &'a mut [u64],
        usable: impl IntoIterator<Item = Range<u64>>,
        reserved: &[Range<u64>],
    ) -> Self {
        bitmap.fill(0);
        let limit = bitmap.len() * 64;
        for region in usable {
            let first = region.start.div_ceil(FRAME_SIZE);
            for frame in clip(first..region.end / FRAME_SIZE, limit) {
                bitmap[frame / 64] |= 1 << (frame % 64);
            }
        }
        for region in reserved.iter().filter(|region| !region.is_empty()) {
            let end = region.end.div_ceil(FRAME_SIZE);
            for frame in clip(region.start / FRAME_SIZE..end, limit) {
                bitmap[frame / 64] &= !(1 << (frame % 64));
            }
        }
        let free = bitmap.iter().map(|word| word.count_ones() as usize).sum();
        Self {
            words: bitmap,
            hint: 0,
            free,
        }
    }

    /// The free frame with the lowest address.
    pub fn allocate(&mut self) -> Option<Frame> {
        let free = self.words[self.hint..].iter().position(|word| *word != 0);
        let Some(index) = free.map(|offset| self.hint + offset) else {
            self.hint = self.words.len();
            return None;
        };
        let bit = self.words[index].trailing_zeros() as usize;
        self.words[index] &= !(1 << bit);
        self.hint = index;
        self.free -= 1;
        Some(Frame(index * 64 + bit))
    }

    /// Takes a frame back. O(1).
    ///
    /// # Panics
    ///
    /// The frame comes from another allocator, and this one does not manage it or has it.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "who gives a frame back must not keep it"
    )]
    pub fn deallocate(&mut self, frame: Frame) {
        let number = frame.0;
        let (index, bit) = (number / 64, 1 << (number % 64));
        assert!(
            index < self.words.len() && self.words[index] & bit == 0,
            "frame {number} is not one that this allocator has given away"
        );
        self.words[index] |= bit;
        self.hint = self.hint.min(index);
        self.free += 1;
    }

    /// How many frames are free.
    pub fn free(&self) -> usize {
        self.free
    }
}

fn clip(frames: Range<u64>, limit: usize) -> Range<usize> {
    let clip = |frame| usize::try_from(frame).map_or(limit, |frame| frame.min(limit));
    clip(frames.start)..clip(frames.end)
}
