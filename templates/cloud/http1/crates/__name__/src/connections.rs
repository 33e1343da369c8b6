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
use web::with_causes;

/// Takes connections until it is dropped, and answers the requests on them; `open` knows those that
/// are left. A connection that has been without the whole head of a request for as long as `keep_alive`
/// is closed, be it the first or the next one: `axum::serve` would wait.
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
        .header_read_timeout(keep_alive);
    loop {
        // Axum's way to accept: it tries again when the client is gone or files have run out.
        let (stream, _) = Listener::accept(&mut listener).await;
        let connection = server.serve_connection(TokioIo::new(stream), service.clone());
        let connection = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = with_causes(&error), "a connection has broken off");
            }
        });
    }
}
