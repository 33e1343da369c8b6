use serde_json::json;

use super::{Algorithm, KeySet, Validation, Value, parse};
use crate::{Caller, Role};

fn parsed(jwk: &Value, known: &KeySet) -> KeySet {
    let document = json!({ "keys": [jwk] }).to_string();
    let validation = Validation::new(Algorithm::RS256);
    parse(document.as_bytes(), &validation, known).expect("a key")
}

#[test]
fn a_key_remembers_tokens_for_as_long_as_it_is_the_same() {
    let jwk = json!({ "kid": "one", "use": "sig", "kty": "RSA", "n": "AAAA", "e": "AQAB" });
    let known = parsed(&jwk, &KeySet::new());
    let caller = Caller::new("ada".to_owned(), vec![Role::Viewer]);
    known["one"].remembered.note("token", &caller, u64::MAX);
    let remembered = |jwk: &Value| parsed(jwk, &known)["one"].remembered.caller("token");
    assert_eq!(remembered(&jwk), Some(caller));

    for (field, value) in [("n", "BBBB"), ("alg", "PS256")] {
        let mut other = jwk.clone();
        other[field] = value.into();
        assert_eq!(remembered(&other), None, "{field}");
    }
}
