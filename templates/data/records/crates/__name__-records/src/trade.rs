//! The one record type, described once for serde and once for rkyv.

use std::num::NonZeroU64;

use rkyv::with::{AsVec, Niche};
use serde::{Deserialize, Serialize};

/// One execution on a market.
///
/// The archived form is `repr(C)` in this order of fields, 48 bytes aligned to 8. A change to it needs a new
/// [`VERSION`](crate::VERSION).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, rkyv::Archive, rkyv::Serialize)]
#[rkyv(derive(Debug))]
pub struct Trade {
    /// Identifies the trade.
    pub id: u64,
    /// When it was executed: nanoseconds since 1970-01-01 00:00 UTC, leap seconds not counted.
    pub executed_at: i64,
    /// Price of one unit, in minor units of the currency (cents); negative prices exist.
    pub price: i64,
    /// The order that this trade fills in part, if there is one. `None` is archived as zero, at no cost in space.
    #[rkyv(with = Niche)]
    pub parent: Option<NonZeroU64>,
    /// What was traded. Up to eight bytes are archived inside the record, a longer text outside of it.
    pub symbol: String,
    /// Units traded.
    pub quantity: u32,
    /// Which side took the liquidity.
    pub side: Side,
}

/// The side of a trade.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, rkyv::Archive, rkyv::Serialize,
)]
#[rkyv(derive(Clone, Copy, Debug, PartialEq, Eq), compare(PartialEq))]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The buyer took the offer.
    Buy,
    /// The seller hit the bid.
    Sell,
}

impl From<ArchivedSide> for Side {
    fn from(side: ArchivedSide) -> Self {
        match side {
            ArchivedSide::Buy => Self::Buy,
            ArchivedSide::Sell => Self::Sell,
        }
    }
}

/// Copies the trade out of the archive; the symbol is allocated.
impl From<&ArchivedTrade> for Trade {
    fn from(trade: &ArchivedTrade) -> Self {
        Self {
            id: trade.id.to_native(),
            executed_at: trade.executed_at.to_native(),
            price: trade.price.to_native(),
            parent: trade.parent.as_ref().map(|id| id.to_native()),
            symbol: trade.symbol.as_str().to_owned(),
            quantity: trade.quantity.to_native(),
            side: trade.side.into(),
        }
    }
}

/// What one block holds. Borrowed, so that a caller's slice is archived without being copied first.
#[derive(rkyv::Archive, rkyv::Serialize)]
pub(crate) struct Batch<'a> {
    #[rkyv(with = AsVec)]
    pub(crate) trades: &'a [Trade],
}
