//! Work for an executor, in terms of futures and wakers alone: what is not the executor's is the
//! same for all.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// An executor, for the futures that run on it.
pub(crate) trait Spawn {
    fn spawn(
        &self,
        future: impl Future<Output = u64> + Send + 'static,
    ) -> impl Future<Output = u64>;
}

/// Kinds of work. Each yields how much was done.
#[derive(Clone, Copy)]
pub(crate) enum Work {
    /// Tasks that wait for one wake each, and are waited for.
    SpawnAndWake,
    /// Two tasks that wake each other in turns.
    PingPong,
    /// Tasks that wake themselves.
    Yield,
}

/// With a title, and how many times.
pub(crate) const WORK: [(&str, Work, u32); 3] = [
    ("spawn, wake and join a task", Work::SpawnAndWake, 50_000),
    ("ping-pong, one way", Work::PingPong, 500_000),
    ("yield, 100 tasks", Work::Yield, 500_000),
];

const YIELDING: u64 = 100;

impl Work {
    pub(crate) async fn run(self, executor: impl Spawn, times: u64) -> u64 {
        match self {
            Self::SpawnAndWake => spawn_and_wake(executor, times).await,
            Self::PingPong => ping_pong(executor, times).await,
            Self::Yield => yielding(executor, times).await,
        }
    }
}

async fn spawn_and_wake(executor: impl Spawn, times: u64) -> u64 {
    let waiting = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for _ in 0..times {
        let waiting = Arc::clone(&waiting);
        let mut polls = 0;
        tasks.push(executor.spawn(poll_fn(move |context| {
            polls += 1;
            if polls == 2 {
                return Poll::Ready(1);
            }
            lock(&waiting).push(context.waker().clone());
            Poll::Pending
        })));
    }
    while (lock(&waiting).len() as u64) < times {
        yield_now().await;
    }
    lock(&waiting).drain(..).for_each(Waker::wake);
    let mut done = 0;
    for task in tasks {
        done += task.await;
    }
    done
}

/// What two players share: how often the ball was hit, and who waits for it.
#[derive(Default)]
struct Table {
    strokes: u64,
    waiting: [Option<Waker>; 2],
}

async fn ping_pong(executor: impl Spawn, times: u64) -> u64 {
    let table = Arc::new(Mutex::new(Table::default()));
    let players = [0, 1].map(|player| {
        let table = Arc::clone(&table);
        executor.spawn(async move {
            let mut strokes = 0;
            while stroke(&table, player, times).await {
                strokes += 1;
            }
            strokes
        })
    });
    let mut done = 0;
    for player in players {
        done += player.await;
    }
    done
}

/// Waits for its turn; `false` when the game is over.
async fn stroke(table: &Mutex<Table>, player: usize, times: u64) -> bool {
    poll_fn(|context| {
        let mut table = lock(table);
        let goes_on = table.strokes < times;
        if goes_on && table.strokes % 2 != player as u64 {
            table.waiting[player] = Some(context.waker().clone());
            return Poll::Pending;
        }
        table.strokes += u64::from(goes_on);
        let other = table.waiting[1 - player].take();
        drop(table);
        if let Some(other) = other {
            other.wake();
        }
        Poll::Ready(goes_on)
    })
    .await
}

async fn yielding(executor: impl Spawn, times: u64) -> u64 {
    let each = times / YIELDING;
    let tasks: Vec<_> = (0..YIELDING)
        .map(|_| {
            executor.spawn(async move {
                for _ in 0..each {
                    yield_now().await;
                }
                each
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await;
    }
    done
}

/// The same for all: tokio's own hands the task to its reactor first.
async fn yield_now() {
    let mut has_yielded = false;
    poll_fn(|context| {
        if has_yielded {
            return Poll::Ready(());
        }
        has_yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
