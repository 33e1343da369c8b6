//! A scripted conversation with a program that reads and writes bytes.

use std::error::Error;
use std::fmt;
use std::io::{self, Read, Write};
use std::str::FromStr;

use crate::qemu::Outcome;

/// What is typed, what has to be answered and how the image has to end.
///
/// One step on a line; empty lines and lines that begin with `#` say nothing:
///
/// - `send TEXT` types the text and Enter. `\xNN` stands for the byte with that hexadecimal value.
/// - `expect TEXT` waits until the text appears in what was written since the last match.
/// - `outcome success` or `outcome failure` says how the image ends; success if it is not said.
#[derive(Debug, PartialEq, Eq)]
pub struct Chat {
    steps: Vec<Step>,
    outcome: Outcome,
}

#[derive(Debug, PartialEq, Eq)]
enum Step {
    Send(Vec<u8>),
    Expect(String),
}

impl Default for Chat {
    /// Says nothing and expects success.
    fn default() -> Self {
        Self {
            steps: Vec::new(),
            outcome: Outcome::Success,
        }
    }
}

impl Chat {
    /// How the image has to end.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Plays the steps, then reads to the end. All that is read is copied to `transcript`.
    ///
    /// # Errors
    ///
    /// The output ended before all that was expected had appeared; reading or writing failed.
    pub fn play(
        &self,
        mut output: impl Read,
        mut input: impl Write,
        mut transcript: impl Write,
    ) -> Result<(), ChatError> {
        let mut unread = Vec::new();
        let mut more = |unread: &mut Vec<u8>| -> io::Result<bool> {
            let mut chunk = [0; 1024];
            let length = output.read(&mut chunk)?;
            transcript.write_all(&chunk[..length])?;
            transcript.flush()?;
            unread.extend_from_slice(&chunk[..length]);
            Ok(length > 0)
        };
        for step in &self.steps {
            match step {
                Step::Send(text) => {
                    input.write_all(text)?;
                    input.flush()?;
                }
                Step::Expect(text) => {
                    while !consume(&mut unread, text.as_bytes()) {
                        if !more(&mut unread)? {
                            return Err(ChatError::Unanswered(text.clone()));
                        }
                    }
                }
            }
        }
        while more(&mut unread)? {}
        Ok(())
    }
}

/// Removes everything up to and including the first `text`; whether it was there.
fn consume(unread: &mut Vec<u8>, text: &[u8]) -> bool {
    let found = unread
        .windows(text.len())
        .position(|window| window == text)
        .map(|start| start + text.len());
    if let Some(end) = found {
        unread.drain(..end);
    }
    found.is_some()
}

impl FromStr for Chat {
    type Err = InvalidChat;

    fn from_str(text: &str) -> Result<Self, InvalidChat> {
        let mut chat = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let invalid = || InvalidChat { line: index + 1 };
            match line.split_once(' ') {
                Some(("send", text)) => {
                    let mut bytes = unescape(text).ok_or_else(invalid)?;
                    bytes.push(b'\r');
                    chat.steps.push(Step::Send(bytes));
                }
                Some(("expect", text)) if !text.is_empty() => {
                    chat.steps.push(Step::Expect(text.to_owned()));
                }
                Some(("outcome", "success")) => chat.outcome = Outcome::Success,
                Some(("outcome", "failure")) => chat.outcome = Outcome::Failure,
                _ => return Err(invalid()),
            }
        }
        Ok(chat)
    }
}

fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (value, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(value, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    Some(bytes)
}

/// A line of a chat is not one of its steps.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidChat {
    /// Counted from 1.
    pub line: usize,
}

impl fmt::Display for InvalidChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is no step of a chat", self.line)
    }
}

impl Error for InvalidChat {}

/// Why a chat was not played to its end.
#[derive(Debug)]
pub enum ChatError {
    /// The output ended without this text.
    Unanswered(String),
    /// Reading or writing failed.
    Io(io::Error),
}

impl From<io::Error> for ChatError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for ChatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unanswered(text) => write!(f, "expected in vain: {text}"),
            Self::Io(_) => f.write_str("the conversation broke off"),
        }
    }
}

impl Error for ChatError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unanswered(_) => None,
            Self::Io(error) => Some(error),
        }
    }
}
