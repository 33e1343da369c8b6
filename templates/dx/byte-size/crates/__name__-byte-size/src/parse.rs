use std::str::FromStr;

use crate::size::ByteSize;
use crate::unit::bytes_of;

/// Text that is no size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseByteSizeError {
    /// It does not begin with a digit.
    #[error("a size begins with a whole number, as in `64 MiB`")]
    NoNumber,
    /// What follows the number is none of the units; empty where nothing does.
    #[error("`{0}` is not a unit; use B, KiB to EiB (powers of 1024) or kB to EB (powers of 1000)")]
    UnknownUnit(String),
    /// It does not fit into 64 bits.
    #[error("a size has at most 18446744073709551615 B")]
    TooLarge,
}

/// A whole number, at most one blank, and a unit: `64 MiB` or `64MiB`.
impl FromStr for ByteSize {
    type Err = ParseByteSizeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        if number.is_empty() {
            return Err(ParseByteSizeError::NoNumber);
        }
        let name = rest.strip_prefix(' ').unwrap_or(rest);
        let unit =
            bytes_of(name).ok_or_else(|| ParseByteSizeError::UnknownUnit(name.to_owned()))?;
        number
            .parse::<u64>()
            .ok()
            .and_then(|count| count.checked_mul(unit))
            .map(Self::from_bytes)
            .ok_or(ParseByteSizeError::TooLarge)
    }
}
