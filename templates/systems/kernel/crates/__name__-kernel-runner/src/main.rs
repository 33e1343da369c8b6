//! The program that .cargo/config.toml names as the runner of the bare machine's target. Cargo
//! appends the path of the image.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

use kernel_runner::{Chat, Image, Kind, interactive, test};

const LIMIT: Duration = Duration::from_mins(1);

fn main() -> ExitCode {
    let Err(error) = run() else {
        return ExitCode::SUCCESS;
    };
    // Without a standard error stream the status has to say it.
    let _ = report(error.as_ref());
    ExitCode::FAILURE
}

/// The error and what it comes from, on one line.
fn report(mut error: &dyn Error) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "kernel runner: {error}")?;
    while let Some(source) = error.source() {
        write!(stderr, ": {source}")?;
        error = source;
    }
    writeln!(stderr)
}

fn run() -> Result<(), Box<dyn Error>> {
    let path = env::args_os()
        .nth(1)
        .ok_or("the first argument has to be a kernel image")?;
    let image = Image::new(PathBuf::from(path));
    match image.kind() {
        Kind::Program => interactive(image.path())?,
        Kind::Test(name) => test(image.path(), &chat(name)?, LIMIT)?,
    }
    Ok(())
}

/// Cargo runs tests in the folder of their package: the chat stands beside the test.
fn chat(name: &str) -> Result<Chat, Box<dyn Error>> {
    let path = Path::new("tests").join(name).with_extension("chat");
    if !path.exists() {
        return Ok(Chat::default());
    }
    let chat = fs::read_to_string(&path)?.parse();
    Ok(chat.map_err(|error| format!("{}: {error}", path.display()))?)
}
