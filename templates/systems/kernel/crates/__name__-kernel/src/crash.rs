//! Ways to crash, for looking at the report.

#![expect(unsafe_code, reason = "what is done here is wrong")]

use core::arch::asm;
use core::hint::black_box;

use kernel_core::Crash;

use crate::layout;

/// Beyond the first GiB, and not of the heap.
const UNMAPPED: u64 = 0xdead_b000;

/// Crashes.
///
/// # Panics
///
/// That is one of the kinds.
pub fn crash(kind: Crash) -> ! {
    static DATA: u32 = 0;
    // SAFETY: none of these has a next instruction: the processor raises an exception, and its
    // handler does not return. In assembly, they are not for the compiler to reason about.
    unsafe {
        match kind {
            Crash::Page => asm!("mov al, [{}]", in(reg) UNMAPPED, options(noreturn)),
            Crash::Null => asm!("mov al, [{}]", in(reg) 0_u64, options(noreturn)),
            Crash::Write => {
                asm!("mov byte ptr [{}], 0", in(reg) layout::text().start, options(noreturn))
            }
            Crash::Execute => asm!("jmp {}", in(reg) &raw const DATA, options(noreturn)),
            Crash::Divide => asm!("xor edx, edx", "xor ecx, ecx", "div ecx", options(noreturn)),
            Crash::Opcode => asm!("ud2", options(noreturn)),
            Crash::Stack => {
                recurse(0);
                asm!("ud2", options(noreturn))
            }
            Crash::Panic => panic!("as asked for"),
        }
    }
}

/// Never comes to its end.
fn recurse(depth: u64) -> u64 {
    if depth == u64::MAX {
        return depth;
    }
    black_box(recurse(black_box(depth + 1))) + 1
}
