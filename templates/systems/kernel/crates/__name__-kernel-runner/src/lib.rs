#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod chat;
mod image;
mod qemu;

pub use chat::{Chat, ChatError, InvalidChat};
pub use image::{Image, Kind};
pub use qemu::{Outcome, RunError, interactive, test};
