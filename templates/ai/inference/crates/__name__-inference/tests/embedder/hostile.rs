//! Files that are broken, or made to do harm.

use std::error::Error as _;
use std::fs;

use serde_json::{Value, json};

use crate::inference::Error;
use crate::support::Model;

/// The whole message, as a program prints it: the file, then what is wrong with it.
fn refusal(model: &Model) -> String {
    let error = model.load().unwrap_err();
    let Error::Model { path, source } = &error else {
        panic!("{error:?}");
    };
    let file = path.strip_prefix(model.path("")).unwrap().display();
    let cause = source.source().map(|cause| format!(": {cause}"));
    format!("{file}: {source}{}", cause.unwrap_or_default())
}

fn refusal_after(file: &str, change: impl FnOnce(&mut Value)) -> String {
    let model = Model::new();
    model.edit(file, change);
    refusal(&model)
}

#[test]
fn a_missing_file_is_named() {
    for file in [
        "config.json",
        "modules.json",
        "1_Pooling/config.json",
        "sentence_bert_config.json",
        "tokenizer.json",
        "model.safetensors",
    ] {
        let model = Model::new();
        fs::remove_file(model.path(file)).unwrap();
        let refusal = refusal(&model);
        assert!(refusal.starts_with(file), "{refusal}");
    }
}

#[test]
fn a_size_that_is_none_is_refused_by_name() {
    for (field, value) in [
        ("vocab_size", json!(0)),
        ("vocab_size", json!(u64::MAX)),
        ("hidden_size", json!(1_000_000)),
        ("hidden_size", json!(25)),
        ("intermediate_size", json!(-1)),
        ("num_attention_heads", json!(0)),
        ("num_attention_heads", json!(7)),
        ("num_hidden_layers", json!(1_000_000_000)),
        ("max_position_embeddings", json!("32")),
        ("type_vocab_size", json!(0)),
        ("layer_norm_eps", json!(null)),
        ("layer_norm_eps", json!(-1.0)),
        ("layer_norm_eps", json!(0.0)),
        ("layer_norm_eps", json!(1e300)),
        ("model_type", json!("roberta")),
        ("hidden_act", json!("relu")),
        ("position_embedding_type", json!("relative_key")),
    ] {
        let refusal = refusal_after("config.json", |file| file[field] = value.clone());
        assert!(refusal.starts_with("config.json: "), "{refusal}");
        // Wrong types are told by place; serde does not name the field.
        let named = refusal.contains(field) || refusal.contains("line 1 column");
        assert!(
            named || field == "hidden_size",
            "{field} {value}: {refusal}"
        );
    }
}

#[test]
fn what_is_no_number_in_json_is_refused() {
    let model = Model::new();
    let path = model.path("config.json");
    let text = fs::read_to_string(&path).unwrap();
    for number in ["NaN", "Infinity", "1e999"] {
        fs::write(&path, text.replace("1e-12", number)).unwrap();
        assert!(refusal(&model).starts_with("config.json: is not the JSON"));
    }
}

#[test]
fn a_settings_file_that_never_ends_is_not_read() {
    let model = Model::new();
    fs::write(model.path("config.json"), " ".repeat(70_000)).unwrap();
    assert_eq!(
        refusal(&model),
        "config.json: has 70000 bytes, over the limit of 65536"
    );
}

#[test]
fn modules_that_are_not_supported_are_refused() {
    let dense =
        |modules: &mut Value| modules[2]["type"] = "sentence_transformers.models.Dense".into();
    assert!(refusal_after("modules.json", dense).contains("`type` is Transformer, Pooling, Dense"));
    for path in ["..", "../elsewhere", "/etc"] {
        let refusal = refusal_after("modules.json", |modules| modules[1]["path"] = path.into());
        assert!(refusal.contains("`path`"), "{refusal}");
    }
    let largest = |file: &mut Value| file["pooling_mode_max_tokens"] = true.into();
    assert!(
        refusal_after("1_Pooling/config.json", largest)
            .contains("`pooling_mode` is max_tokens, mean_tokens, but must be mean or cls")
    );
    let width = |file: &mut Value| file["word_embedding_dimension"] = 25.into();
    assert!(refusal_after("1_Pooling/config.json", width).contains("`embedding_dimension` is 25"));
    for longest in [0, 2, 33, u64::MAX] {
        let change = |file: &mut Value| file["max_seq_length"] = longest.into();
        let refusal = refusal_after("sentence_bert_config.json", change);
        assert!(refusal.contains("`max_seq_length`"), "{refusal}");
    }
    let lower = |file: &mut Value| file["do_lower_case"] = true.into();
    assert!(refusal_after("sentence_bert_config.json", lower).contains("do_lower_case"));
}

#[test]
fn a_tokeniser_of_another_kind_is_refused() {
    for (field, value) in [
        ("model", json!({ "type": "BPE", "vocab": {}, "merges": [] })),
        (
            "normalizer",
            json!({ "type": "Replace", "pattern": { "Regex": "(a+)+$" }, "content": "" }),
        ),
        ("pre_tokenizer", json!({ "type": "Whitespace" })),
    ] {
        let refusal = refusal_after("tokenizer.json", |file| file[field] = value);
        assert!(
            refusal.starts_with("tokenizer.json: is not a WordPiece"),
            "{refusal}"
        );
    }
    let change = |file: &mut Value| file["model"]["vocab"]["cat"] = 4_000_000_000_u32.into();
    assert!(refusal_after("tokenizer.json", change).contains("less than `vocab_size`"));
    let renamed = |file: &mut Value| {
        file["added_tokens"] = json!([]);
        let vocabulary = file["model"]["vocab"].as_object_mut().unwrap();
        vocabulary.remove("[SEP]").unwrap();
    };
    assert!(refusal_after("tokenizer.json", renamed).contains("without [SEP]"));
}

#[test]
fn what_a_tokeniser_says_about_length_does_not_matter() {
    let model = Model::new();
    model.edit("tokenizer.json", |file| {
        file["truncation"] =
            json!({ "max_length": 3, "strategy": "LongestFirst", "stride": 0, "direction": "Right" });
        file["padding"] = json!({
            "strategy": { "Fixed": 4096 }, "direction": "Right",
            "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]",
        });
    });
    let tokens = model.load().unwrap().tokenize("the cat sat").unwrap();
    assert_eq!(tokens.ids(), [2, 57, 58, 59, 3]);
}

#[test]
fn a_file_of_weights_cut_short_anywhere_is_refused() {
    let model = Model::new();
    let path = model.path("model.safetensors");
    let bytes = fs::read(&path).unwrap();
    for length in (0..bytes.len())
        .step_by(97)
        .chain([7, 8, 9, bytes.len() - 1])
    {
        fs::write(&path, &bytes[..length]).unwrap();
        let refusal = refusal(&model);
        assert!(
            refusal.contains("is not a whole safetensors file"),
            "{length}: {refusal}"
        );
    }
}

/// A file of weights with another header, which is given as the lengths of header and file and the tensors.
fn with_header(change: impl FnOnce(&mut Value)) -> String {
    let model = Model::new();
    let path = model.path("model.safetensors");
    let bytes = fs::read(&path).unwrap();
    let (size, rest) = bytes.split_first_chunk().unwrap();
    let (header, numbers) = rest.split_at(usize::try_from(u64::from_le_bytes(*size)).unwrap());
    let mut header = serde_json::from_slice(header).unwrap();
    change(&mut header);
    let header = header.to_string().into_bytes();
    let size = (header.len() as u64).to_le_bytes();
    fs::write(&path, [&size, header.as_slice(), numbers].concat()).unwrap();
    refusal(&model)
}

#[test]
fn a_header_that_does_not_describe_the_file_is_refused() {
    const WORDS: &str = "embeddings.word_embeddings.weight";
    let shape = with_header(|header| header[WORDS]["shape"] = json!([24, 67]));
    assert!(
        shape.contains("has the shape [24, 67], not [67, 24]"),
        "{shape}"
    );
    let overflow = with_header(|header| header[WORDS]["shape"] = json!([u64::MAX, u64::MAX]));
    assert!(overflow.contains("not the JSON"), "{overflow}");
    let outside = with_header(|header| header[WORDS]["data_offsets"] = json!([0, 1_u64 << 40]));
    assert!(outside.contains("not the JSON"), "{outside}");
    let kind = with_header(|header| header[WORDS]["dtype"] = json!("I32"));
    assert!(
        kind.contains("has numbers of the type I32, not F32"),
        "{kind}"
    );
    let missing = with_header(|header| {
        let words = header.as_object_mut().unwrap().remove(WORDS).unwrap();
        header["other"] = words;
    });
    assert!(
        missing.contains(&format!("tensor `{WORDS}` is missing")),
        "{missing}"
    );
}

#[test]
fn a_header_that_claims_to_be_huge_is_not_read() {
    let model = Model::new();
    let path = model.path("model.safetensors");
    for size in [u64::MAX, 1 << 40, 1 << 21, 90_000] {
        let mut bytes = fs::read(&path).unwrap();
        bytes[..8].copy_from_slice(&size.to_le_bytes());
        fs::write(&path, bytes).unwrap();
        assert!(refusal(&model).contains("its header of"), "{size}");
    }
}

#[test]
fn a_weight_that_is_no_number_is_refused() {
    let model = Model::new();
    let path = model.path("model.safetensors");
    let bytes = fs::read(&path).unwrap();
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut spoiled = bytes.clone();
        let end = spoiled.len();
        spoiled[end - 4..].copy_from_slice(&value.to_le_bytes());
        fs::write(&path, spoiled).unwrap();
        assert!(refusal(&model).contains("holds a number that is not finite"));
    }
}

#[test]
fn weights_beyond_all_measure_give_an_error_and_no_vector() {
    let model = Model::new();
    let path = model.path("model.safetensors");
    let bytes = fs::read(&path).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let at = tensors
        .tensor("encoder.layer.1.output.LayerNorm.weight")
        .unwrap();
    let begin = at.data().as_ptr().addr() - bytes.as_ptr().addr();
    let mut spoiled = bytes.clone();
    for number in spoiled[begin..begin + at.data().len()].chunks_exact_mut(4) {
        number.copy_from_slice(&f32::MAX.to_le_bytes());
    }
    fs::write(&path, spoiled).unwrap();
    let embedder = model.load().unwrap();
    let text = embedder.tokenize("the cat").unwrap();
    assert!(matches!(embedder.embed(&[text]), Err(Error::NotFinite)));
}
