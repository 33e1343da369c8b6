//! The command line on the console.

use core::fmt::{self, Write};
use core::time::Duration;

use alloc::string::String;

use kernel_core::{Command, Executor, FRAME_SIZE, HELP, LineEditor, Spawner};
use x86_64::instructions::interrupts;

use crate::qemu::{self, Outcome};
use crate::{crash, memory, serial, tasks, timer};

const PROMPT: &str = "> ";
/// Bytes in a command line.
const LIMIT: usize = 72;

/// Runs a command line, until it ends the machine.
///
/// # Panics
///
/// There is no memory for a task.
pub fn run() {
    let executor = Executor::new();
    let shell = shell(executor.spawner());
    executor
        .spawn("shell", shell)
        .expect("there are no tasks yet");
    tasks::run(&executor);
}

async fn shell(spawner: Spawner) {
    println!("ready; help lists the commands");
    let mut editor = LineEditor::new(LIMIT);
    loop {
        print!("{PROMPT}");
        let line = read_line(&mut editor).await;
        match Command::parse(&line) {
            Ok(Some(command)) => execute(command, &spawner),
            Ok(None) => {}
            Err(error) => println!("{error}"),
        }
    }
}

async fn read_line(editor: &mut LineEditor) -> String {
    loop {
        let byte = serial::read().await;
        if let Ok(Some(line)) = editor.feed(byte, Echo) {
            return line;
        }
    }
}

/// The console, which shows what is typed.
struct Echo;

impl Write for Echo {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        print!("{text}");
        Ok(())
    }
}

fn execute(command: Command, spawner: &Spawner) {
    match command {
        Command::Help => println!("{HELP}"),
        Command::Memory => show_memory(),
        Command::Ticks => println!("{} ticks, {} a second", timer::ticks(), timer::RATE),
        Command::Tasks => {
            for task in spawner.tasks() {
                println!("{:<8} polled {} times", task.name, task.polls);
            }
        }
        Command::Sleep(time) => {
            if let Err(error) = spawner.spawn("sleep", sleep(time)) {
                println!("{error}");
            }
        }
        Command::Fault(kind) => crash(kind),
        Command::Breakpoint => interrupts::int3(),
        Command::Exit => qemu::exit(Outcome::Success),
    }
}

fn show_memory() {
    let frames = memory::free_frames();
    println!("frames  {frames} free, {FRAME_SIZE} bytes each");
    if let Some(heap) = memory::heap_stats() {
        println!(
            "heap    {} bytes free in {} blocks, the largest of {}",
            heap.free, heap.blocks, heap.largest
        );
    }
}

async fn sleep(time: Duration) {
    timer::sleep(time).await;
    println!("slept {} ms", time.as_millis());
}
