//! The component: what its host calls for every request.

#[cfg(target_os = "wasi")]
use wstd::http::{Body, Error, Request, Response};

#[cfg(target_os = "wasi")]
#[wstd::http_server]
async fn main(request: Request<Body>) -> Result<Response<Body>, Error> {
    let response = component::answer(request.map(Body::into_boxed_body)).await;
    Ok(response.map(Body::from))
}

#[cfg(not(target_os = "wasi"))]
fn main() -> std::process::ExitCode {
    use std::io::Write;

    // Without a standard error stream the status has to say it.
    let _ = writeln!(
        std::io::stderr(),
        "this is a component for a WASI host: add --target wasm32-wasip2"
    );
    std::process::ExitCode::FAILURE
}
