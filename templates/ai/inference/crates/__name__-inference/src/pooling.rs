//! How the vectors of a text's tokens become one: what the files of sentence-transformers say.

use std::path::{Component, Path};

use serde::Deserialize;

use crate::config::Config;
use crate::error::{Error, Problem};
use crate::files;

/// What comes after the network.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pooling {
    pub(crate) kind: Kind,
    /// Whether the result is scaled to length 1.
    pub(crate) normalize: bool,
    /// The longest input in tokens, the two that mark its ends included.
    pub(crate) max_tokens: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The mean over all tokens.
    Mean,
    /// The first token's vector.
    First,
}

#[derive(Deserialize)]
struct Module {
    path: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct PoolingFile {
    word_embedding_dimension: Option<usize>,
    pooling_mode_cls_token: bool,
    pooling_mode_mean_tokens: bool,
    pooling_mode_max_tokens: bool,
    pooling_mode_mean_sqrt_len_tokens: bool,
    pooling_mode_weightedmean_tokens: bool,
    pooling_mode_lasttoken: bool,
}

#[derive(Deserialize)]
struct TransformerFile {
    max_seq_length: Option<usize>,
    #[serde(default)]
    do_lower_case: bool,
}

impl Pooling {
    /// Reads `modules.json` and what it leads to.
    pub(crate) fn load(folder: &Path, config: &Config) -> Result<Self, Error> {
        let (pooling, normalize) = files::settings(&folder.join("modules.json"), modules)?;
        let kind = files::settings(&folder.join(pooling).join("config.json"), |file| {
            mode(&file, config)
        })?;
        let max_tokens = files::settings(&folder.join("sentence_bert_config.json"), |file| {
            longest(&file, config)
        })?;
        Ok(Self {
            kind,
            normalize,
            max_tokens,
        })
    }
}

/// The folder of the pooling module, and whether normalisation follows it.
fn modules(modules: Vec<Module>) -> Result<(String, bool), Problem> {
    let kinds: Vec<&str> = modules
        .iter()
        .map(|Module { kind, .. }| kind.rsplit('.').next().unwrap_or_default())
        .collect();
    let normalize = match kinds[..] {
        ["Transformer", "Pooling"] => false,
        ["Transformer", "Pooling", "Normalize"] => true,
        _ => {
            let expected = "Transformer, Pooling, and Normalize or nothing";
            return Err(Problem::field("type", kinds.join(", "), expected));
        }
    };
    let [transformer, pooling, ..] = &modules[..] else {
        return Ok((String::new(), normalize));
    };
    if !transformer.path.is_empty() {
        return Err(Problem::field("path", &transformer.path, "empty"));
    }
    let mut steps = Path::new(&pooling.path).components();
    if !steps.all(|step| matches!(step, Component::Normal(_))) {
        return Err(Problem::field(
            "path",
            &pooling.path,
            "a folder of the model",
        ));
    }
    Ok((pooling.path.clone(), normalize))
}

fn mode(file: &PoolingFile, config: &Config) -> Result<Kind, Problem> {
    let width = file.word_embedding_dimension.unwrap_or(config.hidden);
    if width != config.hidden {
        let expected = format!("`hidden_size`, {}", config.hidden);
        return Err(Problem::field("word_embedding_dimension", width, expected));
    }
    let others = [
        file.pooling_mode_max_tokens,
        file.pooling_mode_mean_sqrt_len_tokens,
        file.pooling_mode_weightedmean_tokens,
        file.pooling_mode_lasttoken,
    ];
    match (
        file.pooling_mode_mean_tokens,
        file.pooling_mode_cls_token,
        others,
    ) {
        (true, false, [false, false, false, false]) => Ok(Kind::Mean),
        (false, true, [false, false, false, false]) => Ok(Kind::First),
        _ => Err(Problem::field(
            "pooling_mode_…",
            "another mode",
            "mean_tokens or cls_token alone",
        )),
    }
}

fn longest(file: &TransformerFile, config: &Config) -> Result<usize, Problem> {
    if file.do_lower_case {
        let expected = "false: the tokeniser decides about case";
        return Err(Problem::field("do_lower_case", true, expected));
    }
    let found = file.max_seq_length.unwrap_or(config.positions);
    if (3..=config.positions).contains(&found) {
        return Ok(found);
    }
    let expected = format!("3 to `max_position_embeddings`, {}", config.positions);
    Err(Problem::field("max_seq_length", found, expected))
}
