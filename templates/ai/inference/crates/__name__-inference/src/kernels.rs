//! What happens between matrix products, a row at a time.
//!
//! Each function is compiled once for every instruction set that [`pulp`] knows and dispatched at run time, and is written
//! so that the compiler makes vector instructions of its loops: over arrays of a fixed length, with sums kept apart by
//! lane.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the oldest instruction set alone"
)]

use pulp::{Arch, NullaryFnOnce};

/// As many as the widest registers hold.
const LANES: usize = 16;

/// Scale and shift of a layer normalisation, and what it adds to the variance.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) scale: Vec<f32>,
    pub(crate) shift: Vec<f32>,
    pub(crate) epsilon: f32,
}

/// Adds `bias` to each row.
pub(crate) fn add_bias(rows: &mut [f32], bias: &[f32]) {
    struct Work<'a>(&'a mut [f32], &'a [f32]);
    impl NullaryFnOnce for Work<'_> {
        type Output = ();
        #[inline(always)]
        fn call(self) {
            let Self(rows, bias) = self;
            for row in rows.chunks_exact_mut(bias.len()) {
                for (value, bias) in row.iter_mut().zip(bias) {
                    *value += bias;
                }
            }
        }
    }
    Arch::new().dispatch(Work(rows, bias));
}

/// Adds `bias` to each row and takes the Gaussian error linear unit of the sum, x Φ(x) (Hendrycks and Gimpel, 2016).
pub(crate) fn bias_gelu(rows: &mut [f32], bias: &[f32]) {
    struct Work<'a>(&'a mut [f32], &'a [f32]);
    impl NullaryFnOnce for Work<'_> {
        type Output = ();
        #[inline(always)]
        fn call(self) {
            let Self(rows, bias) = self;
            for row in rows.chunks_exact_mut(bias.len()) {
                for (value, bias) in row.iter_mut().zip(bias) {
                    *value = gelu(*value + bias);
                }
            }
        }
    }
    Arch::new().dispatch(Work(rows, bias));
}

/// Adds `bias` and the row of `residual` to each row, and normalises the sum to mean 0 and variance 1 before `norm` scales
/// and shifts it.
pub(crate) fn residual_norm(rows: &mut [f32], residual: &[f32], bias: &[f32], norm: &Norm) {
    struct Work<'a>(&'a mut [f32], &'a [f32], &'a [f32], &'a Norm);
    impl NullaryFnOnce for Work<'_> {
        type Output = ();
        #[inline(always)]
        fn call(self) {
            let Self(rows, residual, bias, norm) = self;
            let width = bias.len();
            for (row, residual) in rows
                .chunks_exact_mut(width)
                .zip(residual.chunks_exact(width))
            {
                for ((value, residual), bias) in row.iter_mut().zip(residual).zip(bias) {
                    *value += residual + bias;
                }
                normalize(row, norm);
            }
        }
    }
    Arch::new().dispatch(Work(rows, residual, bias, norm));
}

/// Makes probabilities of each row of `width` numbers: their exponentials, scaled to the sum 1.
pub(crate) fn softmax(rows: &mut [f32], width: usize) {
    struct Work<'a>(&'a mut [f32], usize);
    impl NullaryFnOnce for Work<'_> {
        type Output = ();
        #[inline(always)]
        fn call(self) {
            let Self(rows, width) = self;
            for row in rows.chunks_exact_mut(width) {
                let largest = maximum(row);
                for value in &mut *row {
                    *value = exp(*value - largest);
                }
                let scale = 1.0 / sum_of(row, |value| value);
                for value in row {
                    *value *= scale;
                }
            }
        }
    }
    Arch::new().dispatch(Work(rows, width));
}

#[inline(always)]
fn normalize(row: &mut [f32], norm: &Norm) {
    #[expect(clippy::cast_precision_loss, reason = "widths are small")]
    let width = row.len() as f32;
    let mean = sum_of(row, |value| value) / width;
    let variance = sum_of(row, |value| (value - mean) * (value - mean)) / width;
    let factor = 1.0 / (variance + norm.epsilon).sqrt();
    for ((value, scale), shift) in row.iter_mut().zip(&norm.scale).zip(&norm.shift) {
        *value = (*value - mean) * factor * scale + shift;
    }
}

/// A sum in lanes: the order of additions is one that the compiler can make vectors of, and the same everywhere.
#[inline(always)]
fn sum_of(row: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let (vectors, rest) = row.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for vector in vectors {
        for (sum, value) in sums.iter_mut().zip(vector) {
            *sum += term(*value);
        }
    }
    sums.into_iter().sum::<f32>() + rest.iter().map(|value| term(*value)).sum::<f32>()
}

#[inline(always)]
fn maximum(row: &[f32]) -> f32 {
    let (vectors, rest) = row.as_chunks::<LANES>();
    let mut largest = [f32::NEG_INFINITY; LANES];
    for vector in vectors {
        for (largest, value) in largest.iter_mut().zip(vector) {
            *largest = if *value > *largest { *value } else { *largest };
        }
    }
    largest
        .into_iter()
        .chain(rest.iter().copied())
        .fold(f32::NEG_INFINITY, f32::max)
}

/// x Φ(x), with the error function as in Abramowitz and Stegun, 7.1.26: off by 1.5e-7 at most.
#[inline(always)]
fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let polynomial = ((((1.061_405_4 * t - 1.453_152) * t + 1.421_413_7) * t - 0.284_496_74) * t
        + 0.254_829_6)
        * t;
    let tail = 0.5 * polynomial * exp(-z * z);
    let phi = if x < 0.0 { tail } else { 1.0 - tail };
    x * phi
}

/// e to the power of `x`, for `x` of 0 at most: 2 to the nearest whole number times the Taylor series of what is left.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Adding it leaves the nearest whole number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    // Below, the result would be no normal number; it counts as nothing.
    let x = if x < -87.0 { -87.0 } else { x };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = x - whole * LN_2_HIGH - whole * LN_2_LOW;
    let series = 1.0
        + rest
            * (1.0
                + rest
                    * (0.5
                        + rest
                            * (1.0 / 6.0
                                + rest * (1.0 / 24.0 + rest * (1.0 / 120.0 + rest / 720.0)))));
    let exponent = f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0_f32.to_bits()));
    series * exponent
}
