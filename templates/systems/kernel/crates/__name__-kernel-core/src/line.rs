//! Editing one line on a terminal.

use alloc::string::String;
use core::fmt::{self, Write};
use core::mem;

/// A line being typed: printable ASCII up to a limit, backspace, Ctrl-U (erase all) and Ctrl-C
/// (give up). Escape sequences, such as those of the arrow keys, are swallowed.
#[derive(Debug)]
pub struct LineEditor {
    line: String,
    limit: usize,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// A line feed that comes next belongs to the carriage return before it.
    AfterReturn,
    /// After ESC.
    Escape,
    /// After ESC `[`, until a byte in `@`..=`~` (ECMA-48, section 5.4).
    Sequence,
}

const BELL: char = '\x07';

impl LineEditor {
    /// An empty line that can grow to `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            line: String::new(),
            limit,
            state: State::Text,
        }
    }

    /// Takes a byte from the keyboard and writes to `echo` what the terminal has to show.
    ///
    /// Returns the line when it is complete; an empty one after Ctrl-C.
    ///
    /// # Errors
    ///
    /// Those of `echo`.
    pub fn feed(&mut self, byte: u8, mut echo: impl Write) -> Result<Option<String>, fmt::Error> {
        match mem::replace(&mut self.state, State::Text) {
            State::Escape if byte == b'[' => self.state = State::Sequence,
            State::Sequence if !(b'@'..=b'~').contains(&byte) => self.state = State::Sequence,
            State::Escape | State::Sequence => {}
            State::AfterReturn if byte == b'\n' => {}
            State::Text | State::AfterReturn => return self.edit(byte, &mut echo),
        }
        Ok(None)
    }

    fn edit(&mut self, byte: u8, echo: &mut impl Write) -> Result<Option<String>, fmt::Error> {
        match byte {
            b'\r' | b'\n' => {
                if byte == b'\r' {
                    self.state = State::AfterReturn;
                }
                echo.write_str("\r\n")?;
                return Ok(Some(mem::take(&mut self.line)));
            }
            0x03 => {
                echo.write_str("^C\r\n")?;
                self.line.clear();
                return Ok(Some(String::new()));
            }
            0x08 | 0x7f => self.erase(1, echo)?,
            0x15 => self.erase(self.line.len(), echo)?,
            0x1b => self.state = State::Escape,
            b' '..=b'~' if self.line.len() < self.limit => {
                self.line.push(char::from(byte));
                echo.write_char(char::from(byte))?;
            }
            _ => echo.write_char(BELL)?,
        }
        Ok(None)
    }

    fn erase(&mut self, count: usize, echo: &mut impl Write) -> fmt::Result {
        for _ in 0..count {
            if self.line.pop().is_some() {
                echo.write_str("\x08 \x08")?;
            }
        }
        Ok(())
    }
}
