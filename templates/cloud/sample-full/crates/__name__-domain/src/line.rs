use std::fmt;
use std::str::FromStr;

use crate::error::InvalidValue;
use crate::money::Money;

/// A stock-keeping unit: 1 to 64 capital letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sku(String);

impl Sku {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Sku {
    type Err = InvalidValue;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let fits = matches!(code.len(), 1..=64);
        if fits
            && code
                .bytes()
                .all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'-'))
        {
            Ok(Self(code.to_owned()))
        } else {
            Err(InvalidValue::Sku)
        }
    }
}

impl fmt::Display for Sku {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number of pieces, 1 to 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(u32);

impl Quantity {
    /// The number of pieces.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Quantity {
    type Error = InvalidValue;

    fn try_from(pieces: u32) -> Result<Self, Self::Error> {
        match pieces {
            1..=1000 => Ok(Self(pieces)),
            _ => Err(InvalidValue::Quantity),
        }
    }
}

/// How many pieces of what, at which price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is ordered; an order has one line a SKU.
    pub sku: Sku,
    /// How many pieces.
    pub quantity: Quantity,
    /// The price of one piece.
    pub unit_price: Money,
}

impl Line {
    /// The price of all pieces, or `None` if it is too large.
    pub fn total(&self) -> Option<Money> {
        self.unit_price.checked_mul(self.quantity)
    }
}
