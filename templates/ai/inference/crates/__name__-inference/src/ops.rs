//! The kernels as operations on tensors, in place.

use candle_core::{CpuStorage, InplaceOp1, InplaceOp2, Layout, Result, bail};

use crate::kernels::{self, Norm};

/// Adds the bias to each row.
pub(crate) struct AddBias<'a>(pub(crate) &'a [f32]);

/// Adds the bias to each row, and applies the activation of the feed-forward part.
pub(crate) struct BiasGelu<'a>(pub(crate) &'a [f32]);

/// Makes probabilities of each row.
pub(crate) struct Softmax;

/// Adds bias and a second tensor, and normalises each row.
pub(crate) struct ResidualNorm<'a> {
    pub(crate) bias: &'a [f32],
    pub(crate) norm: &'a Norm,
}

/// Writes what the heads found about one text, [heads, tokens, width of a head], side by side into the rows of that text.
pub(crate) struct JoinHeads {
    /// Where the rows of the text begin.
    pub(crate) row: usize,
}

impl InplaceOp1 for AddBias<'_> {
    fn name(&self) -> &'static str {
        "add-bias"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> Result<()> {
        kernels::add_bias(numbers_mut(storage, layout)?, self.0);
        Ok(())
    }
}

impl InplaceOp1 for BiasGelu<'_> {
    fn name(&self) -> &'static str {
        "bias-gelu"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> Result<()> {
        kernels::bias_gelu(numbers_mut(storage, layout)?, self.0);
        Ok(())
    }
}

impl InplaceOp1 for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }

    fn cpu_fwd(&self, storage: &mut CpuStorage, layout: &Layout) -> Result<()> {
        let width = layout.shape().dims().last().copied().unwrap_or(1);
        kernels::softmax(numbers_mut(storage, layout)?, width);
        Ok(())
    }
}

impl InplaceOp2 for ResidualNorm<'_> {
    fn name(&self) -> &'static str {
        "residual-norm"
    }

    fn cpu_fwd(
        &self,
        storage: &mut CpuStorage,
        layout: &Layout,
        residual: &CpuStorage,
        residual_layout: &Layout,
    ) -> Result<()> {
        let rows = numbers_mut(storage, layout)?;
        let residual = numbers(residual, residual_layout)?;
        kernels::residual_norm(rows, residual, self.bias, self.norm);
        Ok(())
    }
}

impl InplaceOp2 for JoinHeads {
    fn name(&self) -> &'static str {
        "join-heads"
    }

    fn cpu_fwd(
        &self,
        storage: &mut CpuStorage,
        layout: &Layout,
        heads: &CpuStorage,
        heads_layout: &Layout,
    ) -> Result<()> {
        let (count, tokens, width) = heads_layout.shape().dims3()?;
        let hidden = count * width;
        let rows = &mut numbers_mut(storage, layout)?[self.row * hidden..][..tokens * hidden];
        let heads = numbers(heads, heads_layout)?;
        for (head, from) in heads.chunks_exact(tokens * width).enumerate() {
            for (row, part) in rows.chunks_exact_mut(hidden).zip(from.chunks_exact(width)) {
                row[head * width..][..width].copy_from_slice(part);
            }
        }
        Ok(())
    }
}

fn numbers<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::F32(all), Some((begin, end))) => Ok(&all[begin..end]),
        _ => bail!("not a contiguous tensor of f32"),
    }
}

fn numbers_mut<'a>(storage: &'a mut CpuStorage, layout: &Layout) -> Result<&'a mut [f32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::F32(all), Some((begin, end))) => Ok(&mut all[begin..end]),
        _ => bail!("not a contiguous tensor of f32"),
    }
}
