//! The loop: tasks, timers, sockets; the thread sleeps when there is nothing to do.

use std::cell::{Cell, OnceCell};
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::rc::Rc;
use std::task::{self, Poll, Waker};
use std::time::Duration;

use executor_core::{Executor, JoinHandle};

use crate::context::{Context, Entered};
use crate::panics::Isolated;
use crate::reactor::Reactor;
use crate::time::Timers;

/// So many turns of tasks before sockets and timers are looked at.
const TURNS: usize = 256;

/// Runs futures on the thread that made it.
///
/// Dropping it drops the futures of all tasks, outside of the runtime: a destructor that spawns
/// another panics, which ends that task and nothing else.
pub struct Runtime {
    executor: Executor<Isolated>,
    context: Rc<Context>,
}

/// Runs a future, and the tasks that it spawns, on a runtime of its own. Ends with the future.
///
/// # Errors
///
/// Those of the operating system while the runtime is made.
///
/// # Panics
///
/// As [`Runtime::block_on`].
pub fn block_on<F: Future>(future: F) -> io::Result<F::Output> {
    Ok(Runtime::new()?.block_on(future))
}

impl Runtime {
    /// Without tasks.
    ///
    /// # Errors
    ///
    /// Those of the operating system, such as too many open files.
    pub fn new() -> io::Result<Self> {
        let reactor = Reactor::new()?;
        let executor = Executor::isolated(reactor.unpark()?);
        let context = Rc::new(Context {
            spawner: executor.spawner(),
            timers: Rc::new(Timers::default()),
            reactor: Rc::new(reactor),
        });
        Ok(Self { executor, context })
    }

    /// Runs a future until it is ready, and the tasks meanwhile. They go on at the next call.
    ///
    /// # Panics
    ///
    /// When the future panics, when this thread runs a runtime already, and when the operating
    /// system refuses to wait for sockets.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        let _entered = Entered::new(&self.context);
        let mut future = pin!(future);
        let main = Main::new(&self.executor);
        loop {
            let mut turns = 0;
            while turns < TURNS {
                let count = self.executor.run_ready_at_most(TURNS - turns);
                if let Some(waker) = main.take_wake() {
                    let mut context = task::Context::from_waker(waker);
                    if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                        return output;
                    }
                }
                if count == 0 {
                    break;
                }
                turns += count;
            }
            self.wait();
        }
    }

    /// Looks at sockets and timers; until then sleeps, if no task is ready.
    fn wait(&self) {
        let Context {
            timers, reactor, ..
        } = &*self.context;
        let timeout = if self.executor.park() {
            timers.until_next()
        } else {
            Some(Duration::ZERO)
        };
        reactor.wait(timeout).expect("the system waits for sockets");
        timers.fire();
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Runtime").field(&self.executor).finish()
    }
}

/// The future of [`Runtime::block_on`]. It may borrow, so it is no task: one stands in for it,
/// whose turns say that it was woken.
struct Main {
    woken: Rc<Cell<bool>>,
    waker: Rc<OnceCell<Waker>>,
    deputy: JoinHandle<()>,
}

impl Main {
    /// Woken.
    fn new(executor: &Executor<Isolated>) -> Self {
        let (woken, waker) = (
            Rc::<Cell<bool>>::default(),
            Rc::<OnceCell<Waker>>::default(),
        );
        let deputy = {
            let (woken, waker) = (Rc::clone(&woken), Rc::clone(&waker));
            poll_fn(move |context| {
                waker.get_or_init(|| context.waker().clone());
                woken.set(true);
                Poll::Pending
            })
        };
        let deputy = executor.spawn(deputy);
        Self {
            woken,
            waker,
            deputy,
        }
    }

    /// The waker, if it was woken since the last time.
    fn take_wake(&self) -> Option<&Waker> {
        self.waker.get().filter(|_| self.woken.take())
    }
}

impl Drop for Main {
    fn drop(&mut self) {
        self.deputy.abort();
    }
}
