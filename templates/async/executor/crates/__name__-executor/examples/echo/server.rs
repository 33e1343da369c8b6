//! The server, for the program and for the tests.

use std::io;
use std::net::Shutdown;
use std::time::Duration;

use crate::executor::net::{TcpListener, TcpStream};
use crate::executor::spawn;
use crate::executor::time::sleep;

/// Accepts connections, each of which gets a task of its own.
pub(crate) async fn serve(listener: TcpListener) {
    loop {
        match listener.accept().await {
            // A connection that breaks is the business of its two ends.
            Ok((stream, _)) => drop(spawn(echo(stream))),
            // Too many open files, most likely: some will be closed.
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Sends back what comes, until the other end will send no more.
pub(crate) async fn echo(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 8 * 1024];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return stream.shutdown(Shutdown::Write),
            count => stream.write_all(&buffer[..count]).await?,
        }
    }
}
