//! Wasmtime: its command lines, and the end of what it runs.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crate::error::RunError;

/// How long Wasmtime may take to compile a component and to listen.
pub(crate) const START_LIMIT: Duration = Duration::from_mins(1);

/// How `wasmtime serve` says that it listens; the address follows.
const ANNOUNCEMENT: &str = "Serving HTTP on ";

/// Serves a component on port 8080 until Ctrl-C, or until Wasmtime ends by itself.
///
/// # Errors
/// [`RunError::Missing`], [`RunError::Io`] or [`RunError::Failed`].
pub fn serve(component: &Path) -> Result<(), RunError> {
    verdict(serving("127.0.0.1:8080", component).status()?)
}

/// Runs a program of tests, and serves the component meanwhile: the variables `COMPONENT_URL` and
/// `COMPONENT_BYTES` tell the tests where it is and how large.
///
/// # Errors
/// The component is not served, or a test failed.
pub fn test(
    program: &Path,
    component: Option<&Path>,
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<(), RunError> {
    let mut tests = Command::new("wasmtime");
    // A test that hangs ends after a minute; nothing else would end it.
    tests.args(["run", "-Shttp", "-Wtimeout=60s"]);
    let server = component.map(Server::start).transpose()?;
    if let Some((server, component)) = server.as_ref().zip(component) {
        let size = fs::metadata(component)?.len();
        tests.arg(format!("--env=COMPONENT_URL={}", server.url));
        tests.arg(format!("--env=COMPONENT_BYTES={size}"));
    }
    verdict(tests.arg(program).args(arguments).status()?)
}

fn serving(address: &str, component: &Path) -> Command {
    let mut command = Command::new("wasmtime");
    // Rust's standard library asks for what programs of a command line have, used or not.
    command.args(["serve", "-Scli", "--addr", address]);
    command.arg(component);
    command
}

fn verdict(status: ExitStatus) -> Result<(), RunError> {
    if status.success() {
        Ok(())
    } else {
        Err(RunError::Failed(status))
    }
}

/// A component that is served, as long as this lives.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    /// Serves a component on a free port and waits until it can be asked.
    fn start(component: &Path) -> Result<Self, RunError> {
        let mut command = serving("127.0.0.1:0", component);
        let mut server = Self {
            process: command.stderr(Stdio::piped()).spawn()?,
            url: String::new(),
        };
        let (announce, announced) = mpsc::channel();
        if let Some(output) = server.process.stderr.take() {
            thread::spawn(move || pass_on(output, &announce));
        }
        server.url = announced
            .recv_timeout(START_LIMIT)
            .map_err(|error| match error {
                RecvTimeoutError::Disconnected => RunError::NotServed,
                RecvTimeoutError::Timeout => RunError::TimedOut,
            })?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // If it has ended already there is nothing left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Passes on what Wasmtime writes, but for the address.
fn pass_on(output: ChildStderr, announce: &Sender<String>) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        // Nobody may be there any more to be told.
        let _ = match line.strip_prefix(ANNOUNCEMENT) {
            Some(url) => announce.send(url.trim_end_matches('/').to_owned()).is_ok(),
            None => writeln!(io::stderr(), "{line}").is_ok(),
        };
    }
}
