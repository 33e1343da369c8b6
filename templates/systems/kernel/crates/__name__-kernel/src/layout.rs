//! Where link.ld has put the parts of the image, and which memory has which use.

#![expect(unsafe_code, reason = "the symbols are the linker's")]

use core::ops::Range;

unsafe extern "C" {
    safe static __image_start: u8;
    safe static __text_end: u8;
    safe static __rodata_end: u8;
    safe static __image_end: u8;
    safe static __guard_start: u8;
    safe static __guard_end: u8;
    safe static __fault_guard_start: u8;
    safe static __fault_guard_end: u8;
    safe static __fault_stack_top: u8;
}

fn address(symbol: &'static u8) -> u64 {
    (&raw const *symbol).addr() as u64
}

/// The whole image, stacks and zeroed memory included.
pub(crate) fn image() -> Range<u64> {
    address(&__image_start)..address(&__image_end)
}

/// Code.
pub(crate) fn text() -> Range<u64> {
    address(&__image_start)..address(&__text_end)
}

/// Constants.
pub(crate) fn rodata() -> Range<u64> {
    address(&__text_end)..address(&__rodata_end)
}

/// The pages below the stacks, that of the kernel first.
pub(crate) fn guards() -> [Range<u64>; 2] {
    [
        address(&__guard_start)..address(&__guard_end),
        address(&__fault_guard_start)..address(&__fault_guard_end),
    ]
}

/// The end of the stack for double faults.
pub(crate) fn fault_stack_top() -> u64 {
    address(&__fault_stack_top)
}
