//! The network: BERT's encoder (Devlin and others, 2018), over texts laid end to end.
//!
//! All tokens of a batch are rows of one matrix, without padding: what is done to each token alone, nearly everything, is
//! one matrix product over all of them, and only attention looks at each text by itself. So no text is as long as the
//! longest one, there is no mask, and what comes out for a text does not depend on its neighbours.

use candle_core::{Device, Tensor};

use crate::config::Config;
use crate::error::{Error, Problem};
use crate::kernels::{self, Norm};
use crate::ops::{AddBias, BiasGelu, JoinHeads, ResidualNorm, Softmax};
use crate::tokenizer::Tokens;
use crate::weights::Weights;

pub(crate) struct Bert {
    hidden: usize,
    heads: usize,
    /// A row for each token of the vocabulary.
    words: Vec<f32>,
    /// A row for each position, with that of the only segment there is.
    positions: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

struct Layer {
    /// Query, key and value side by side; the query is scaled for the dot products to come.
    attention: Linear,
    attention_output: Linear,
    attention_norm: Norm,
    intermediate: Linear,
    output: Linear,
    output_norm: Norm,
}

struct Linear {
    /// Transposed: [inputs, outputs].
    weight: Tensor,
    bias: Vec<f32>,
}

impl Bert {
    pub(crate) fn load(weights: &mut Weights, config: &Config) -> Result<Self, Problem> {
        let hidden = config.hidden;
        let words = weights.tensor(
            "embeddings.word_embeddings.weight",
            &[config.vocabulary, hidden],
        )?;
        let mut positions = weights.tensor(
            "embeddings.position_embeddings.weight",
            &[config.positions, hidden],
        )?;
        let types = weights.tensor(
            "embeddings.token_type_embeddings.weight",
            &[config.types, hidden],
        )?;
        kernels::add_bias(&mut positions, &types[..hidden]);
        Ok(Self {
            hidden,
            heads: config.heads,
            words,
            positions,
            norm: norm(weights, "embeddings.LayerNorm", config)?,
            layers: (0..config.layers)
                .map(|layer| Layer::load(weights, &format!("encoder.layer.{layer}"), config))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The vectors of all tokens, a row each, in order. `proceed` is asked before each layer.
    pub(crate) fn forward(
        &self,
        texts: &[Tokens],
        proceed: &(impl Fn() -> bool + Sync),
    ) -> Result<Vec<f32>, Error> {
        let mut rows = self.embed(texts)?;
        for layer in &self.layers {
            if !proceed() {
                return Err(Error::Stopped);
            }
            rows = layer.forward(&rows, texts, self.heads)?;
        }
        Ok(rows.flatten_all()?.to_vec1()?)
    }

    fn embed(&self, texts: &[Tokens]) -> Result<Tensor, Error> {
        let tokens: usize = texts.iter().map(|text| text.ids().len()).sum();
        let mut rows = Vec::with_capacity(tokens * self.hidden);
        let mut positions = Vec::with_capacity(tokens * self.hidden);
        for text in texts {
            for id in text.ids() {
                let begin = *id as usize * self.hidden;
                let word = self.words.get(begin..begin + self.hidden);
                rows.extend_from_slice(word.ok_or(Error::ForeignTokens)?);
            }
            let own = self.positions.get(..text.ids().len() * self.hidden);
            positions.extend_from_slice(own.ok_or(Error::ForeignTokens)?);
        }
        kernels::residual_norm(&mut rows, &positions, &vec![0.0; self.hidden], &self.norm);
        Ok(Tensor::from_vec(rows, (tokens, self.hidden), &Device::Cpu)?)
    }
}

impl Layer {
    fn load(weights: &mut Weights, layer: &str, config: &Config) -> Result<Self, Problem> {
        let (hidden, intermediate) = (config.hidden, config.intermediate);
        let mut linear = |name: &str, outputs, inputs| {
            Linear::load(weights, &format!("{layer}.{name}"), outputs, inputs)
        };
        let query = linear("attention.self.query", hidden, hidden)?;
        let key = linear("attention.self.key", hidden, hidden)?;
        let value = linear("attention.self.value", hidden, hidden)?;
        Ok(Self {
            attention: side_by_side(query, key, value, config.heads)?,
            attention_output: linear("attention.output.dense", hidden, hidden)?.transposed()?,
            intermediate: linear("intermediate.dense", intermediate, hidden)?.transposed()?,
            output: linear("output.dense", hidden, intermediate)?.transposed()?,
            attention_norm: norm(
                weights,
                &format!("{layer}.attention.output.LayerNorm"),
                config,
            )?,
            output_norm: norm(weights, &format!("{layer}.output.LayerNorm"), config)?,
        })
    }

    fn forward(
        &self,
        rows: &Tensor,
        texts: &[Tokens],
        heads: usize,
    ) -> candle_core::Result<Tensor> {
        let context = self.attend(rows, texts, heads)?;
        let attended = self.attention_output.product(&context)?;
        attended.inplace_op2(
            rows,
            &ResidualNorm {
                bias: &self.attention_output.bias,
                norm: &self.attention_norm,
            },
        )?;
        let inner = self.intermediate.product(&attended)?;
        inner.inplace_op1(&BiasGelu(&self.intermediate.bias))?;
        let out = self.output.product(&inner)?;
        out.inplace_op2(
            &attended,
            &ResidualNorm {
                bias: &self.output.bias,
                norm: &self.output_norm,
            },
        )?;
        Ok(out)
    }

    /// Every token of a text looks at every token of the same text.
    fn attend(&self, rows: &Tensor, texts: &[Tokens], heads: usize) -> candle_core::Result<Tensor> {
        let (tokens, hidden) = rows.dims2()?;
        let all = self.attention.product(rows)?;
        all.inplace_op1(&AddBias(&self.attention.bias))?;
        let all = all.reshape((tokens, 3, heads, hidden / heads))?;
        let context = Tensor::zeros((tokens, hidden), rows.dtype(), rows.device())?;
        let mut row = 0;
        for text in texts {
            let length = text.ids().len();
            // Views, [heads, tokens, width of a head]: nothing is copied.
            let text = all.narrow(0, row, length)?.permute((1, 2, 0, 3))?;
            let (query, key, value) = (text.get(0)?, text.get(1)?, text.get(2)?);
            let scores = query.matmul(&key.t()?)?;
            scores.inplace_op1(&Softmax)?;
            context.inplace_op2(&scores.matmul(&value)?, &JoinHeads { row })?;
            row += length;
        }
        Ok(context)
    }
}

impl Linear {
    fn load(
        weights: &mut Weights,
        name: &str,
        outputs: usize,
        inputs: usize,
    ) -> Result<Self, Problem> {
        let weight = weights.tensor(&format!("{name}.weight"), &[outputs, inputs])?;
        let bias = weights.tensor(&format!("{name}.bias"), &[outputs])?;
        let weight = Tensor::from_vec(weight, (outputs, inputs), &Device::Cpu)?;
        Ok(Self { weight, bias })
    }

    fn transposed(self) -> candle_core::Result<Self> {
        let weight = self.weight.t()?.contiguous()?;
        Ok(Self { weight, ..self })
    }

    fn product(&self, rows: &Tensor) -> candle_core::Result<Tensor> {
        rows.matmul(&self.weight)
    }
}

/// One product instead of three.
fn side_by_side(
    query: Linear,
    key: Linear,
    value: Linear,
    heads: usize,
) -> candle_core::Result<Linear> {
    let width = query.bias.len() / heads;
    #[expect(clippy::cast_precision_loss, reason = "widths are small")]
    let scale = 1.0 / (width as f64).sqrt();
    let weight = Tensor::cat(&[(query.weight * scale)?, key.weight, value.weight], 0)?;
    #[expect(clippy::cast_possible_truncation, reason = "weights are f32")]
    let scaled = query.bias.iter().map(|bias| bias * scale as f32);
    let bias = scaled.chain(key.bias).chain(value.bias).collect();
    Linear { weight, bias }.transposed()
}

fn norm(weights: &mut Weights, name: &str, config: &Config) -> Result<Norm, Problem> {
    Ok(Norm {
        scale: weights.tensor(&format!("{name}.weight"), &[config.hidden])?,
        shift: weights.tensor(&format!("{name}.bias"), &[config.hidden])?,
        epsilon: config.epsilon,
    })
}
