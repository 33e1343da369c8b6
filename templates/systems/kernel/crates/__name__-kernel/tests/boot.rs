//! The kernel sets the machine up, calls the image's function and ends in success.

#![cfg_attr(target_os = "none", no_std, no_main)]

kernel::entry!(image::run);

#[cfg(target_os = "none")]
mod image {
    use kernel::println;

    pub(crate) fn run() {
        println!("up");
    }
}
