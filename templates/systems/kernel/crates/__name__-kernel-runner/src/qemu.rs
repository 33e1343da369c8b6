//! QEMU: its command line, its exit status, and the end of an image that does not end.

use std::error::Error;
use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::chat::{Chat, ChatError};

const PROGRAM: &str = "qemu-system-x86_64";

/// A machine that is the same on every host: emulated, not accelerated.
///
/// The kernel ends by writing a byte *n* to the port of isa-debug-exit, and QEMU with the status
/// 2*n* + 1. `-no-reboot` makes a triple fault end QEMU, with status 0.
const MACHINE: [&str; 10] = [
    "-machine",
    "q35,accel=tcg",
    "-m",
    "64M",
    "-display",
    "none",
    "-no-reboot",
    "-nic",
    "none",
    "-device",
];
const EXIT_DEVICE: &str = "isa-debug-exit,iobase=0xf4,iosize=0x04";

/// The kernel wrote 0x10.
const SUCCESS: i32 = 0x10 * 2 + 1;
/// The kernel wrote 0x11.
const FAILURE: i32 = 0x11 * 2 + 1;

/// How an image said that it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it had to do.
    Success,
    /// It met a panic or a fault.
    Failure,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Success => "success",
            Self::Failure => "failure",
        })
    }
}

/// Runs an image on the terminal. Ctrl-C goes to the kernel; Ctrl-A X ends QEMU.
///
/// # Errors
///
/// QEMU could not be started, or the image did not end in success.
pub fn interactive(image: &Path) -> Result<(), RunError> {
    let status = qemu(image, "mon:stdio").status().map_err(RunError::Start)?;
    verdict(status, Outcome::Success)
}

/// Runs an image, plays the chat on its serial port and compares the outcome. An image that takes
/// longer than `limit` is killed.
///
/// # Errors
///
/// QEMU could not be started; the chat was not played to its end; the outcome is another one.
pub fn test(image: &Path, chat: &Chat, limit: Duration) -> Result<(), RunError> {
    let mut child = qemu(image, "stdio")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(RunError::Start)?;
    let pipes = child.stdout.take().zip(child.stdin.take());
    let (output, input) = pipes.ok_or_else(|| RunError::Start(io::ErrorKind::BrokenPipe.into()))?;

    let watched = Arc::new(Watched::new(child));
    let watchdog = thread::spawn({
        let watched = Arc::clone(&watched);
        move || watched.kill_after(limit)
    });
    let played = chat.play(output, input, io::stdout());
    if matches!(played, Err(ChatError::Io(_))) {
        watched.kill()?;
    }
    let status = watched.wait()?;
    let timed_out = watchdog.join().unwrap_or(false);

    if timed_out {
        return Err(RunError::TimedOut(limit, played.err()));
    }
    played.map_err(|error| RunError::Chat(error, status))?;
    verdict(status, chat.outcome())
}

fn qemu(image: &Path, serial: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(MACHINE)
        .arg(EXIT_DEVICE)
        .args(["-serial", serial, "-kernel"])
        .arg(OsStr::new(image));
    command
}

fn verdict(status: ExitStatus, expected: Outcome) -> Result<(), RunError> {
    let outcome = match status.code() {
        Some(SUCCESS) => Outcome::Success,
        Some(FAILURE) => Outcome::Failure,
        _ => return Err(RunError::NoVerdict(status)),
    };
    if outcome == expected {
        Ok(())
    } else {
        Err(RunError::Outcome(outcome))
    }
}

/// A process that two threads look after: one waits for it, one ends it when it takes too long.
struct Watched {
    child: Mutex<Child>,
    ended: Mutex<bool>,
    changed: Condvar,
}

impl Watched {
    fn new(child: Child) -> Self {
        Self {
            child: Mutex::new(child),
            ended: Mutex::new(false),
            changed: Condvar::new(),
        }
    }

    fn kill(&self) -> Result<(), RunError> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        child.kill().map_err(RunError::Wait)
    }

    /// Waits for the process, whose output has ended: it is about to exit or was killed.
    fn wait(&self) -> Result<ExitStatus, RunError> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let status = child.wait().map_err(RunError::Wait);
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
        status
    }

    /// Whether the process was still running when the time was up.
    fn kill_after(&self, limit: Duration) -> bool {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .changed
            .wait_timeout_while(ended, limit, |ended| !*ended);
        let (guard, result) = waited.unwrap_or_else(PoisonError::into_inner);
        drop(guard);
        result.timed_out() && self.kill().is_ok()
    }
}

/// Why a run is no success.
#[derive(Debug)]
pub enum RunError {
    /// QEMU did not start.
    Start(io::Error),
    /// QEMU could not be waited for or ended.
    Wait(io::Error),
    /// The image was killed; with the step at which it stood.
    TimedOut(Duration, Option<ChatError>),
    /// The conversation failed; with the status of QEMU.
    Chat(ChatError, ExitStatus),
    /// The image ended in this, and not as expected.
    Outcome(Outcome),
    /// QEMU ended without a word of the image: by a triple fault, or by an error of its own.
    NoVerdict(ExitStatus),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(_) => write!(f, "cannot run {PROGRAM}; is QEMU installed?"),
            Self::Wait(_) => write!(f, "cannot wait for {PROGRAM}"),
            Self::TimedOut(limit, _) => write!(f, "no end after {} s", limit.as_secs()),
            Self::Chat(_, status) => write!(f, "the chat failed; QEMU: {status}"),
            Self::Outcome(outcome) => write!(f, "the image ended in {outcome}"),
            Self::NoVerdict(status) => write!(f, "the image gave no verdict; QEMU: {status}"),
        }
    }
}

impl Error for RunError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Start(error) | Self::Wait(error) => Some(error),
            Self::TimedOut(_, Some(error)) | Self::Chat(error, _) => Some(error),
            Self::TimedOut(_, None) | Self::Outcome(_) | Self::NoVerdict(_) => None,
        }
    }
}
