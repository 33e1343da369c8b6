//! Files that are broken, or made to do harm.

use std::fs;

use serde_json::{Value, json};

use crate::inference::Error;
use crate::support::{Model, refusal, refusal_after};

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
        ("is_decoder", json!(true)),
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
fn a_prompt_before_every_text_is_refused() {
    let model = Model::new();
    let path = model.path("config_sentence_transformers.json");
    fs::write(
        &path,
        r#"{ "prompts": { "query": "query: " }, "default_prompt_name": null }"#,
    )
    .unwrap();
    assert!(model.load().is_ok());
    fs::write(
        &path,
        r#"{ "prompts": { "query": "query: " }, "default_prompt_name": "query" }"#,
    )
    .unwrap();
    assert_eq!(
        refusal(&model),
        "config_sentence_transformers.json: `default_prompt_name` is \"query\", but must be null: texts are taken as they are"
    );
}

#[test]
fn sizes_whose_product_is_huge_are_refused_each_however_small() {
    let sizes = |field: &'static str, value: usize| {
        let model = Model::new();
        model.edit("config.json", |file| {
            file["max_position_embeddings"] = 32_768.into();
            file[field] = value.into();
        });
        model
    };
    // 24 heads, each with a number for every two of 32768 tokens: 96 GiB.
    let model = sizes("num_attention_heads", 24);
    let longest = |file: &mut Value| file["max_seq_length"] = 32_768.into();
    model.edit("sentence_bert_config.json", longest);
    let stated = refusal(&model);
    assert!(
        stated.contains("`max_seq_length` is 32768, but must be less"),
        "{stated}"
    );

    model.edit("sentence_bert_config.json", |file| {
        file["max_seq_length"] = Value::Null;
    });
    fs::write(
        model.path("tokenizer_config.json"),
        r#"{ "model_max_length": 1e30 }"#,
    )
    .unwrap();
    let unstated = refusal(&model);
    assert!(
        unstated.contains("`model_max_length` is 32768, but must be less"),
        "{unstated}"
    );

    // For 3 heads 2500 tokens are not too many, so it is the other size that decides.
    for (intermediate, fits) in [(20_000, true), (32_768, false)] {
        let model = sizes("intermediate_size", intermediate);
        model.edit("sentence_bert_config.json", |file| {
            file["max_seq_length"] = 2500.into();
        });
        // What fits comes as far as the weights, which are those of the small model.
        let refusal = refusal(&model);
        assert_eq!(refusal.starts_with("model.safetensors"), fits, "{refusal}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_opened() {
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        let model = Model::new();
        let path = model.path(file);
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        assert_eq!(refusal(&model), format!("{file}: is not a regular file"));
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(refusal(&model), format!("{file}: is not a regular file"));
    }
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
    const LARGEST: u64 = (1 << 61) - 8;
    let shape = with_header(|header| header[WORDS]["shape"] = json!([24, 67]));
    assert!(
        shape.contains("has the shape [24, 67], not [67, 24]"),
        "{shape}"
    );
    let overflow = with_header(|header| header[WORDS]["shape"] = json!([u64::MAX, u64::MAX]));
    assert!(overflow.contains("not the JSON"), "{overflow}");
    let outside = with_header(|header| header[WORDS]["data_offsets"] = json!([0, 1_u64 << 40]));
    assert!(outside.contains("not the JSON"), "{outside}");
    // Each as large as a tensor can be, and together just short of what 64 bits hold.
    let far = with_header(|header| {
        let tensor = |at: u64| {
            let data = [at * LARGEST, (at + 1) * LARGEST];
            json!({ "dtype": "F64", "shape": [LARGEST / 8], "data_offsets": data })
        };
        *header = (0..8).map(|at| (at.to_string(), tensor(at))).collect();
    });
    assert!(far.contains("is not a whole safetensors file"), "{far}");
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
