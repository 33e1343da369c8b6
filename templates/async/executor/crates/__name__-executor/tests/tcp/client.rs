//! What a client sees of the server.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::executor::net::TcpListener;
use crate::executor::time::timeout;
use crate::executor::{JoinError, block_on, spawn};
use crate::server;

pub(crate) const ANYWHERE: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// Longer than anything takes.
const LIMIT: Duration = Duration::from_mins(1);

/// Runs a tokio client on a thread of its own; its result comes through a channel that knows
/// neither runtime.
pub(crate) async fn tokio_client<F: Future>(
    client: impl FnOnce() -> F + Send + 'static,
) -> F::Output
where
    F::Output: Send + 'static,
{
    let (sender, receiver) = flume::bounded(1);
    let thread = thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        sender.send(runtime.block_on(client())).unwrap();
    });
    let result = timeout(LIMIT, receiver.recv_async()).await.unwrap();
    thread.join().unwrap();
    result.unwrap()
}

/// The server, and a client that is told where it is.
fn with_server<F: Future>(client: impl FnOnce(SocketAddr) -> F + Send + 'static) -> F::Output
where
    F::Output: Send + 'static,
{
    let served = async {
        let listener = TcpListener::bind(ANYWHERE).unwrap();
        let address = listener.local_addr().unwrap();
        drop(spawn(server::serve(listener)));
        tokio_client(move || client(address)).await
    };
    block_on(served).unwrap()
}

/// Not the same for any two clients.
fn bytes(seed: usize, length: usize) -> Vec<u8> {
    let byte = |index: usize| (index * 31 + seed * 17 + (index >> 8)) % 251;
    (0..length)
        .map(|index| u8::try_from(byte(index)).unwrap())
        .collect()
}

#[test]
fn what_is_sent_comes_back() {
    let received = with_server(|address| async move {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut received = Vec::new();
        for word in ["one", "two", "three"] {
            stream.write_all(word.as_bytes()).await.unwrap();
            let mut buffer = vec![0; word.len()];
            stream.read_exact(&mut buffer).await.unwrap();
            received.push(String::from_utf8(buffer).unwrap());
        }
        received
    });
    assert_eq!(received, ["one", "two", "three"]);
}

#[test]
fn more_than_any_buffer_holds_comes_back_in_order() {
    const LENGTH: usize = 16 << 20;
    let received = with_server(|address| async move {
        let stream = TcpStream::connect(address).await.unwrap();
        let (mut reader, mut writer) = stream.into_split();
        let writing = tokio::spawn(async move {
            writer.write_all(&bytes(0, LENGTH)).await.unwrap();
            writer.shutdown().await.unwrap();
        });
        let mut received = Vec::new();
        reader.read_to_end(&mut received).await.unwrap();
        writing.await.unwrap();
        received
    });
    assert!(received == bytes(0, LENGTH), "{} bytes", received.len());
}

#[test]
fn many_connections_are_served_at_the_same_time() {
    const CLIENTS: usize = 200;
    let all = with_server(|address| async move {
        let meeting = std::sync::Arc::new(tokio::sync::Barrier::new(CLIENTS));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let meeting = std::sync::Arc::clone(&meeting);
                tokio::spawn(async move {
                    let mut stream = TcpStream::connect(address).await.unwrap();
                    for round in 0..10 {
                        // All are connected before any goes on.
                        meeting.wait().await;
                        let sent = bytes(client * 10 + round, 1000);
                        stream.write_all(&sent).await.unwrap();
                        let mut received = vec![0; sent.len()];
                        stream.read_exact(&mut received).await.unwrap();
                        assert_eq!(received, sent);
                    }
                })
            })
            .collect();
        for client in clients {
            client.await.unwrap();
        }
        CLIENTS
    });
    assert_eq!(all, CLIENTS);
}

#[test]
fn a_client_that_has_sent_all_still_gets_its_answer() {
    let received = with_server(|address| async move {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(&bytes(1, 100_000)).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut received = Vec::new();
        stream.read_to_end(&mut received).await.unwrap();
        received
    });
    assert_eq!(received, bytes(1, 100_000));
}

#[test]
fn a_client_that_goes_away_harms_nobody() {
    let received = with_server(|address| async move {
        for _ in 0..50 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(&bytes(2, 1 << 16)).await.unwrap();
            drop(stream); // with the answer unread
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"still there?").await.unwrap();
        let mut received = [0; 12];
        stream.read_exact(&mut received).await.unwrap();
        received
    });
    assert_eq!(&received, b"still there?");
}

#[test]
fn aborting_a_task_closes_its_socket() {
    let (received, ended) = block_on(async {
        let listener = TcpListener::bind(ANYWHERE).unwrap();
        let address = listener.local_addr().unwrap();
        let (connected, waits) = flume::bounded(1);
        let server = spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            connected.send(spawn(server::echo(stream))).unwrap();
        });
        let client = spawn(tokio_client(move || async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.read(&mut [0]).await.unwrap()
        }));
        let connection = waits.recv_async().await.unwrap();
        server.await.unwrap();
        connection.abort();
        (client.await.unwrap(), connection.await)
    })
    .unwrap();
    assert_eq!(received, 0);
    assert!(matches!(ended, Err(JoinError::Cancelled)));
}
