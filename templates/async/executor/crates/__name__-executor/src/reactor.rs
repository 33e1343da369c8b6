//! Waiting for the operating system: mio says which sockets are ready, wakers are told.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Wake, Waker};
use std::time::Duration;

use mio::event::Source;
use mio::{Events, Interest, Registry, Token};

use crate::panics;

/// The token of what ends the wait from another thread.
const UNPARK: Token = Token(0);
const EVENTS: usize = 256;
/// So often an operation may succeed at once before others get their turn.
const STREAK: u32 = 64;

/// One for each runtime. Not to be entered twice: no waker is cloned, woken or dropped here while
/// something is borrowed that it could need.
#[derive(Debug)]
pub(crate) struct Reactor {
    poll: RefCell<(mio::Poll, Events)>,
    registry: Registry,
    sources: RefCell<HashMap<Token, Rc<Waiting>>>,
    last: Cell<usize>,
}

/// Who waits for a socket.
#[derive(Debug, Default)]
struct Waiting {
    readers: Wakers,
    writers: Wakers,
    streak: Cell<u32>,
}

/// Wakers by the number of their operation.
#[derive(Debug, Default)]
struct Wakers {
    left: RefCell<BTreeMap<u64, Waker>>,
    operations: Cell<u64>,
}

impl Wakers {
    fn wake(&self) {
        self.left.take().into_values().for_each(panics::wake);
    }
}

/// An operation that may have to wait. Its end, whatever that is, takes its waker away.
struct Operation<'a> {
    wakers: &'a Wakers,
    number: u64,
}

impl<'a> Operation<'a> {
    fn new(wakers: &'a Wakers) -> Self {
        let number = wakers.operations.get();
        wakers.operations.set(number + 1);
        Self { wakers, number }
    }

    /// O(log n) in the operations that wait.
    fn leave(&self, waker: &Waker) {
        let waker = waker.clone();
        let _replaced = self.wakers.left.borrow_mut().insert(self.number, waker);
    }
}

impl Drop for Operation<'_> {
    fn drop(&mut self) {
        let _left = self.wakers.left.borrow_mut().remove(&self.number);
    }
}

/// What is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Direction {
    Read,
    Write,
}

/// Ends the wait from whatever thread.
struct Unpark(mio::Waker);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // It can only fail with the descriptors of the process in disorder, and a waker cannot
        // report it.
        let _ = self.0.wake();
    }
}

impl Reactor {
    pub(crate) fn new() -> io::Result<Self> {
        let poll = mio::Poll::new()?;
        Ok(Self {
            registry: poll.registry().try_clone()?,
            poll: RefCell::new((poll, Events::with_capacity(EVENTS))),
            sources: RefCell::default(),
            last: Cell::new(UNPARK.0),
        })
    }

    /// A waker that ends [`wait`](Self::wait), or the next if there is none at the moment.
    pub(crate) fn unpark(&self) -> io::Result<Waker> {
        let waker = mio::Waker::new(&self.registry, UNPARK)?;
        Ok(Arc::new(Unpark(waker)).into())
    }

    /// Waits for sockets, wakes their tasks. `None` waits as long as it takes.
    pub(crate) fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        let (poll, events) = &mut *self.poll.borrow_mut();
        match poll.poll(events, timeout) {
            Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
        for event in &*events {
            let Some(waiting) = self.sources.borrow().get(&event.token()).map(Rc::clone) else {
                continue; // it was the waker, or the socket is gone
            };
            if event.is_readable() || event.is_read_closed() || event.is_error() {
                waiting.readers.wake();
            }
            if event.is_writable() || event.is_write_closed() || event.is_error() {
                waiting.writers.wake();
            }
        }
        Ok(())
    }
}

/// A socket of which the reactor knows.
#[derive(Debug)]
pub(crate) struct Registered<S: Source> {
    socket: S,
    token: Token,
    waiting: Rc<Waiting>,
    reactor: Rc<Reactor>,
}

impl<S: Source> Registered<S> {
    pub(crate) fn new(mut socket: S, reactor: Rc<Reactor>) -> io::Result<Self> {
        let token = Token(reactor.last.get() + 1);
        reactor.last.set(token.0);
        let both = Interest::READABLE | Interest::WRITABLE;
        reactor.registry.register(&mut socket, token, both)?;
        let waiting = Rc::<Waiting>::default();
        let mut sources = reactor.sources.borrow_mut();
        sources.insert(token, Rc::clone(&waiting));
        drop(sources);
        Ok(Self {
            socket,
            token,
            waiting,
            reactor,
        })
    }

    pub(crate) const fn socket(&self) -> &S {
        &self.socket
    }

    pub(crate) fn reactor(&self) -> Rc<Reactor> {
        Rc::clone(&self.reactor)
    }

    /// Repeats what would block until it does not.
    ///
    /// mio tells of a change once: what comes between the attempt and the next wait is kept for
    /// that. Who always finds something to do lets the others run now and then.
    pub(crate) async fn perform<R>(
        &self,
        direction: Direction,
        mut attempt: impl FnMut(&S) -> io::Result<R>,
    ) -> io::Result<R> {
        let operation = Operation::new(match direction {
            Direction::Read => &self.waiting.readers,
            Direction::Write => &self.waiting.writers,
        });
        poll_fn(|context| {
            let streak = self.waiting.streak.get();
            self.waiting.streak.set((streak + 1) % STREAK);
            if streak + 1 == STREAK {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            loop {
                match attempt(&self.socket) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    result => return Poll::Ready(result),
                }
            }
            self.waiting.streak.set(0);
            operation.leave(context.waker());
            Poll::Pending
        })
        .await
    }
}

impl<S: Source> Drop for Registered<S> {
    fn drop(&mut self) {
        // The socket is closed next, which ends the registration in any case.
        let _ = self.reactor.registry.deregister(&mut self.socket);
        self.reactor.sources.borrow_mut().remove(&self.token);
    }
}
