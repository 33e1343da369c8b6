//! Merge patches: the examples of the RFC, and what holds for any two documents.

use component::patch::{Inexpressible, diff, merge};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// RFC 7396, appendix A: the original, the patch, the result.
const EXAMPLES: [[&str; 3]; 15] = [
    [r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#],
    [r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#],
    [r#"{"a":"b"}"#, r#"{"a":null}"#, r"{}"],
    [r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#],
    [r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#],
    [r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#],
    [
        r#"{"a":{"b":"c"}}"#,
        r#"{"a":{"b":"d","c":null}}"#,
        r#"{"a":{"b":"d"}}"#,
    ],
    [r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#],
    [r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#],
    [r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#],
    [r#"{"a":"foo"}"#, "null", "null"],
    [r#"{"a":"foo"}"#, r#""bar""#, r#""bar""#],
    [r#"{"e":null}"#, r#"{"a":1}"#, r#"{"a":1,"e":null}"#],
    ["[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#],
    ["{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#],
];

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("an example is JSON")
}

#[test]
fn the_examples_of_the_rfc_hold() {
    for [original, patch, result] in EXAMPLES {
        let merged = merge(parse(original), parse(patch));
        assert_eq!(merged, parse(result), "{original} and {patch}");
    }
}

#[test]
fn a_difference_names_what_differs_and_nothing_else() {
    let from = json!({ "same": { "null": null }, "gone": 1, "inner": { "old": 1, "kept": 2 } });
    let to = json!({ "same": { "null": null }, "inner": { "kept": 2, "new": [null] } });
    let patch = json!({ "gone": null, "inner": { "old": null, "new": [null] } });
    assert_eq!(diff(&from, &to), Ok(patch));
}

#[test]
fn a_new_null_has_no_patch() {
    let to = json!({ "a/b": [], "c~d": { "": null } });
    let pointer = "/c~0d/".to_owned();
    assert_eq!(diff(&json!({}), &to), Err(Inexpressible { pointer }));
    assert_eq!(diff(&to, &to), Ok(json!({})));
}

/// Documents of few names, so that two of them have something in common.
fn document(leaf: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> {
    leaf.prop_recursive(4, 24, 4, |inner| {
        let members = prop::collection::btree_map("[a-d/~]{0,2}", inner.clone(), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(Value::from),
            members.prop_map(|members| Value::from(Map::from_iter(members))),
        ]
    })
}

fn any() -> impl Strategy<Value = Value> {
    document(prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(1)),
        Just(json!("x"))
    ])
}

fn without_null() -> impl Strategy<Value = Value> {
    document(prop_oneof![
        Just(json!(true)),
        Just(json!(1)),
        Just(json!("x"))
    ])
}

proptest! {
    #[test]
    fn a_difference_makes_the_one_out_of_the_other(from in any(), to in any()) {
        match diff(&from, &to) {
            Ok(patch) => prop_assert_eq!(merge(from, patch), to),
            Err(Inexpressible { pointer }) => {
                prop_assert_eq!(to.pointer(&pointer), Some(&Value::Null));
                prop_assert_ne!(from.pointer(&pointer), Some(&Value::Null));
            }
        }
    }

    #[test]
    fn without_null_every_difference_is_expressible(from in any(), to in without_null()) {
        let patch = diff(&from, &to).expect("nothing in it is null");
        prop_assert_eq!(merge(from, patch), to);
    }

    #[test]
    fn a_patch_has_the_same_effect_twice(target in any(), patch in any()) {
        let once = merge(target, patch.clone());
        prop_assert_eq!(merge(once.clone(), patch), once);
    }
}
