//! A client of the component, in two forms.

use http::Request;
use serde_json::Value;

pub(crate) use self::host::*;
use crate::answer::Answer;

/// Sends JSON.
#[track_caller]
pub(crate) fn post(path: &str, body: &Value) -> Answer {
    post_text(path, body.to_string())
}

/// Sends what says that it is JSON.
#[track_caller]
pub(crate) fn post_text(path: &str, body: impl Into<Vec<u8>>) -> Answer {
    let request = Request::post(path).header("content-type", "application/json");
    send(request.body(body.into()).expect("a request"))
}

/// The code of the component by itself.
#[cfg(not(target_os = "wasi"))]
mod host {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use http::Request;
    use http_body_util::Full;

    use crate::answer::Answer;

    #[track_caller]
    pub(crate) fn send(request: Request<Vec<u8>>) -> Answer {
        let (head, body) = request.into_parts();
        let request = Request::from_parts(head, Full::new(body.as_slice()));
        let answer = pin!(component::answer(request));
        let Poll::Ready(answer) = answer.poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("the whole body is there: nothing waits for anything");
        };
        let (head, body) = answer.into_parts();
        Answer::new(head.status, head.headers, &body)
    }
}

/// The component, which the runner serves while this program runs.
#[cfg(target_os = "wasi")]
mod host {
    use http_body_util::Full;
    use wstd::http::body::Bytes;
    use wstd::http::{Body, Client, Request, Uri};

    use crate::answer::Answer;

    /// What the runner tells the tests of the component, by the name of a variable.
    #[expect(
        clippy::disallowed_methods,
        reason = "the host tells a program nothing in another way"
    )]
    pub(crate) fn told(variable: &str) -> String {
        std::env::var(variable).expect("the runner of .cargo/config.toml serves the component")
    }

    #[track_caller]
    pub(crate) fn send(request: Request<Vec<u8>>) -> Answer {
        // Not `Body::from`, which fails now and then when there is nothing to be written.
        exchange(request.map(|body| Body::from_http_body(Full::new(Bytes::from(body)))))
    }

    #[track_caller]
    pub(crate) fn exchange(mut request: Request<Body>) -> Answer {
        let uri = format!("{}{}", told("COMPONENT_URL"), request.uri());
        let uri: Uri = uri.parse().expect("an address");
        *request.uri_mut() = uri;
        let (head, body) = wstd::runtime::block_on(async {
            let answer = Client::new().send(request).await.expect("an answer");
            let (head, mut body) = answer.into_parts();
            (head, body.contents().await.expect("a body").to_vec())
        });
        Answer::new(head.status, head.headers, &body)
    }
}
