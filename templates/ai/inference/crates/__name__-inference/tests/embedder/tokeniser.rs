//! What `tokenizer.json` can say, and what it cannot.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Model, refusal, refusal_after};

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
fn a_tokeniser_that_takes_for_ever_or_fails_later_is_refused() {
    for (field, value, part) in [
        (
            "max_input_chars_per_word",
            json!(201),
            "`max_input_chars_per_word` is 201",
        ),
        (
            "max_input_chars_per_word",
            json!(1_u64 << 60),
            "must be 200 at most",
        ),
        (
            "continuing_subword_prefix",
            json!("#".repeat(17)),
            "of 17 bytes, but must be of 16",
        ),
        (
            "unk_token",
            json!("[OTHER]"),
            "`unk_token` is not in the vocabulary",
        ),
    ] {
        let refusal = refusal_after("tokenizer.json", |file| file["model"][field] = value);
        assert!(refusal.starts_with("tokenizer.json: "), "{refusal}");
        assert!(refusal.contains(part), "{refusal}");
    }
}

#[test]
fn what_a_tokeniser_says_about_ends_and_decoding_does_not_matter() {
    let template = |single: Value| json!({ "type": "TemplateProcessing", "single": single, "pair": [], "special_tokens": {} });
    let piece = |id: &str| json!({ "Sequence": { "id": id, "type_id": 0 } });
    for (field, value) in [
        ("post_processor", template(json!([piece("B")]))),
        ("post_processor", template(json!([]))),
        ("post_processor", template(json!(vec![piece("A"); 1000]))),
        (
            "post_processor",
            json!({ "type": "RobertaProcessing", "sep": ["x", 9], "cls": ["y", 8] }),
        ),
        (
            "decoder",
            json!({ "type": "Replace", "pattern": { "Regex": "(a+)+$" }, "content": "" }),
        ),
        ("decoder", json!({ "type": "no such thing" })),
    ] {
        let model = Model::new();
        model.edit("tokenizer.json", |file| file[field] = value);
        let tokens = model.load().unwrap().tokenize("the cat sat").unwrap();
        assert_eq!(tokens.ids(), [2, 57, 58, 59, 3], "{field}");
    }
}

#[test]
fn a_tokeniser_cut_short_anywhere_is_refused() {
    let model = Model::new();
    let path = model.path("tokenizer.json");
    let nested = json!({ "type": "Sequence", "decoders": [{ "type": "Fuse" }] });
    model.edit("tokenizer.json", |file| file["decoder"] = nested);
    let bytes = fs::read(&path).unwrap();
    for length in (0..bytes.len()).step_by(7) {
        fs::write(&path, &bytes[..length]).unwrap();
        assert!(refusal(&model).starts_with("tokenizer.json: "), "{length}");
    }
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
fn no_more_of_a_text_is_split_than_its_tokens_can_come_from() {
    let embedder = Model::new().load().unwrap();
    let ids = |text: &str| embedder.tokenize(text).unwrap().ids().to_vec();
    // 20 tokens, each of a word of 200 letters and a space at most.
    let spaces = " ".repeat(20 * 201 - 4);
    assert_eq!(ids(&format!("{spaces}the cat")), [2, 57, 3]);

    // Whether something is behind them changes nothing for the longest words that there may be, all of them unknown.
    let words = vec!["ä".repeat(200); 18].join(" ");
    let unknown = [vec![2], vec![1; 18], vec![3]].concat();
    assert_eq!(ids(&words), unknown);
    assert_eq!(
        ids(&format!("{words} {}", "the cat ".repeat(1000))),
        unknown
    );
    assert_eq!(ids(&".".repeat(1000)), ids(&".".repeat(18)));
}
