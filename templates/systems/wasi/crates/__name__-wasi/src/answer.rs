//! From a request to its answer, whatever host the request came through.

use std::error::Error;
use std::pin::pin;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::problem::Problem;
use crate::{json, routes};

/// The largest body that a request may have, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// How much more is read of a body that is too large, in bytes.
const MAX_REST: usize = 1024 * 1024;

/// Answers one request. Every error is an answer too: a problem document (RFC 9457).
///
/// The body is read as it arrives; what is beyond [`MAX_BODY`] is not kept.
pub async fn answer<B>(request: Request<B>) -> Response<Vec<u8>>
where
    B: BodyExt,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    match carry_out(request).await {
        Ok(body) => {
            let mut response = Response::new(body);
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(CONTENT_TYPE, json);
            response
        }
        Err(problem) => problem.into(),
    }
}

async fn carry_out<B>(request: Request<B>) -> Result<Vec<u8>, Problem>
where
    B: BodyExt,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let (head, body) = request.into_parts();
    // First of all: a client that is still sending when the connection ends never sees the answer.
    let body = read(body).await;
    let handler = routes::find(&head.method, head.uri.path())?;
    json::require_media_type(&head.headers)?;
    handler(&body?)
}

async fn read<B>(body: B) -> Result<Vec<u8>, Problem>
where
    B: BodyExt,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let mut body = pin!(body);
    match Limited::new(body.as_mut(), MAX_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => {
            let mut rest = Limited::new(body, MAX_REST);
            while let Some(Ok(_)) = rest.frame().await {}
            let problem = Problem::from(StatusCode::PAYLOAD_TOO_LARGE);
            Err(problem.detail(format!("a body has at most {MAX_BODY} bytes")))
        }
        Err(_) => Err(Problem::from(StatusCode::BAD_REQUEST).detail("the body broke off")),
    }
}
