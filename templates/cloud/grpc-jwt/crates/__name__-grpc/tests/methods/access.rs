//! Who may do what.

mod matrix;

use std::iter;
use std::sync::LazyLock;
use std::time::Duration;

use auth::{Keys, LocalIssuer, Role, Validation};
use tonic::{Code, Request};
use web::access::Guard;

use self::matrix::MATRIX;
use crate::sample::router;
use crate::support::{call, methods, path, told};

/// Someone with a token that says so, or without any.
type Caller = Option<Role>;

const STRANGER: Caller = None;
const VIEWER: Caller = Some(Role::Viewer);
const EDITOR: Caller = Some(Role::Editor);

/// Signs the tokens of these tests, with a key that was made for them.
static ISSUER: LazyLock<LocalIssuer> = LazyLock::new(|| {
    let key = LocalIssuer::private_key().unwrap();
    LocalIssuer::new(&key, validation()).unwrap()
});

fn validation() -> Validation {
    Validation {
        issuer: "issuer".to_owned(),
        audience: "audience".to_owned(),
        leeway: Duration::ZERO,
        roles_claim: "roles".to_owned(),
    }
}

/// Who lets those through who have a token.
pub(crate) fn guard() -> Guard {
    Guard::new(Keys::new(&validation(), ISSUER.clone()))
}

/// The request of someone who may do everything.
pub(crate) fn editor<M>(message: M) -> Request<M> {
    from_caller(message, EDITOR)
}

fn from_caller<M>(message: M, caller: Caller) -> Request<M> {
    let mut request = Request::new(message);
    if let Some(role) = caller {
        let token = ISSUER.mint("ada", role, Duration::from_mins(1)).unwrap();
        let bearer = format!("Bearer {token}").parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
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
async fn what_is_no_token_is_refused() {
    let mut request = Request::new(());
    let bearer = "Bearer e30.e30.e30".parse().unwrap();
    request.metadata_mut().insert("authorization", bearer);
    let refused = call(&router(), &path(MATRIX[0].0), request)
        .await
        .unwrap_err();
    assert_eq!(
        told(&refused),
        (Code::Unauthenticated, "INVALID_TOKEN".to_owned())
    );
}
