//! Connections, and the requests on them.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_io_timeout::TimeoutStream;
use web::with_causes;

/// How long the head of a request may be, in bytes; about as much of an answer waits to be sent.
const BUFFER: usize = 32 * 1024;

/// Takes connections until it is dropped, and answers the requests on them; `open` knows those that
/// are left. A connection is closed that for as long as `keep_alive` has been without the whole head of a
/// request, be it the first or the next one, or has not let anything of an answer be sent: `axum::serve`
/// would wait.
pub(crate) async fn accept(
    mut listener: TcpListener,
    router: Router,
    keep_alive: Duration,
    open: &GracefulShutdown,
) -> Infallible {
    let service = TowerToHyperService::new(router);
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(keep_alive)
        .max_buf_size(BUFFER);
    loop {
        // Axum's way to accept: it tries again when the client is gone or files have run out.
        let (stream, _) = Listener::accept(&mut listener).await;
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(keep_alive));
        // Its timers must not be moved, and hyper moves what it is given.
        let stream = TokioIo::new(Box::pin(stream));
        let connection = open.watch(server.serve_connection(stream, service.clone()));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = with_causes(&error), "a connection has broken off");
            }
        });
    }
}
