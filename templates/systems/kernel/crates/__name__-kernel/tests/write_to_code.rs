//! Code cannot be written to.

#![cfg_attr(target_os = "none", no_std, no_main)]

kernel::entry!(image::run);

#[cfg(target_os = "none")]
mod image {
    pub(crate) fn run() {
        kernel::crash(kernel::Crash::Write);
    }
}
