//! From the first instruction to the function that the image is made for.

#![expect(
    unsafe_code,
    reason = "the loader starts in assembly; the image's own function is known to the linker only"
)]

use core::arch::global_asm;

use x86_64::instructions::interrupts;

use crate::qemu::{self, Outcome};
use crate::{gdt, memory, pic, pvh, serial, timer, trap};

global_asm!(include_str!("boot.s"), start = sym start);

unsafe extern "Rust" {
    /// What [`entry!`](crate::entry) defines.
    safe fn kernel_main();
}

/// Called once by boot.s, in long mode with interrupts off.
extern "sysv64" fn start(start_info: u64) -> ! {
    // First of all: a controller that is set up forgets which lines have risen, and the serial port
    // raises its line once for all that is not yet read.
    pic::init();
    serial::init();
    gdt::init();
    trap::init();
    // SAFETY: the loader has passed this address, all memory is mapped where it is, and none of
    // it has been handed out yet.
    memory::init(unsafe { pvh::usable_memory(start_info) });
    timer::init();
    interrupts::enable();

    kernel_main();
    qemu::exit(Outcome::Success)
}
