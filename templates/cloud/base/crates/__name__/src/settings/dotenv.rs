//! The file `.env`. It is read and not put into the environment of the process, which other threads
//! may be reading.

use std::cell::Cell;
use std::fs;
use std::io::{self, ErrorKind, Read};

use anyhow::anyhow;

pub(super) const FILE: &str = ".env";

const FORM: &str = "NAME=value or NAME='value'";

/// The variables of the file, if it is there.
///
/// # Errors
/// When it cannot be read, or a line means nothing: which, and not what is written there, which may
/// be a secret.
pub(super) fn read() -> anyhow::Result<Vec<(String, String)>> {
    let text = match fs::read(FILE) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        text => text?,
    };
    let line = Cell::new(0);
    let mut variables = dotenvy::Iter::new(Lines {
        rest: &text,
        line: &line,
    });
    let mut found = Vec::new();
    loop {
        let first = line.get() + 1;
        match variables.next() {
            None => return Ok(found),
            Some(Ok(variable)) => found.push(variable),
            Some(Err(_)) => {
                let last = line.get();
                return Err(if first < last {
                    anyhow!("lines {first} to {last} are not all of the form {FORM}")
                } else {
                    anyhow!("line {last} is not of the form {FORM}")
                });
            }
        }
    }
}

/// Hands out line by line, and knows the number of the last one.
struct Lines<'a> {
    rest: &'a [u8],
    line: &'a Cell<usize>,
}

impl Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let newline = self.rest.iter().position(|&byte| byte == b'\n');
        let end = newline.map_or(self.rest.len(), |at| at + 1);
        let length = (&self.rest[..end]).read(buffer)?;
        if length > 0 && length == end {
            self.line.set(self.line.get() + 1);
        }
        self.rest = &self.rest[length..];
        Ok(length)
    }
}
