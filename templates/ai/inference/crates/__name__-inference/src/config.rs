//! `config.json`: the size of the network.

use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Problem};
use crate::files;

/// No known BERT comes near these. They keep every product of two sizes from overflowing; what a text may cost is up to the
/// length of texts, in `pooling.rs`.
const MAX_VOCABULARY: usize = 1 << 20;
const MAX_POSITIONS: usize = 1 << 15;
const MAX_WIDTH: usize = 1 << 13;
const MAX_LAYERS: usize = 128;

/// What `config.json` says about the network, checked.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) vocabulary: usize,
    pub(crate) positions: usize,
    pub(crate) types: usize,
    /// The width of a token's vector between layers.
    pub(crate) hidden: usize,
    /// The width inside of the feed-forward part.
    pub(crate) intermediate: usize,
    pub(crate) heads: usize,
    pub(crate) layers: usize,
    pub(crate) epsilon: f32,
}

#[derive(Deserialize)]
struct File {
    model_type: String,
    hidden_act: String,
    position_embedding_type: Option<String>,
    #[serde(default)]
    is_decoder: bool,
    vocab_size: usize,
    max_position_embeddings: usize,
    type_vocab_size: usize,
    hidden_size: usize,
    intermediate_size: usize,
    num_attention_heads: usize,
    num_hidden_layers: usize,
    layer_norm_eps: f32,
}

impl Config {
    pub(crate) fn load(folder: &Path) -> Result<Self, Error> {
        files::settings(&folder.join("config.json"), |file| Self::check(&file))
    }

    fn check(file: &File) -> Result<Self, Problem> {
        word("model_type", &file.model_type, "bert")?;
        word("hidden_act", &file.hidden_act, "gelu")?;
        let position_type = file.position_embedding_type.as_deref();
        word(
            "position_embedding_type",
            position_type.unwrap_or("absolute"),
            "absolute",
        )?;
        if file.is_decoder {
            let expected = "false: every token looks at every other one";
            return Err(Problem::field("is_decoder", "true", expected));
        }
        let epsilon = file.layer_norm_eps;
        if !(epsilon > 0.0 && epsilon < 1.0) {
            return Err(Problem::field(
                "layer_norm_eps",
                epsilon.to_string(),
                "more than 0 and less than 1",
            ));
        }
        let config = Self {
            vocabulary: size("vocab_size", file.vocab_size, MAX_VOCABULARY)?,
            positions: size(
                "max_position_embeddings",
                file.max_position_embeddings,
                MAX_POSITIONS,
            )?,
            types: size("type_vocab_size", file.type_vocab_size, MAX_WIDTH)?,
            hidden: size("hidden_size", file.hidden_size, MAX_WIDTH)?,
            intermediate: size("intermediate_size", file.intermediate_size, MAX_WIDTH * 4)?,
            heads: size("num_attention_heads", file.num_attention_heads, MAX_WIDTH)?,
            layers: size("num_hidden_layers", file.num_hidden_layers, MAX_LAYERS)?,
            epsilon,
        };
        if !config.hidden.is_multiple_of(config.heads) {
            return Err(Problem::field(
                "num_attention_heads",
                config.heads.to_string(),
                format!("a divisor of `hidden_size`, {}", config.hidden),
            ));
        }
        Ok(config)
    }
}

fn word(field: &'static str, found: &str, expected: &str) -> Result<(), Problem> {
    if found == expected {
        return Ok(());
    }
    Err(Problem::field(
        field,
        format!("{found:?}"),
        format!("{expected:?}"),
    ))
}

fn size(field: &'static str, found: usize, limit: usize) -> Result<usize, Problem> {
    if (1..=limit).contains(&found) {
        return Ok(found);
    }
    Err(Problem::field(
        field,
        found.to_string(),
        format!("1 to {limit}"),
    ))
}
