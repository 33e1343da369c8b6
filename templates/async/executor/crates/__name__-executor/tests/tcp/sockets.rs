//! Sockets, from this side.

use std::cell::Cell;
use std::io::ErrorKind;
use std::net::Shutdown;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::{ANYWHERE, tokio_client};
use crate::executor::net::{TcpListener, TcpStream};
use crate::executor::time::{sleep, timeout};
use crate::executor::{block_on, spawn};

/// Two ends of a connection.
async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind(ANYWHERE).unwrap();
    let address = listener.local_addr().unwrap();
    let near = TcpStream::connect(address).await.unwrap();
    let (far, from) = listener.accept().await.unwrap();
    assert_eq!(near.local_addr().unwrap(), from);
    (near, far)
}

#[test]
fn it_connects_to_a_tokio_server() {
    let (listening, waits) = flume::bounded(1);
    let received = block_on(async {
        let server = spawn(tokio_client(move || async move {
            let listener = tokio::net::TcpListener::bind(ANYWHERE).await.unwrap();
            listening.send(listener.local_addr().unwrap()).unwrap();
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"hello").await.unwrap();
            let mut received = String::new();
            stream.read_to_string(&mut received).await.unwrap();
            received
        }));
        let address = waits.recv_async().await.unwrap();
        let stream = TcpStream::connect(address).await.unwrap();
        let mut buffer = [0; 16];
        let count = stream.read(&mut buffer).await.unwrap();
        stream.write_all(&buffer[..count]).await.unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        server.await.unwrap()
    });
    assert_eq!(received.unwrap(), "hello");
}

#[test]
fn what_does_not_work_is_said() {
    block_on(async {
        let listener = TcpListener::bind(ANYWHERE).unwrap();
        let address = listener.local_addr().unwrap();
        let again = TcpListener::bind(address)
            .map(|_| ())
            .map_err(|error| error.kind());
        assert_eq!(again, Err(ErrorKind::AddrInUse));

        drop(listener);
        let nobody = TcpStream::connect(address).await;
        assert_eq!(
            nobody.map(|_| ()).map_err(|error| error.kind()),
            Err(ErrorKind::ConnectionRefused)
        );
        TcpListener::bind(address).unwrap();
    })
    .unwrap();
}

#[test]
fn one_task_reads_while_another_writes() {
    const LENGTH: usize = 4 << 20;
    block_on(async {
        let (near, far) = pair().await;
        let tasks = [near, far].map(|end| {
            let end = Rc::new(end);
            let reader = Rc::clone(&end);
            let writing = spawn(async move {
                end.write_all(&vec![7; LENGTH]).await.unwrap();
                end.shutdown(Shutdown::Write).unwrap();
            });
            let reading = spawn(async move {
                let mut buffer = vec![0; 10_000];
                let mut received = 0;
                loop {
                    match reader.read(&mut buffer).await.unwrap() {
                        0 => return received,
                        count => received += count,
                    }
                }
            });
            (writing, reading)
        });
        for (writing, reading) in tasks {
            writing.await.unwrap();
            assert_eq!(reading.await.unwrap(), LENGTH);
        }
    })
    .unwrap();
}

#[test]
fn a_wait_that_was_given_up_takes_no_bytes() {
    block_on(async {
        let (near, far) = pair().await;
        let mut buffer = [0; 8];
        for _ in 0..3 {
            let read = timeout(Duration::from_millis(1), near.read(&mut buffer)).await;
            assert!(read.is_err());
        }
        far.write_all(b"late").await.unwrap();
        assert_eq!(near.read(&mut buffer).await.unwrap(), 4);
        assert_eq!(&buffer[..4], b"late");
    })
    .unwrap();
}

#[test]
fn a_wait_that_was_given_up_leaves_no_waker() {
    struct Silent;

    impl Wake for Silent {
        fn wake(self: Arc<Self>) {}
    }

    block_on(async {
        let (near, _far) = pair().await;
        let listener = TcpListener::bind(ANYWHERE).unwrap();
        let mut buffer = [0];
        let shown = Arc::new(Silent);
        let waker = Waker::from(Arc::clone(&shown));
        let mut context = Context::from_waker(&waker);
        let mut accept = Box::pin(listener.accept());
        let mut read = Box::pin(near.read(&mut buffer));
        assert!(accept.as_mut().poll(&mut context).is_pending());
        assert!(read.as_mut().poll(&mut context).is_pending());
        assert_eq!(Arc::strong_count(&shown), 4);
        drop((accept, read));
        assert_eq!(Arc::strong_count(&shown), 2);
    })
    .unwrap();
}

#[test]
fn two_tasks_that_are_never_out_of_work_let_others_run() {
    block_on(async {
        let (near, far) = pair().await;
        let rounds = Rc::new(Cell::new(0_u64));
        let counter = Rc::clone(&rounds);
        // Each write is read at once, so that neither end ever waits.
        let busy = spawn(async move {
            let mut byte = [0];
            loop {
                near.write_all(&byte).await.unwrap();
                far.read(&mut byte).await.unwrap();
                counter.set(counter.get() + 1);
            }
        });
        while rounds.get() < 10_000 {
            sleep(Duration::from_millis(1)).await;
        }
        busy.abort();
    })
    .unwrap();
}
