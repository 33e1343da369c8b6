use std::fmt;
use std::mem;
use std::str::FromStr;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::error::{InvalidValue, OrderError};
use crate::line::{Line, Sku};
use crate::money::{Currency, Money};
use crate::state::{Action, State};
use crate::version::Version;

/// The most lines that an order can have.
pub const MAX_LINES: usize = 100;

/// Identifies an order for good. Ids sort by the time of their making (UUID version 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderId(Uuid);

impl From<Uuid> for OrderId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl From<OrderId> for Uuid {
    fn from(id: OrderId) -> Self {
        id.0
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The customer's own name for an order; no two orders share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

impl Reference {
    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = matches!(text.chars().count(), 1..=64);
        if fits && text.trim() == text && !text.contains(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::Reference)
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An order and its lines. Every successful change makes a new [`Version`]; a refused one changes
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    id: OrderId,
    reference: Reference,
    currency: Currency,
    state: State,
    version: Version,
    created_at: OffsetDateTime,
    /// Sorted by SKU, each of which occurs once.
    lines: Vec<Line>,
    total: Money,
}

/// What an order consists of, as a repository reads it back.
#[derive(Debug, Clone)]
pub struct OrderParts {
    /// See [`Order::id`].
    pub id: OrderId,
    /// See [`Order::reference`].
    pub reference: Reference,
    /// See [`Order::currency`].
    pub currency: Currency,
    /// See [`Order::state`].
    pub state: State,
    /// See [`Order::version`].
    pub version: Version,
    /// See [`Order::created_at`].
    pub created_at: OffsetDateTime,
    /// See [`Order::lines`]; in any order.
    pub lines: Vec<Line>,
}

impl Order {
    /// An empty draft. `now` is kept to the microsecond, which every database can store.
    pub fn open(
        id: OrderId,
        reference: Reference,
        currency: Currency,
        now: OffsetDateTime,
    ) -> Self {
        Self {
            id,
            reference,
            currency,
            state: State::Draft,
            version: Version::FIRST,
            created_at: now.truncate_to_microsecond(),
            lines: Vec::new(),
            total: Money::zero(currency),
        }
    }

    /// An order as it was stored.
    ///
    /// # Errors
    /// The rule that the parts break: they were not stored by this code.
    pub fn restore(parts: OrderParts) -> Result<Self, OrderError> {
        let OrderParts {
            id,
            reference,
            currency,
            state,
            version,
            created_at,
            mut lines,
        } = parts;
        let order = Self::open(id, reference, currency, created_at);
        lines.sort_by(|one, other| one.sku.cmp(&other.sku));
        // Of two for one SKU the later stays, as if they had been put.
        lines.dedup_by(|later, earlier| {
            let is_same = later.sku == earlier.sku;
            if is_same {
                mem::swap(later, earlier);
            }
            is_same
        });
        if lines.len() > MAX_LINES {
            return Err(OrderError::TooManyLines);
        }
        for line in &lines {
            order.check_currency(line)?;
        }
        if lines.is_empty() && !matches!(state, State::Draft | State::Cancelled) {
            return Err(OrderError::Empty);
        }
        let total = total(currency, &lines)?;
        Ok(Self {
            state,
            version,
            lines,
            total,
            ..order
        })
    }

    /// Adds the line, or replaces the one with the same SKU, which is returned.
    ///
    /// # Errors
    /// [`OrderError::NotAllowed`], [`OrderError::CurrencyMismatch`], [`OrderError::TooManyLines`]
    /// or [`OrderError::TotalTooLarge`].
    pub fn put_line(&mut self, line: Line) -> Result<Option<Line>, OrderError> {
        let state = self.state.after(Action::PutLine)?;
        self.check_currency(&line)?;
        let position = self.position(&line.sku);
        if position.is_err() && self.lines.len() == MAX_LINES {
            return Err(OrderError::TooManyLines);
        }
        self.total = self.total_with(&line.sku, Some(&line))?;
        let replaced = match position {
            Ok(at) => Some(mem::replace(&mut self.lines[at], line)),
            Err(at) => {
                self.lines.insert(at, line);
                None
            }
        };
        self.changed(state);
        Ok(replaced)
    }

    /// Takes out the line for `sku`.
    ///
    /// # Errors
    /// [`OrderError::NotAllowed`] or [`OrderError::NoSuchLine`].
    pub fn remove_line(&mut self, sku: &Sku) -> Result<(), OrderError> {
        let state = self.state.after(Action::RemoveLine)?;
        let at = self
            .position(sku)
            .map_err(|_| OrderError::NoSuchLine(sku.clone()))?;
        self.total = self.total_with(sku, None)?;
        self.lines.remove(at);
        self.changed(state);
        Ok(())
    }

    /// Hands the order in; from now on its lines are fixed.
    ///
    /// # Errors
    /// [`OrderError::NotAllowed`] or [`OrderError::Empty`].
    pub fn place(&mut self) -> Result<(), OrderError> {
        let state = self.state.after(Action::Place)?;
        if self.lines.is_empty() {
            return Err(OrderError::Empty);
        }
        self.changed(state);
        Ok(())
    }

    /// Notes that the order was paid.
    ///
    /// # Errors
    /// [`OrderError::NotAllowed`].
    pub fn pay(&mut self) -> Result<(), OrderError> {
        self.changed(self.state.after(Action::Pay)?);
        Ok(())
    }

    /// Notes that the order was sent.
    ///
    /// # Errors
    /// [`OrderError::NotAllowed`].
    pub fn ship(&mut self) -> Result<(), OrderError> {
        self.changed(self.state.after(Action::Ship)?);
        Ok(())
    }

    /// Gives the order up.
    ///
    /// # Errors
    /// [`OrderError::NotAllowed`].
    pub fn cancel(&mut self) -> Result<(), OrderError> {
        self.changed(self.state.after(Action::Cancel)?);
        Ok(())
    }

    /// Identifies the order.
    pub fn id(&self) -> OrderId {
        self.id
    }

    /// The customer's own name for it.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The currency of every price in it.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// How often it was changed.
    pub fn version(&self) -> Version {
        self.version
    }

    /// When it was opened.
    pub fn created_at(&self) -> OffsetDateTime {
        self.created_at
    }

    /// Its lines, sorted by SKU.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What all lines cost together.
    pub fn total(&self) -> Money {
        self.total
    }

    fn position(&self, sku: &Sku) -> Result<usize, usize> {
        self.lines.binary_search_by(|line| line.sku.cmp(sku))
    }

    fn check_currency(&self, line: &Line) -> Result<(), OrderError> {
        let (order, price) = (self.currency, line.unit_price.currency());
        if price == order {
            Ok(())
        } else {
            Err(OrderError::CurrencyMismatch { order, price })
        }
    }

    /// The total if the line for `sku` were `line`.
    fn total_with(&self, sku: &Sku, line: Option<&Line>) -> Result<Money, OrderError> {
        let others = self.lines.iter().filter(|other| other.sku != *sku);
        total(self.currency, others.chain(line))
    }

    fn changed(&mut self, state: State) {
        self.state = state;
        self.version = self.version.next();
    }
}

/// What these lines cost together.
fn total<'a>(
    currency: Currency,
    lines: impl IntoIterator<Item = &'a Line>,
) -> Result<Money, OrderError> {
    lines
        .into_iter()
        .try_fold(Money::zero(currency), |sum, line| {
            sum.checked_add(line.total()?)
        })
        .ok_or(OrderError::TotalTooLarge)
}
