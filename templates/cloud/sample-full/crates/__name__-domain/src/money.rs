use std::fmt::{self, Write};
use std::str::FromStr;

use crate::error::InvalidValue;
use crate::line::Quantity;

/// A currency by its ISO 4217 code; the shape is checked, not whether the code is assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl FromStr for Currency {
    type Err = InvalidValue;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        match *code.as_bytes() {
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z', c @ b'A'..=b'Z'] => Ok(Self([a, b, c])),
            _ => Err(InvalidValue::Currency),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|&letter| f.write_char(letter.into()))
    }
}

/// An amount of money, never negative, counted in the minor unit of its currency (cents for EUR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// `minor` units of `currency`.
    ///
    /// # Errors
    /// [`InvalidValue::Money`] if `minor` is negative.
    pub fn new(minor: i64, currency: Currency) -> Result<Self, InvalidValue> {
        if minor < 0 {
            return Err(InvalidValue::Money);
        }
        Ok(Self { minor, currency })
    }

    /// Nothing, in `currency`.
    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The amount in minor units.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// The currency that the amount is in.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The sum, or `None` if the currencies differ or the sum is too large.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        let minor = self.minor.checked_add(other.minor)?;
        Some(Self { minor, ..self })
    }

    /// The price of `quantity` pieces, or `None` if it is too large.
    pub fn checked_mul(self, quantity: Quantity) -> Option<Self> {
        let minor = self.minor.checked_mul(quantity.get().into())?;
        Some(Self { minor, ..self })
    }
}
