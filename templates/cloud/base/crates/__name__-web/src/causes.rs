use std::error::Error;
use std::iter;

/// The error and why it came about, as text for the log: as JSON it would hold an error without its
/// causes.
pub fn with_causes(error: &dyn Error) -> String {
    let errors = iter::successors(Some(error), |&error| error.source());
    let texts: Vec<_> = errors.map(ToString::to_string).collect();
    texts.join(": ")
}
