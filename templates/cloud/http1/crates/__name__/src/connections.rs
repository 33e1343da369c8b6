//! Connections, and the requests on them.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use web::with_causes;

use crate::settings::Server;

/// Takes connections until it is dropped, and answers the requests on them; `open` knows those that
/// are left. A connection is closed that has been without the whole head of a request for as long as
/// `keep_alive`, be it the first or the next one, or whose client takes nothing of an answer for as long
/// as `request_timeout`: `axum::serve` would wait.
pub(crate) async fn accept(
    mut listener: TcpListener,
    router: Router,
    settings: &Server,
    open: &GracefulShutdown,
) -> Infallible {
    let service = TowerToHyperService::new(router);
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(settings.keep_alive);
    let places = Arc::new(Semaphore::new(settings.max_connections.get().into()));
    loop {
        // Without one, clients wait in the queue of the operating system.
        let place = Arc::clone(&places).acquire_owned().await;
        // Axum's way to accept: it tries again when the client is gone or files have run out.
        let (stream, _) = Listener::accept(&mut listener).await;
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(settings.request_timeout));
        let stream = TokioIo::new(Box::pin(stream));
        let connection = open.watch(server.serve_connection(stream, service.clone()));
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!(error = with_causes(&error), "a connection has broken off");
            }
        });
    }
}
