//! Connections, and the requests on them.

use std::convert::Infallible;
use std::io::{self, Cursor, ErrorKind};
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, join};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_io_timeout::TimeoutWriter;
use web::with_causes;

/// What a connection begins with that speaks HTTP/2 (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How long the head of a request of HTTP/1.1 may be, in bytes; about as much of an answer waits to be sent.
const BUFFER: usize = 32 * 1024;

/// How often a connection that speaks HTTP/2 is asked whether its client is still there.
const PING_INTERVAL: Duration = Duration::from_secs(30);

/// Takes connections until it is dropped, and answers the requests on them, of HTTP/1.1 and of HTTP/2
/// without TLS; `open` knows those that are left. A connection is closed that for as long as `keep_alive`
/// has not said what it speaks, has been without the whole head of a request of HTTP/1.1, be it the first
/// or the next one, or has not let anything of an answer be sent: `axum::serve` would wait. One of HTTP/2
/// stays for as long as its client answers.
pub(crate) async fn accept(
    mut listener: TcpListener,
    router: Router,
    keep_alive: Duration,
    open: &GracefulShutdown,
) -> Infallible {
    let service = TowerToHyperService::new(router);
    let mut server = auto::Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(keep_alive)
        .max_buf_size(BUFFER);
    server
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL);
    let mut beginning = JoinSet::new();
    loop {
        tokio::select! {
            // Axum's way to accept: it tries again when the client is gone or files have run out.
            (stream, _) = Listener::accept(&mut listener) => {
                // Until its version is known, nothing else limits how long a connection is silent.
                beginning.spawn(timeout(keep_alive, begun(stream, keep_alive)));
            }
            Some(begun) = beginning.join_next() => {
                let Ok(Ok(Ok(stream))) = begun else {
                    tracing::debug!("a connection did not begin with a request");
                    continue;
                };
                let connection = server.serve_connection(TokioIo::new(stream), service.clone());
                let connection = open.watch(connection.into_owned());
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(error = with_causes(&*error), "a connection has broken off");
                    }
                });
            }
        }
    }
}

/// The stream, once enough of it is there to tell which version of HTTP it speaks. To write to it fails
/// where nothing can be sent for as long as `patience`.
async fn begun(
    mut stream: TcpStream,
    patience: Duration,
) -> io::Result<impl AsyncRead + AsyncWrite> {
    let mut first = Vec::with_capacity(PREFACE.len());
    while first.len() < PREFACE.len() && PREFACE.starts_with(&first) {
        let missing = PREFACE.len() - first.len();
        if (&mut stream)
            .take(missing as u64)
            .read_buf(&mut first)
            .await?
            == 0
        {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
    // Frames are small, and somebody waits for each.
    stream.set_nodelay(true)?;
    let (reader, writer) = stream.into_split();
    let mut writer = TimeoutWriter::new(writer);
    writer.set_timeout(Some(patience));
    // Its timer must not be moved, and hyper moves what it is given.
    let writer = Box::pin(writer);
    Ok(join(Cursor::new(first).chain(reader), writer))
}
