//! The command line answers what is typed at the serial port.

#![cfg_attr(target_os = "none", no_std, no_main)]

kernel::entry!(image::run);

#[cfg(target_os = "none")]
mod image {
    pub(crate) fn run() {
        kernel::shell::run();
    }
}
