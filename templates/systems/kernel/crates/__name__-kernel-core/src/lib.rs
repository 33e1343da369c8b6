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
mod task;
mod timers;

pub use command::{Command, Crash, HELP, ParseError};
pub use executor::{Executor, Spawner};
pub use fault::{Fault, has_error_code};
pub use frame::{FRAME_SIZE, Frame, FrameAllocator};
pub use heap::{Heap, HeapStats};
pub use line::LineEditor;
pub use queue::ByteQueue;
pub use task::{MAX_TASKS, SpawnError, TaskInfo};
pub use timers::{TimerKey, Timers};
