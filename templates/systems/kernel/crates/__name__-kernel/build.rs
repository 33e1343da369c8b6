//! Links the image by link.ld when it is built for the bare machine.

use std::env;

#[expect(
    clippy::disallowed_methods,
    reason = "Cargo tells a build script in no other way what it builds for"
)]
fn main() {
    println!("cargo::rerun-if-changed=link.ld");
    if env::var_os("CARGO_CFG_TARGET_OS").is_some_and(|system| system == "none") {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/link.ld");
        println!("cargo::rustc-link-arg-bins=-T{script}");
        println!("cargo::rustc-link-arg-tests=-T{script}");
    }
}
