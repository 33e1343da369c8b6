#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod command;
mod executor;
mod fault;
mod frame;
mod heap;
mod line;
mod queue;
mod timers;

pub use command::{Command, Crash, HELP, ParseError};
pub use executor::{Executor, MAX_TASKS, SpawnError, Spawner, TaskInfo};
pub use fault::{Fault, has_error_code};
pub use frame::{FRAME_SIZE, Frame, FrameAllocator};
pub use heap::{Heap, HeapStats};
pub use line::LineEditor;
pub use queue::ByteQueue;
pub use timers::{TimerKey, Timers};
