use std::error::Error;
use std::iter;

/// The error and why it came about, as text: a log in JSON would hold an error without its causes.
/// What stands around HTTP has the same; this crate stands below it, and needs no other for five lines.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let errors = iter::successors(Some(error), |&error| error.source());
    let texts: Vec<_> = errors.map(ToString::to_string).collect();
    texts.join(": ")
}
