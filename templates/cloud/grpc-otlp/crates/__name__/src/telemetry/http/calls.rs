//! What came of calls of gRPC, most of which tell it behind their answers.

#[cfg(test)]
mod tests;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use http_body_util::BodyExt;
use opentelemetry::KeyValue;
use web::GrpcStatus;

use super::Underway;

/// Measures the request, where it is a call once it is known what came of it.
pub(super) fn measured(
    response: Response,
    underway: Underway,
    answer: KeyValue,
    fault: Option<String>,
) -> Response {
    let told = GrpcStatus::of(response.headers());
    if told.is_some() || !is_call(&response) {
        end(underway, told, answer, fault);
        return response;
    }
    let mut call = Call(Some((underway, answer)));
    response.map(|body| {
        Body::new(body.map_frame(move |frame| {
            if let Some(trailers) = frame.trailers_ref() {
                call.end(GrpcStatus::of(trailers));
            }
            frame
        }))
    })
}

/// A call whose answer has begun, with what there is to say of it so far.
struct Call(Option<(Underway, KeyValue)>);

impl Call {
    fn end(&mut self, told: Option<GrpcStatus>) {
        if let Some((underway, answer)) = self.0.take() {
            end(underway, told, answer, None);
        }
    }
}

/// Its client wants no more: `CANCELLED`.
impl Drop for Call {
    fn drop(&mut self) {
        self.end(Some(GrpcStatus(1)));
    }
}

fn is_call(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
}

fn end(underway: Underway, told: Option<GrpcStatus>, answer: KeyValue, fault: Option<String>) {
    let grpc_fault = told.filter(|status| status.is_fault());
    let fault = fault.or_else(|| grpc_fault.map(|GrpcStatus(code)| code.to_string()));
    let code = told.map(|GrpcStatus(code)| i64::from(code));
    if let Some(code) = code {
        underway.span.record("rpc.grpc.status_code", code);
    }
    let code = code.map(|code| KeyValue::new("rpc.grpc.status_code", code));
    underway.end([answer].into_iter().chain(code), fault);
}
