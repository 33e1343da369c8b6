//! Who may do what.

mod matrix;

use std::iter;

use tonic::metadata::{AsciiMetadataKey, ValueRefMut};
use tonic::{Code, Request};
pub(crate) use web::access::testing::guard;
use web::access::testing::{Role, credentials};

use self::matrix::MATRIX;
use crate::sample::router;
use crate::support::{call, methods, path, told};

/// Someone whom the guard knows as that, or not at all.
type Caller = Option<Role>;

const STRANGER: Caller = None;
const VIEWER: Caller = Some(Role::Viewer);
const EDITOR: Caller = Some(Role::Editor);

/// The request of someone who may do everything.
pub(crate) fn editor<M>(message: M) -> Request<M> {
    from_caller(message, EDITOR)
}

fn from_caller<M>(message: M, caller: Caller) -> Request<M> {
    let mut request = Request::new(message);
    if let Some(role) = caller {
        let (name, value) = credentials("ada", role);
        let name = AsciiMetadataKey::from_bytes(name.as_ref()).unwrap();
        let value = value.to_str().unwrap().parse().unwrap();
        request.metadata_mut().insert(name, value);
    }
    request
}

/// Whether the caller comes to the method. Where not, it is told why.
async fn gets_through(path: &str, caller: Caller) -> bool {
    let Err(refused) = call(&router(), path, from_caller((), caller)).await else {
        return true;
    };
    let (code, reason) = told(&refused);
    match (code, caller) {
        (Code::Unauthenticated, STRANGER) => assert_eq!(reason, "UNAUTHENTICATED"),
        (Code::PermissionDenied, Some(_)) => assert_eq!(reason, "INSUFFICIENT_ROLE"),
        // Who comes as far as the message has said nothing.
        _ => assert_eq!(reason, "INVALID_FIELDS", "{path}"),
    }
    code == Code::InvalidArgument
}

#[tokio::test]
async fn callers_get_as_far_as_the_matrix_says() {
    for (method, callers) in MATRIX {
        let mut allowed = Vec::new();
        for caller in iter::once(STRANGER).chain(Role::ALL.map(Some)) {
            if gets_through(&path(method), caller).await {
                allowed.push(caller);
            }
        }
        assert_eq!(allowed, callers, "{method}");
    }
}

#[tokio::test]
async fn every_method_is_in_the_matrix() {
    let mut methods = methods();
    methods.sort_unstable();
    let mut lines = MATRIX.map(|(method, _)| path(method));
    lines.sort_unstable();
    assert_eq!(methods, lines);
}

#[tokio::test]
async fn who_makes_credentials_up_is_refused() {
    let mut request = from_caller((), EDITOR);
    for value in request.metadata_mut().values_mut() {
        if let ValueRefMut::Ascii(value) = value {
            *value = format!("{}x", value.to_str().unwrap()).parse().unwrap();
        }
    }
    let answer = call(&router(), &path(MATRIX[0].0), request).await;
    let (code, reason) = told(&answer.unwrap_err());
    assert_eq!(code, Code::Unauthenticated);
    assert_ne!(reason, "UNAUTHENTICATED", "that is for whoever has none");
}
