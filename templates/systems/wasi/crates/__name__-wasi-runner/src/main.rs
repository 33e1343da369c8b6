//! The program that .cargo/config.toml names as the runner of WASI. Cargo appends what it built
//! and the arguments for it.

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use wasi_runner::{Artifact, serve, test};

/// The package whose component this runs: the one that it is named after.
const PACKAGE: &str = env!("CARGO_PKG_NAME");

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
    write!(stderr, "wasi runner: {error}")?;
    while let Some(source) = error.source() {
        write!(stderr, ": {source}")?;
        error = source;
    }
    writeln!(stderr)
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let path = arguments
        .next()
        .ok_or("the first argument has to be a file that Cargo built for WASI")?;
    let package = PACKAGE.strip_suffix("-runner").unwrap_or(PACKAGE);
    match Artifact::new(path.into(), package) {
        Artifact::Component(component) => serve(&component)?,
        Artifact::Tests { program, component } => {
            test(&program, component.as_deref(), arguments)?;
        }
    }
    Ok(())
}
