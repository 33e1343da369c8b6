//! TCP.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr};
use std::rc::Rc;

use crate::context;
use crate::reactor::{Direction, Reactor, Registered};

/// Accepts connections.
#[derive(Debug)]
pub struct TcpListener(Registered<mio::net::TcpListener>);

/// A connection. Its methods take it by shared reference: one task may read while another writes.
#[derive(Debug)]
pub struct TcpStream(Registered<mio::net::TcpStream>);

impl TcpListener {
    /// Listens; with port 0 at one that is free.
    ///
    /// # Errors
    ///
    /// Those of the operating system, such as [`ErrorKind::AddrInUse`].
    ///
    /// # Panics
    ///
    /// Outside of a runtime.
    pub fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = mio::net::TcpListener::bind(address)?;
        Ok(Self(Registered::new(listener, current_reactor())?))
    }

    /// Waits for a connection; yields it and the address of the other end.
    ///
    /// # Errors
    ///
    /// Those of the operating system. They concern one connection, or the number of open files:
    /// the listener can go on.
    pub async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let accept = mio::net::TcpListener::accept;
        let (stream, address) = self.0.perform(Direction::Read, accept).await?;
        let stream = Registered::new(stream, self.0.reactor())?;
        Ok((TcpStream(stream), address))
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.socket().local_addr()
    }
}

impl TcpStream {
    /// Connects.
    ///
    /// # Errors
    ///
    /// Those of the operating system, such as [`ErrorKind::ConnectionRefused`].
    ///
    /// # Panics
    ///
    /// Outside of a runtime.
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = mio::net::TcpStream::connect(address)?;
        let stream = Registered::new(stream, current_reactor())?;
        let connected = stream.perform(Direction::Write, |stream| {
            if let Some(error) = stream.take_error()? {
                return Err(error);
            }
            match stream.peer_addr() {
                Err(error) if error.kind() == ErrorKind::NotConnected => {
                    Err(ErrorKind::WouldBlock.into())
                }
                result => result,
            }
        });
        connected.await?;
        Ok(Self(stream))
    }

    /// Waits for bytes; yields how many were put into the buffer. 0 if the other end will send no
    /// more.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = |mut stream: &mio::net::TcpStream| stream.read(buffer);
        self.0.perform(Direction::Read, read).await
    }

    /// Waits for room; yields how many of the bytes were taken.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub async fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        let write = |mut stream: &mio::net::TcpStream| stream.write(bytes);
        self.0.perform(Direction::Write, write).await
    }

    /// Sends all bytes. How many were sent before an error, or before it is dropped, is not known.
    ///
    /// # Errors
    ///
    /// Those of the operating system, and [`ErrorKind::WriteZero`].
    pub async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.write(bytes).await? {
                0 => return Err(ErrorKind::WriteZero.into()),
                count => bytes = &bytes[count..],
            }
        }
        Ok(())
    }

    /// Sends or receives no more.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.0.socket().shutdown(how)
    }

    /// Whether small pieces are sent at once instead of being collected.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.0.socket().set_nodelay(nodelay)
    }

    /// The address of this end.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.socket().local_addr()
    }
}

fn current_reactor() -> Rc<Reactor> {
    context::current(|context| Rc::clone(&context.reactor))
}
