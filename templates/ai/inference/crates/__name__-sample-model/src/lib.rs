//! A small model, made of reproducible random numbers: for tests, which have no real one, and for a first try.
//!
//! The texts that it knows are short, and what it makes of them means nothing; but it is computed as the large ones are.
//! `tests/reference/reference.py` of the crate that computes it states the same formula in another language, and what the
//! model has to answer.

#![forbid(unsafe_code)]

use std::fs;
use std::io;
use std::path::Path;

use safetensors::Dtype;
use safetensors::tensor::TensorView;
use serde_json::{Map, Value, json};

const HIDDEN: usize = 24;
const INTERMEDIATE: usize = 40;
const POSITIONS: usize = 32;
const TYPES: usize = 2;
const LAYERS: usize = 2;

/// Writes the model into a folder, as sentence-transformers would: 24 dimensions, 2 layers, texts of up to 20 tokens.
///
/// # Errors
///
/// When a file cannot be written.
pub fn write(folder: &Path) -> io::Result<()> {
    let vocabulary = vocabulary();
    let config = json!({
        "model_type": "bert",
        "hidden_act": "gelu",
        "vocab_size": vocabulary.len(),
        "max_position_embeddings": POSITIONS,
        "type_vocab_size": TYPES,
        "hidden_size": HIDDEN,
        "intermediate_size": INTERMEDIATE,
        "num_attention_heads": 3,
        "num_hidden_layers": LAYERS,
        "layer_norm_eps": 1e-12,
    });
    let modules = json!([
        { "path": "", "type": "sentence_transformers.models.Transformer" },
        { "path": "1_Pooling", "type": "sentence_transformers.models.Pooling" },
        { "path": "2_Normalize", "type": "sentence_transformers.models.Normalize" },
    ]);
    let pooling = json!({ "word_embedding_dimension": HIDDEN, "pooling_mode_mean_tokens": true });
    let sentences = json!({ "max_seq_length": 20, "do_lower_case": false });

    fs::create_dir_all(folder.join("1_Pooling"))?;
    let write = |name: &str, value: &Value| fs::write(folder.join(name), value.to_string());
    write("config.json", &config)?;
    write("modules.json", &modules)?;
    write("1_Pooling/config.json", &pooling)?;
    write("sentence_bert_config.json", &sentences)?;
    write("tokenizer.json", &tokenizer(&vocabulary))?;
    fs::write(folder.join("model.safetensors"), weights(vocabulary.len())?)
}

fn vocabulary() -> Vec<String> {
    let words = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<String>>();
    let mut all = words("[PAD] [UNK] [CLS] [SEP] [MASK]");
    all.extend(('a'..='z').map(String::from));
    all.extend(('a'..='z').map(|letter| format!("##{letter}")));
    all.extend(words("the cat sat mat on run ##ning . , ?"));
    all
}

fn tokenizer(vocabulary: &[String]) -> Value {
    let numbered = || vocabulary.iter().zip(0_u32..);
    let special: Vec<Value> = numbered()
        .filter(|(token, _)| token.starts_with('['))
        .map(|(token, id)| {
            json!({
                "id": id, "content": token, "special": true,
                "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
            })
        })
        .collect();
    let vocabulary: Map<String, Value> = numbered()
        .map(|(token, id)| (token.clone(), id.into()))
        .collect();
    json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": special,
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true,
        },
        "pre_tokenizer": { "type": "BertPreTokenizer" },
        "post_processor": null,
        "decoder": null,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocabulary,
        },
    })
}

/// Names and shapes, in the order in which the generator's numbers are dealt out.
fn tensors(vocabulary: usize) -> Vec<(String, Vec<usize>)> {
    let mut all = vec![
        (
            "embeddings.word_embeddings.weight".to_owned(),
            vec![vocabulary, HIDDEN],
        ),
        (
            "embeddings.position_embeddings.weight".to_owned(),
            vec![POSITIONS, HIDDEN],
        ),
        (
            "embeddings.token_type_embeddings.weight".to_owned(),
            vec![TYPES, HIDDEN],
        ),
    ];
    let norm = |name: String| {
        [
            (format!("{name}.weight"), vec![HIDDEN]),
            (format!("{name}.bias"), vec![HIDDEN]),
        ]
    };
    let linear = |name: String, outputs, inputs| {
        [
            (format!("{name}.weight"), vec![outputs, inputs]),
            (format!("{name}.bias"), vec![outputs]),
        ]
    };
    all.extend(norm("embeddings.LayerNorm".to_owned()));
    for layer in 0..LAYERS {
        let at = |part: &str| format!("encoder.layer.{layer}.{part}");
        all.extend(linear(at("attention.self.query"), HIDDEN, HIDDEN));
        all.extend(linear(at("attention.self.key"), HIDDEN, HIDDEN));
        all.extend(linear(at("attention.self.value"), HIDDEN, HIDDEN));
        all.extend(linear(at("attention.output.dense"), HIDDEN, HIDDEN));
        all.extend(norm(at("attention.output.LayerNorm")));
        all.extend(linear(at("intermediate.dense"), INTERMEDIATE, HIDDEN));
        all.extend(linear(at("output.dense"), HIDDEN, INTERMEDIATE));
        all.extend(norm(at("output.LayerNorm")));
    }
    all
}

/// The file of weights: the top 16 bits of each number, as a fraction from -1 to 1, halved; the scales of normalisations
/// are around 1. All of it is exact in `f32`.
fn weights(vocabulary: usize) -> io::Result<Vec<u8>> {
    let mut numbers = SplitMix64(2026);
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = tensors(vocabulary)
        .into_iter()
        .map(|(name, shape)| {
            let around = if name.ends_with("LayerNorm.weight") {
                1.0
            } else {
                0.0
            };
            let bytes = (0..shape.iter().product())
                .flat_map(|_| (around + numbers.next_fraction() / 2.0).to_le_bytes())
                .collect();
            (name, shape, bytes)
        })
        .collect();
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| Ok((name, TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()
        .map_err(io::Error::other)?;
    safetensors::serialize(views, None).map_err(io::Error::other)
}

/// Steele, Lea and Flood, *Fast splittable pseudorandom number generators* (2014).
struct SplitMix64(u64);

impl SplitMix64 {
    fn next_fraction(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        #[expect(clippy::cast_precision_loss, reason = "16 bits fit")]
        let top = (mixed >> 48) as f32;
        top / 32768.0 - 1.0
    }
}
