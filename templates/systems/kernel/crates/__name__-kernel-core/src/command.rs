//! What can be typed at the prompt.

use core::error::Error;
use core::fmt;
use core::num::IntErrorKind;
use core::time::Duration;

/// One line for each command.
pub const HELP: &str = "\
help           this list
mem            free frames and free heap
ticks          timer interrupts since the start
tasks          tasks and how often each was polled
sleep MS       waits for so many milliseconds
fault KIND     crashes: page, null, write, execute, divide, opcode, stack, panic
breakpoint     an exception that returns
exit           leaves QEMU";

/// A command line that was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Lists the commands.
    Help,
    /// Shows free memory.
    Memory,
    /// Shows the time since the start.
    Ticks,
    /// Lists the tasks.
    Tasks,
    /// Waits.
    Sleep(Duration),
    /// Brings about an exception from which there is no return.
    Fault(Crash),
    /// Brings about an exception that returns.
    Breakpoint,
    /// Ends the machine.
    Exit,
}

/// A way to crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crash {
    /// Reads where nothing is mapped.
    Page,
    /// Reads at address 0.
    Null,
    /// Writes to the kernel's code.
    Write,
    /// Executes data.
    Execute,
    /// Divides by zero.
    Divide,
    /// Executes what is no instruction.
    Opcode,
    /// Recurses until the stack is full.
    Stack,
    /// Panics.
    Panic,
}

impl Command {
    /// Reads a line: a command and its argument, separated by spaces. Nothing for an empty one.
    ///
    /// # Errors
    ///
    /// The first word is no command; the argument is missing, wrong or one too many.
    pub fn parse(line: &str) -> Result<Option<Self>, ParseError<'_>> {
        let mut words = line.split_ascii_whitespace();
        let Some(name) = words.next() else {
            return Ok(None);
        };
        let argument = words.next();
        if let Some(word) = words.next() {
            return Err(ParseError::Argument(word));
        }
        let command = match name {
            "sleep" => return milliseconds(argument).map(|time| Some(Self::Sleep(time))),
            "fault" => return crash(argument).map(|crash| Some(Self::Fault(crash))),
            "help" => Self::Help,
            "mem" => Self::Memory,
            "ticks" => Self::Ticks,
            "tasks" => Self::Tasks,
            "breakpoint" => Self::Breakpoint,
            "exit" => Self::Exit,
            _ => return Err(ParseError::Unknown(name)),
        };
        argument.map_or(Ok(Some(command)), |word| Err(ParseError::Argument(word)))
    }
}

fn milliseconds(argument: Option<&str>) -> Result<Duration, ParseError<'_>> {
    let word = argument.ok_or(ParseError::Missing("a number of milliseconds"))?;
    match word.parse::<u32>() {
        Ok(number) => Ok(Duration::from_millis(number.into())),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => Err(ParseError::TooLarge(word)),
        Err(_) => Err(ParseError::Argument(word)),
    }
}

fn crash(argument: Option<&str>) -> Result<Crash, ParseError<'_>> {
    let word = argument.ok_or(ParseError::Missing("a kind of fault"))?;
    Ok(match word {
        "page" => Crash::Page,
        "null" => Crash::Null,
        "write" => Crash::Write,
        "execute" => Crash::Execute,
        "divide" => Crash::Divide,
        "opcode" => Crash::Opcode,
        "stack" => Crash::Stack,
        "panic" => Crash::Panic,
        _ => return Err(ParseError::Argument(word)),
    })
}

/// Why a line is no command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseError<'a> {
    /// There is no command of this name.
    Unknown(&'a str),
    /// The command needs this as well.
    Missing(&'static str),
    /// The command cannot do anything with this word.
    Argument(&'a str),
    /// A number beyond 2³² − 1.
    TooLarge(&'a str),
}

impl fmt::Display for ParseError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "no such command: {name} (try help)"),
            Self::Missing(what) => write!(f, "missing: {what} (try help)"),
            Self::Argument(word) => write!(f, "not understood: {word} (try help)"),
            Self::TooLarge(word) => write!(f, "too large: {word}"),
        }
    }
}

impl Error for ParseError<'_> {}
