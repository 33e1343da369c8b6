//! How the vectors of a text's tokens become one: what the files of sentence-transformers say.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde::Deserialize;
use serde_json::{Number, Value};

use crate::config::Config;
use crate::error::{Error, Problem};
use crate::files;

/// The two ends of a text, and something between them.
const SHORTEST: usize = 3;

/// The most numbers that a matrix may have while one text is computed: 256 MiB. A large BERT's has a sixteenth of that.
const MAX_MATRIX: u64 = 1 << 26;

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
struct PoolingFile {
    #[serde(alias = "word_embedding_dimension")]
    embedding_dimension: Option<usize>,
    pooling_mode: Option<Value>,
    /// Older files have `pooling_mode_…` instead, each true or false.
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct PromptsFile {
    default_prompt_name: Option<String>,
}

#[derive(Deserialize)]
struct TransformerFile {
    max_seq_length: Option<usize>,
    #[serde(default)]
    do_lower_case: bool,
}

#[derive(Deserialize)]
struct TokenizerFile {
    model_max_length: Number,
}

impl Pooling {
    /// Reads `modules.json` and what it leads to.
    pub(crate) fn load(folder: &Path, config: &Config) -> Result<Self, Error> {
        expect_no_prompt(&folder.join("config_sentence_transformers.json"))?;
        let (pooling, normalize) =
            files::settings(&folder.join("modules.json"), |file: Vec<Module>| {
                modules(&file)
            })?;
        let kind = files::settings(&folder.join(pooling).join("config.json"), |file| {
            mode(&file, config)
        })?;
        let stated = files::settings(&folder.join("sentence_bert_config.json"), |file| {
            stated_length(&file, config)
        })?;
        let max_tokens = match stated {
            Some(stated) => stated,
            None => files::settings(&folder.join("tokenizer_config.json"), |file| {
                longest(&file, config)
            })?,
        };
        Ok(Self {
            kind,
            normalize,
            max_tokens,
        })
    }
}

/// Sentence-transformers would put a default prompt before every text. Many folders have no such file.
fn expect_no_prompt(path: &Path) -> Result<(), Error> {
    let there = path.try_exists();
    if !there.map_err(|error| Problem::Io(error).in_file(path))? {
        return Ok(());
    }
    files::settings(path, |file: PromptsFile| match file.default_prompt_name {
        None => Ok(()),
        Some(name) => Err(Problem::field(
            "default_prompt_name",
            format!("{name:?}"),
            "null: texts are taken as they are",
        )),
    })
}

/// The folder of the pooling module, and whether normalisation follows it.
fn modules(modules: &[Module]) -> Result<(String, bool), Problem> {
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
    let [transformer, pooling, ..] = modules else {
        return Ok((String::new(), normalize));
    };
    if !transformer.path.is_empty() {
        return Err(Problem::field("path", transformer.path.as_str(), "empty"));
    }
    let mut steps = Path::new(&pooling.path).components();
    if !steps.all(|step| matches!(step, Component::Normal(_))) {
        return Err(Problem::field(
            "path",
            pooling.path.as_str(),
            "a folder of the model",
        ));
    }
    Ok((pooling.path.clone(), normalize))
}

fn mode(file: &PoolingFile, config: &Config) -> Result<Kind, Problem> {
    let width = file.embedding_dimension.unwrap_or(config.hidden);
    if width != config.hidden {
        let expected = format!("`hidden_size`, {}", config.hidden);
        return Err(Problem::field(
            "embedding_dimension",
            width.to_string(),
            expected,
        ));
    }
    let old_modes = || {
        let chosen = |value: &Value| *value == Value::Bool(true);
        let names = file.others.iter().filter(|(_, value)| chosen(value));
        names
            .filter_map(|(name, _)| name.strip_prefix("pooling_mode_"))
            .collect()
    };
    let modes: Vec<&str> = match &file.pooling_mode {
        Some(Value::String(mode)) => vec![mode],
        Some(_) => vec!["a list"],
        None => old_modes(),
    };
    match modes[..] {
        ["mean" | "mean_tokens"] => Ok(Kind::Mean),
        ["cls" | "cls_token"] => Ok(Kind::First),
        _ => Err(Problem::field(
            "pooling_mode",
            modes.join(", "),
            "mean or cls",
        )),
    }
}

/// What older files say; newer ones leave it to the tokeniser's.
fn stated_length(file: &TransformerFile, config: &Config) -> Result<Option<usize>, Problem> {
    if file.do_lower_case {
        let expected = "false: the tokeniser decides about case";
        return Err(Problem::field("do_lower_case", "true", expected));
    }
    let Some(found) = file.max_seq_length else {
        return Ok(None);
    };
    if (SHORTEST..=config.positions).contains(&found) {
        return affordable("max_seq_length", found, config).map(Some);
    }
    let expected = format!(
        "{SHORTEST} to `max_position_embeddings`, {}",
        config.positions
    );
    Err(Problem::field(
        "max_seq_length",
        found.to_string(),
        expected,
    ))
}

/// A number beyond all measure stands for none.
fn longest(file: &TokenizerFile, config: &Config) -> Result<usize, Problem> {
    let stated = file.model_max_length.as_u64();
    let found = stated.map_or(config.positions, |stated| {
        usize::try_from(stated).map_or(config.positions, |stated| stated.min(config.positions))
    });
    if found < SHORTEST {
        let expected = format!("{SHORTEST} at least");
        return Err(Problem::field(
            "model_max_length",
            found.to_string(),
            expected,
        ));
    }
    affordable("model_max_length", found, config)
}

/// Each number of the sizes may be small, and their product not: attention alone has a matrix of a text's tokens by
/// themselves for every head.
fn affordable(field: &'static str, tokens: usize, config: &Config) -> Result<usize, Problem> {
    let widest = (config.heads * tokens)
        .max(config.hidden * 3)
        .max(config.intermediate);
    if widest as u64 * tokens as u64 <= MAX_MATRIX {
        return Ok(tokens);
    }
    let expected = format!(
        "less: each of its tokens is {widest} numbers somewhere, and together they may be {MAX_MATRIX}"
    );
    Err(Problem::field(field, tokens.to_string(), expected))
}
