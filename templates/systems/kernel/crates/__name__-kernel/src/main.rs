//! The kernel that boots to a prompt.

#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
kernel::entry!(kernel::shell::run);

#[cfg(not(target_os = "none"))]
fn main() -> std::process::ExitCode {
    use std::io::Write;

    // Without a standard error stream the status has to say it.
    let _ = writeln!(
        std::io::stderr(),
        "this kernel needs a machine of its own: add --target x86_64-unknown-none"
    );
    std::process::ExitCode::FAILURE
}
