//! The way out: QEMU's isa-debug-exit.

#![expect(unsafe_code, reason = "a port is written to")]

use x86_64::instructions::port::PortWriteOnly;
use x86_64::instructions::{hlt, interrupts};

/// How the image ends. QEMU exits with twice the value plus one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Outcome {
    /// It did what it had to do.
    Success = 0x10,
    /// A panic or a fault.
    Failure = 0x11,
}

/// Ends QEMU; on a machine without the device, stops the processor.
pub fn exit(outcome: Outcome) -> ! {
    // SAFETY: the port is that of isa-debug-exit; nothing else is there on the machines that the
    // runner starts, and no memory is touched.
    unsafe { PortWriteOnly::new(0xf4).write(outcome as u8) };
    interrupts::disable();
    loop {
        hlt();
    }
}
