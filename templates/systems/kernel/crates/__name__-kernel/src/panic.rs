//! The end by a panic.

use core::panic::PanicInfo;

use crate::qemu::{self, Outcome};
use crate::serial;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    serial::emergency(format_args!("\n{info}\n"));
    qemu::exit(Outcome::Failure)
}
