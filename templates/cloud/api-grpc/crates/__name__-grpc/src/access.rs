//! Who calls, and what methods ask of them.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tonic::Status;
use web::access::{Allowed, Caller, PermissionType, allow};

use crate::failure::Failure;

/// Passes on what comes from callers whom the guard knows, and says who it is.
pub(crate) async fn known(caller: Caller, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(caller);
    next.run(request).await
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
