//! Who calls, and what methods ask of them.

use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tonic::Status;
use web::Problem;
use web::access::{Allowed, Caller, PermissionType, allow};

use crate::answers::is_grpc;
use crate::failure::Failure;

/// Passes on what comes from callers whom the guard knows, and says who it is.
pub(crate) async fn known(caller: Caller, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// Passes on what was sent as the message of a method, which tonic takes from whatever comes. A browser
/// asks before it lets a page of others send either of these media types.
pub(crate) async fn asked_for(request: Request, next: Next) -> Result<Response, Problem> {
    if request.method() != Method::POST {
        return Err(StatusCode::METHOD_NOT_ALLOWED.into());
    }
    let kind = request.headers().get(CONTENT_TYPE);
    if is_grpc(request.headers()) || kind.is_some_and(|kind| kind == "application/x-protobuf") {
        Ok(next.run(request).await)
    } else {
        Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into())
    }
}

/// The message of a request, for those callers only who may do what `P` stands for.
pub(crate) fn admitted<P: PermissionType, M>(
    request: tonic::Request<M>,
) -> Result<(Allowed<P>, M), Status> {
    let (_, extensions, message) = request.into_parts();
    let caller = extensions.get::<Caller>().cloned();
    let caller = caller.ok_or_else(|| Status::internal("nobody asked who calls"))?;
    let allowed = allow(caller).map_err(Failure::from)?;
    Ok((allowed, message))
}
