//! JSON merge patches (RFC 7396): a patch looks like what it changes, and null removes.

use serde_json::{Map, Value};

/// Why there is no patch from one document to another.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a merge patch cannot make {pointer} null: there null means to remove it")]
pub struct Inexpressible {
    /// Where the null would have to be, as a JSON pointer (RFC 6901).
    pub pointer: String,
}

impl Inexpressible {
    /// The same, seen from the object that has it in this member.
    fn within(self, member: &str) -> Self {
        let member = member.replace('~', "~0").replace('/', "~1");
        Self {
            pointer: format!("/{member}{}", self.pointer),
        }
    }
}

/// The target as the patch changes it: `MergePatch` of RFC 7396, section 2.
pub fn merge(target: Value, patch: Value) -> Value {
    let Value::Object(changes) = patch else {
        return patch;
    };
    let mut members = match target {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    for (name, change) in changes {
        let before = members.remove(&name);
        if !change.is_null() {
            members.insert(name, merge(before.unwrap_or_default(), change));
        }
    }
    Value::Object(members)
}

/// The smallest patch that makes `to` out of `from`.
///
/// # Errors
/// [`Inexpressible`] if `to` has a member that is null and `from` does not have it: a patch has no
/// words for that.
pub fn diff(from: &Value, to: &Value) -> Result<Value, Inexpressible> {
    let Value::Object(to) = to else {
        return Ok(to.clone());
    };
    let none = Map::new();
    let from = from.as_object().unwrap_or(&none);
    let removed = from.keys().filter(|name| !to.contains_key(*name));
    let mut patch: Map<_, _> = removed.map(|name| (name.clone(), Value::Null)).collect();
    for (name, value) in to
        .iter()
        .filter(|(name, value)| from.get(*name) != Some(value))
    {
        let change = if value.is_null() {
            let pointer = String::new();
            Err(Inexpressible { pointer })
        } else {
            diff(from.get(name).unwrap_or(&Value::Null), value)
        };
        patch.insert(name.clone(), change.map_err(|error| error.within(name))?);
    }
    Ok(Value::Object(patch))
}
