//! What a token says of who bears it.

use serde_json::Value;

use crate::{Caller, Role};

/// The caller that a token's verified claims are about, if they name one. Roles that nobody here
/// knows give nothing, and so does a claim of another form.
pub(crate) fn caller(claims: &Value, roles_claim: &str) -> Option<Caller> {
    let subject = claims.get("sub")?.as_str()?;
    if !is_subject(subject) {
        return None;
    }
    let names = path(roles_claim).try_fold(claims, |inside, name| inside.get(name));
    let roles = match names {
        Some(Value::Array(names)) => names.iter().filter_map(role).collect(),
        Some(name) => role(name).into_iter().collect(),
        None => Vec::new(),
    };
    Some(Caller::new(subject.to_owned(), roles))
}

/// Whether anybody can be called so: 1 to 255 characters (OIDC Core, section 2), and none that
/// no log and not every database holds.
pub fn is_subject(text: &str) -> bool {
    matches!(text.chars().count(), 1..=255) && !text.contains(char::is_control)
}

/// The names that lead to a claim: `roles` to the one that is called so, `/realm_access/roles` to the
/// one in `realm_access`. Names may be URLs, so that only a slash in front makes a path.
pub(crate) fn path(claim: &str) -> impl DoubleEndedIterator<Item = &str> {
    let (is_path, names) = match claim.strip_prefix('/') {
        Some(names) => (true, names),
        None => (false, claim),
    };
    names.split(move |letter| is_path && letter == '/')
}

fn role(name: &Value) -> Option<Role> {
    name.as_str()?.parse().ok()
}
