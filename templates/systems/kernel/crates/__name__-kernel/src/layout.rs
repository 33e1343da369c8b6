//! Where link.ld has put the parts of the image, and which memory has which use.

#![expect(unsafe_code, reason = "the symbols are the linker's")]

use core::ops::Range;

// Nothing is read or written there: what a symbol marks may be unmapped, or not the image's.
unsafe extern "C" {
    static __image_start: u8;
    static __text_end: u8;
    static __rodata_end: u8;
    static __image_end: u8;
    static __guard_start: u8;
    static __guard_end: u8;
    static __fault_guard_start: u8;
    static __fault_guard_end: u8;
    static __fault_stack_top: u8;
}

fn address(symbol: *const u8) -> u64 {
    symbol.addr() as u64
}

/// The whole image, stacks and zeroed memory included.
pub(crate) fn image() -> Range<u64> {
    address(&raw const __image_start)..address(&raw const __image_end)
}

/// Code.
pub(crate) fn text() -> Range<u64> {
    address(&raw const __image_start)..address(&raw const __text_end)
}

/// Constants.
pub(crate) fn rodata() -> Range<u64> {
    address(&raw const __text_end)..address(&raw const __rodata_end)
}

/// The pages below the stacks, that of the kernel first.
pub(crate) fn guards() -> [Range<u64>; 2] {
    [
        address(&raw const __guard_start)..address(&raw const __guard_end),
        address(&raw const __fault_guard_start)..address(&raw const __fault_guard_end),
    ]
}

/// The end of the stack for double faults.
pub(crate) fn fault_stack_top() -> u64 {
    address(&raw const __fault_stack_top)
}
