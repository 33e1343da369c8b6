//! Why a run is no success.

use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitStatus;

use crate::wasmtime::START_LIMIT;

/// Why a run is no success.
#[derive(Debug)]
pub enum RunError {
    /// There is no Wasmtime.
    Missing,
    /// Wasmtime could not be started, or not be waited for.
    Io(io::Error),
    /// Wasmtime ended before it served the component.
    NotServed,
    /// Wasmtime did not serve the component in time.
    TimedOut,
    /// A test failed, or the component could not be served to the end.
    Failed(ExitStatus),
}

impl From<io::Error> for RunError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Io(error),
        }
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("wasmtime is not on the PATH: `just tools` installs it"),
            Self::Io(_) => f.write_str("cannot run wasmtime"),
            Self::NotServed => f.write_str("wasmtime does not serve the component"),
            Self::TimedOut => write!(
                f,
                "wasmtime did not serve the component within {} s",
                START_LIMIT.as_secs()
            ),
            Self::Failed(status) => write!(f, "wasmtime ended with {status}"),
        }
    }
}

impl Error for RunError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Missing | Self::NotServed | Self::TimedOut | Self::Failed(_) => None,
        }
    }
}
