//! The migrations are compiled in, and only Cargo can notice a new file.
#![forbid(unsafe_code)]

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
