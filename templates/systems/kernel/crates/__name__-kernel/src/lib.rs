#![doc = include_str!("../README.md")]
#![cfg_attr(target_os = "none", no_std)]

#[cfg(target_os = "none")]
extern crate alloc;

// Before its users: a macro is known from here on.
#[cfg(target_os = "none")]
#[macro_use]
pub mod serial;

#[cfg(target_os = "none")]
mod boot;
#[cfg(target_os = "none")]
mod crash;
#[cfg(target_os = "none")]
mod gdt;
#[cfg(target_os = "none")]
mod layout;
#[cfg(target_os = "none")]
pub mod memory;
#[cfg(target_os = "none")]
mod panic;
#[cfg(target_os = "none")]
mod pic;
#[cfg(target_os = "none")]
mod pvh;
#[cfg(target_os = "none")]
pub mod qemu;
#[cfg(target_os = "none")]
pub mod shell;
#[cfg(target_os = "none")]
pub mod tasks;
#[cfg(target_os = "none")]
pub mod timer;
#[cfg(target_os = "none")]
mod trap;

mod entry;

#[cfg(target_os = "none")]
pub use crash::crash;
#[cfg(target_os = "none")]
pub use kernel_core::{Crash, Executor, Frame};
