//! The same for all: threads add to one counter, or send numbers that one thread receives.
//!
//! What has an interface of futures is awaited on this executor, one on each thread.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use crate::executor::Runtime;

/// Takes the number of threads, and how often all of them together are to do it; yields how often
/// it was done.
pub(crate) type Share = fn(u32, u32) -> u32;

/// With a name.
pub(crate) const PRIMITIVES: [(&str, Share); 8] = [
    ("atomic, add", atomic),
    ("std Mutex, add", std_mutex),
    ("tokio Mutex, add", tokio_mutex),
    ("std mpsc, send and receive", std_mpsc),
    ("crossbeam, send and receive", crossbeam),
    ("flume, send and receive", flume_blocking),
    ("flume, awaited", flume_awaited),
    ("tokio mpsc, awaited", tokio_mpsc),
];

/// Of the channels.
const CAPACITY: usize = 1024;

fn on_threads(threads: u32, work: impl Fn() + Sync) {
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(&work);
        }
        work();
    });
}

fn block_on<F: Future>(future: F) -> F::Output {
    Runtime::new()
        .expect("there are descriptors")
        .block_on(future)
}

fn atomic(threads: u32, times: u32) -> u32 {
    let counter = AtomicU32::new(0);
    on_threads(threads, || {
        for _ in 0..times / threads {
            counter.fetch_add(1, Relaxed);
        }
    });
    counter.into_inner()
}

fn std_mutex(threads: u32, times: u32) -> u32 {
    let counter = Mutex::new(0);
    on_threads(threads, || {
        for _ in 0..times / threads {
            *counter.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
    });
    counter.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn tokio_mutex(threads: u32, times: u32) -> u32 {
    let counter = tokio::sync::Mutex::new(0);
    on_threads(threads, || {
        block_on(async {
            for _ in 0..times / threads {
                *counter.lock().await += 1;
            }
        });
    });
    counter.into_inner()
}

/// All threads but one send; a single one sends and receives in turns.
fn send_and_receive<S: Clone + Send>(
    (threads, times): (u32, u32),
    (sender, mut receive): (S, impl FnMut() -> bool),
    send: impl Fn(&S) + Sync,
) -> u32 {
    if threads == 1 {
        let received = (0..times).filter(|_| {
            send(&sender);
            receive()
        });
        return received.map(|_| 1).sum();
    }
    let send = &send;
    thread::scope(|scope| {
        for _ in 1..threads {
            let sender = sender.clone();
            scope.spawn(move || (0..times / (threads - 1)).for_each(|_| send(&sender)));
        }
        drop(sender);
        let mut received = 0;
        while receive() {
            received += 1;
        }
        received
    })
}

fn std_mpsc(threads: u32, times: u32) -> u32 {
    let (sender, receiver) = mpsc::sync_channel(CAPACITY);
    let receive = || receiver.recv().is_ok();
    send_and_receive((threads, times), (sender, receive), |sender| {
        sender.send(7).expect("somebody receives");
    })
}

fn crossbeam(threads: u32, times: u32) -> u32 {
    let (sender, receiver) = crossbeam_channel::bounded(CAPACITY);
    let receive = || receiver.recv().is_ok();
    send_and_receive((threads, times), (sender, receive), |sender| {
        sender.send(7).expect("somebody receives");
    })
}

fn flume_blocking(threads: u32, times: u32) -> u32 {
    let (sender, receiver) = flume::bounded(CAPACITY);
    let receive = || receiver.recv().is_ok();
    send_and_receive((threads, times), (sender, receive), |sender| {
        sender.send(7).expect("somebody receives");
    })
}

/// As above, with futures.
fn send_and_receive_awaited<S: Clone + Send>(
    (threads, times): (u32, u32),
    (sender, mut receive): (S, impl AsyncFnMut() -> bool),
    send: impl AsyncFn(&S) + Sync,
) -> u32 {
    let send = &send;
    let mut receiving = async |sender: S| {
        let mut received = 0;
        if threads == 1 {
            for _ in 0..times {
                send(&sender).await;
                received += u32::from(receive().await);
            }
        } else {
            drop(sender);
            while receive().await {
                received += 1;
            }
        }
        received
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            let sender = sender.clone();
            scope.spawn(move || {
                block_on(async {
                    for _ in 0..times / (threads - 1) {
                        send(&sender).await;
                    }
                });
            });
        }
        block_on(receiving(sender))
    })
}

fn flume_awaited(threads: u32, times: u32) -> u32 {
    let (sender, receiver) = flume::bounded(CAPACITY);
    let receive = async || receiver.recv_async().await.is_ok();
    send_and_receive_awaited(
        (threads, times),
        (sender, receive),
        async |sender: &flume::Sender<u32>| {
            sender.send_async(7).await.expect("somebody receives");
        },
    )
}

fn tokio_mpsc(threads: u32, times: u32) -> u32 {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(CAPACITY);
    let receive = async || receiver.recv().await.is_some();
    send_and_receive_awaited(
        (threads, times),
        (sender, receive),
        async |sender: &tokio::sync::mpsc::Sender<u32>| {
            sender.send(7).await.expect("somebody receives");
        },
    )
}
