//! A read where nothing is mapped ends in a report with the address.

#![cfg_attr(target_os = "none", no_std, no_main)]

kernel::entry!(image::run);

#[cfg(target_os = "none")]
mod image {
    pub(crate) fn run() {
        kernel::crash(kernel::Crash::Page);
    }
}
