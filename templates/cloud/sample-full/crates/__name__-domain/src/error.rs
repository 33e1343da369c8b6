use crate::line::Sku;
use crate::money::Currency;
use crate::order::MAX_LINES;
use crate::state::{Action, State};

/// A value that no order may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidValue {
    /// Not shaped like an ISO 4217 code.
    #[error("a currency is three capital letters, such as EUR")]
    Currency,
    /// A negative amount of money.
    #[error("an amount of money is not negative")]
    Money,
    /// A quantity out of range.
    #[error("a quantity is between 1 and 1000")]
    Quantity,
    /// Empty, too long, or with characters that control something.
    #[error("a reference is 1 to 64 characters, no control characters, no spaces around them")]
    Reference,
    /// Not a stock-keeping unit.
    #[error("a SKU has 1 to 64 capital letters, digits and hyphens")]
    Sku,
    /// Not the name of a state.
    #[error("a state is draft, placed, paid, shipped or cancelled")]
    State,
}

/// A rule about orders that an operation would have broken; the order is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// The order's state does not allow this.
    #[error("cannot {action} an order that is {state}")]
    NotAllowed {
        /// The state that the order is in.
        state: State,
        /// What was asked of it.
        action: Action,
    },
    /// An order needs a line before it can be placed.
    #[error("an order without lines cannot be placed")]
    Empty,
    /// One line more than [`MAX_LINES`].
    #[error("an order has at most {MAX_LINES} lines")]
    TooManyLines,
    /// The order has no line for this SKU.
    #[error("the order has no line for {0}")]
    NoSuchLine(Sku),
    /// The price is in another currency than the order.
    #[error("the order is in {order}, the price in {price}")]
    CurrencyMismatch {
        /// The currency of the order.
        order: Currency,
        /// The currency of the price.
        price: Currency,
    },
    /// The total would exceed what can be counted.
    #[error("the order's total is too large")]
    TotalTooLarge,
}
