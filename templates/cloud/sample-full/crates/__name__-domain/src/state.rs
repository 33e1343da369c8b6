use std::fmt;
use std::str::FromStr;

use crate::error::{InvalidValue, OrderError};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Being written; the only state in which lines change.
    Draft,
    /// Handed in, waiting for payment.
    Placed,
    /// Paid, waiting for shipment.
    Paid,
    /// On its way: nothing more happens.
    Shipped,
    /// Given up before shipment: nothing more happens.
    Cancelled,
}

/// What can be asked of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Add a line, or replace the one with the same SKU.
    PutLine,
    /// Take a line out.
    RemoveLine,
    /// Hand the order in.
    Place,
    /// Note that it was paid.
    Pay,
    /// Note that it was sent.
    Ship,
    /// Give it up.
    Cancel,
}

impl State {
    /// Every state, in the order in which they are passed through.
    pub const ALL: [Self; 5] = [
        Self::Draft,
        Self::Placed,
        Self::Paid,
        Self::Shipped,
        Self::Cancelled,
    ];

    /// The state that `action` leads to.
    ///
    /// # Errors
    /// [`OrderError::NotAllowed`] if it leads nowhere from here.
    pub fn after(self, action: Action) -> Result<Self, OrderError> {
        match (self, action) {
            (Self::Draft, Action::PutLine | Action::RemoveLine) => Ok(Self::Draft),
            (Self::Draft, Action::Place) => Ok(Self::Placed),
            (Self::Placed, Action::Pay) => Ok(Self::Paid),
            (Self::Paid, Action::Ship) => Ok(Self::Shipped),
            (Self::Draft | Self::Placed | Self::Paid, Action::Cancel) => Ok(Self::Cancelled),
            (state, action) => Err(OrderError::NotAllowed { state, action }),
        }
    }

    /// The name that parses back into this state.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Placed => "placed",
            Self::Paid => "paid",
            Self::Shipped => "shipped",
            Self::Cancelled => "cancelled",
        }
    }
}

impl FromStr for State {
    type Err = InvalidValue;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == name)
            .ok_or(InvalidValue::State)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PutLine => "put a line on",
            Self::RemoveLine => "remove a line from",
            Self::Place => "place",
            Self::Pay => "pay",
            Self::Ship => "ship",
            Self::Cancel => "cancel",
        })
    }
}
