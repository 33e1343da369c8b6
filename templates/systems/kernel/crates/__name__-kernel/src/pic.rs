//! The two 8259A interrupt controllers.
//!
//! Intel, "8259A Programmable Interrupt Controller", data sheet 231468.

#![expect(unsafe_code, reason = "ports are written to")]

use x86_64::instructions::port::PortWriteOnly;

/// The vector of the first line: behind the exceptions.
const BASE: u8 = 32;
/// Line 0: channel 0 of the interval timer.
pub(crate) const TIMER: u8 = BASE;
/// Line 4: the first serial port.
pub(crate) const SERIAL: u8 = BASE + 4;

const FIRST_COMMAND: u16 = 0x20;
const FIRST_DATA: u16 = 0x21;
const SECOND_COMMAND: u16 = 0xa0;
const SECOND_DATA: u16 = 0xa1;

/// Moves the lines to vectors 32 to 47 and masks all but the two that are used.
pub(crate) fn init() {
    let writes = [
        // ICW1: initialise, in cascade, four words.
        (FIRST_COMMAND, 0x11),
        (SECOND_COMMAND, 0x11),
        // ICW2: the vectors.
        (FIRST_DATA, BASE),
        (SECOND_DATA, BASE + 8),
        // ICW3: the second controller is at line 2 of the first.
        (FIRST_DATA, 1 << 2),
        (SECOND_DATA, 2),
        // ICW4: 8086 mode.
        (FIRST_DATA, 0x01),
        (SECOND_DATA, 0x01),
        // OCW1: the masks.
        (FIRST_DATA, !(1 << (TIMER - BASE) | 1 << (SERIAL - BASE))),
        (SECOND_DATA, 0xff),
    ];
    for (port, value) in writes {
        write(port, value);
    }
}

/// Lets the first controller send the next interrupt. For handlers of its lines.
pub(crate) fn end_of_interrupt() {
    // OCW2: non-specific end of interrupt.
    write(FIRST_COMMAND, 0x20);
}

fn write(port: u16, value: u8) {
    // SAFETY: the ports are those of the controllers, which touch no memory; every vector that
    // they may send has a gate.
    unsafe { PortWriteOnly::new(port).write(value) };
}
