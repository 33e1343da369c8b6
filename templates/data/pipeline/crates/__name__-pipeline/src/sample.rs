//! Trades to try things with.

use std::iter;
use std::num::NonZeroU64;

use records::{Side, Trade};

/// What is traded, and the price it starts from; the last symbol is too long to be archived inside of a record.
const MARKETS: [(&str, i64); 6] = [
    ("AAPL", 27_150),
    ("BMW.DE", 8_842),
    ("BRK.B", 49_310),
    ("ESZ6", 684_225),
    ("EURUSD", 116),
    ("XS2434891219", 9_913),
];

/// 2025-11-24 16:00:00 UTC, in nanoseconds.
const START: i64 = 1_764_000_000_000_000_000;

/// Invented trades without end, in the order in which they were executed: the same ones for the same seed.
///
/// Ids count from one, times grow by less than two milliseconds a trade, and each price walks at random from the last.
pub fn sample(seed: u64) -> impl Iterator<Item = Trade> {
    let mut random = SplitMix(seed);
    let mut executed_at = START;
    let mut prices = MARKETS.map(|(_, price)| price);
    let mut id = 0;
    iter::from_fn(move || {
        id += 1;
        executed_at += i64::from(random.below(2_000_000));
        let market = random.below(6) as usize;
        prices[market] += i64::from(random.below(5)) - 2;
        let parent = if random.below(4) == 0 { id / 2 } else { 0 };
        Some(Trade {
            id,
            executed_at,
            price: prices[market],
            parent: NonZeroU64::new(parent),
            symbol: MARKETS[market].0.to_owned(),
            quantity: 1 + random.below(1_000),
            side: if random.below(2) == 0 {
                Side::Buy
            } else {
                Side::Sell
            },
        })
    })
}

/// Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators* (OOPSLA 2014).
struct SplitMix(u64);

impl SplitMix {
    /// A number from 0 to `bound` - 1, near enough to uniform for samples.
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        // The upper half, taken as a fraction of the bound.
        ((u64::from(bound) * (bits >> 32)) >> 32) as u32
    }
}
