//! What comes out, beside what `reference/reference.py` computed in double precision.

use safetensors::tensor::TensorView;
use serde::Deserialize;
use serde_json::json;

use crate::inference::{Embedder, Error, Tokens};
use crate::support::Model;

#[derive(Deserialize)]
struct Golden {
    text: String,
    ids: Vec<u32>,
    mean: Vec<f32>,
    first: Vec<f32>,
}

fn golden() -> Vec<Golden> {
    serde_json::from_str(include_str!("../reference/golden.json")).unwrap()
}

fn tokens(embedder: &Embedder) -> Vec<Tokens> {
    let tokenize = |golden: &Golden| embedder.tokenize(&golden.text).unwrap();
    golden().iter().map(tokenize).collect()
}

fn assert_close(found: &[Vec<f32>], expected: &[Vec<f32>]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 2e-6, "{found} {expected}");
        }
    }
}

#[test]
fn texts_become_the_tokens_of_the_reference() {
    let embedder = Model::new().load().unwrap();
    for golden in golden() {
        let tokens = embedder.tokenize(&golden.text).unwrap();
        assert_eq!(tokens.ids(), golden.ids, "{}", golden.text);
        assert!(tokens.ids().len() <= embedder.max_tokens());
    }
}

#[test]
fn the_mean_of_the_tokens_is_that_of_the_reference() {
    let embedder = Model::new().load().unwrap();
    let expected: Vec<_> = golden().into_iter().map(|golden| golden.mean).collect();
    assert_close(&embedder.embed(&tokens(&embedder)).unwrap(), &expected);
}

#[test]
fn the_first_token_is_that_of_the_reference() {
    let model = Model::new();
    model.edit("1_Pooling/config.json", |file| {
        file["pooling_mode_mean_tokens"] = false.into();
        file["pooling_mode_cls_token"] = true.into();
    });
    let embedder = model.load().unwrap();
    let expected: Vec<_> = golden().into_iter().map(|golden| golden.first).collect();
    assert_close(&embedder.embed(&tokens(&embedder)).unwrap(), &expected);
}

#[test]
fn a_vector_has_length_one_only_where_the_model_says_so() {
    let model = Model::new();
    model.edit("modules.json", |modules| {
        modules.as_array_mut().unwrap().truncate(2);
    });
    let embedder = model.load().unwrap();
    let found = embedder.embed(&tokens(&embedder)).unwrap();
    let length = |vector: &[f32]| vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    assert!(found.iter().all(|vector| length(vector) > 1.5));
    let scaled = |vector: Vec<f32>| {
        let length = length(&vector);
        vector.into_iter().map(|value| value / length).collect()
    };
    let found: Vec<Vec<f32>> = found.into_iter().map(scaled).collect();
    let expected: Vec<_> = golden().into_iter().map(|golden| golden.mean).collect();
    assert_close(&found, &expected);
}

#[test]
fn neighbours_order_and_threads_change_nothing() {
    let model = Model::new();
    let embedder = model.load().unwrap();
    let tokens = tokens(&embedder);
    let alone: Vec<Vec<f32>> = tokens
        .iter()
        .flat_map(|text| embedder.embed(std::slice::from_ref(text)).unwrap())
        .collect();
    // Enough of them for several chunks a thread.
    let many: Vec<Tokens> = tokens.iter().rev().cycle().take(400).cloned().collect();
    let expected: Vec<Vec<f32>> = alone.iter().rev().cycle().take(400).cloned().collect();
    for threads in [1, 2, 3] {
        let found = model.with_threads(threads).embed(&many).unwrap();
        assert_close(&found, &expected);
    }
}

#[test]
fn nothing_becomes_nothing() {
    let embedder = Model::new().load().unwrap();
    assert_eq!(embedder.embed(&[]).unwrap(), Vec::<Vec<f32>>::new());
}

#[test]
fn a_file_of_a_model_with_a_head_is_read_too() {
    let model = Model::new();
    let path = model.path("model.safetensors");
    let bytes = std::fs::read(&path).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let renamed = tensors
        .iter()
        .map(|(name, view)| (format!("bert.{name}"), view));
    safetensors::serialize_to_file(renamed, None, &path).unwrap();
    let embedder = model.load().unwrap();
    let expected: Vec<_> = golden().into_iter().map(|golden| golden.mean).collect();
    assert_close(&embedder.embed(&tokens(&embedder)).unwrap(), &expected);
}

/// sentence-transformers 6 writes other files than its forerunners.
#[test]
fn the_newer_form_of_the_settings_is_read_too() {
    let model = Model::new();
    model.edit("modules.json", |modules| {
        for module in modules.as_array_mut().unwrap() {
            let name = module["type"].as_str().unwrap().rsplit('.').next().unwrap();
            let module_of = name.to_lowercase();
            module["type"] =
                format!("sentence_transformers.base.modules.{module_of}.{name}").into();
        }
    });
    model.edit("1_Pooling/config.json", |file| {
        *file = json!({ "embedding_dimension": 24, "pooling_mode": "mean", "include_prompt": true });
    });
    model.edit("sentence_bert_config.json", |file| {
        *file = json!({ "transformer_task": "feature-extraction" });
    });
    let lengths = [(json!(20), 20), (json!(512), 32), (json!(1e30), 32)];
    for (length, expected) in lengths {
        let settings = json!({ "model_max_length": length }).to_string();
        std::fs::write(model.path("tokenizer_config.json"), settings).unwrap();
        assert_eq!(model.load().unwrap().max_tokens(), expected);
    }
    let settings = json!({ "model_max_length": 20 }).to_string();
    std::fs::write(model.path("tokenizer_config.json"), settings).unwrap();
    let embedder = model.load().unwrap();
    let expected: Vec<_> = golden().into_iter().map(|golden| golden.mean).collect();
    assert_close(&embedder.embed(&tokens(&embedder)).unwrap(), &expected);
}

/// A model that does not know the last token of the other.
#[test]
fn tokens_of_another_model_are_refused() {
    const WORDS: &str = "embeddings.word_embeddings.weight";
    let embedder = Model::new().load().unwrap();
    let tokens = embedder.tokenize("?").unwrap();
    assert_eq!(tokens.ids(), [2, 66, 3]);

    let smaller = Model::new();
    smaller.edit("config.json", |file| file["vocab_size"] = json!(66));
    smaller.edit("tokenizer.json", |file| {
        let vocabulary = file["model"]["vocab"].as_object_mut().unwrap();
        vocabulary.remove("?").unwrap();
    });
    let path = smaller.path("model.safetensors");
    let bytes = std::fs::read(&path).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let shortened = tensors.iter().map(|(name, view)| match name {
        WORDS => (
            name,
            TensorView::new(view.dtype(), vec![66, 24], &view.data()[..66 * 24 * 4]).unwrap(),
        ),
        _ => (name, view),
    });
    safetensors::serialize_to_file(shortened, None, &path).unwrap();
    let refused = smaller.load().unwrap().embed(&[tokens]);
    assert!(matches!(refused, Err(Error::ForeignTokens)));
}
