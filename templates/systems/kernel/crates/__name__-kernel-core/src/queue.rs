//! Bytes from an interrupt handler to a task.

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::sync::atomic::{AtomicU8, AtomicUsize};
use core::task::{Context, Poll};

use atomic_waker::AtomicWaker;

/// A ring of `N` bytes between one sender and one receiver, neither of which ever waits for the
/// other: the sender may be an interrupt handler that has interrupted the receiver.
///
/// More senders or receivers than one at the same time lose or repeat bytes.
#[derive(Debug)]
pub struct ByteQueue<const N: usize> {
    bytes: [AtomicU8; N],
    /// How many were sent and how many were received, both counted modulo 2⁶⁴ (or 2³²).
    sent: AtomicUsize,
    received: AtomicUsize,
    lost: AtomicUsize,
    receiver: AtomicWaker,
}

impl<const N: usize> ByteQueue<N> {
    /// An empty queue. `N` has to be a power of two, so that the counters may wrap around.
    pub const fn new() -> Self {
        const { assert!(N.is_power_of_two()) };
        Self {
            bytes: [const { AtomicU8::new(0) }; N],
            sent: AtomicUsize::new(0),
            received: AtomicUsize::new(0),
            lost: AtomicUsize::new(0),
            receiver: AtomicWaker::new(),
        }
    }

    /// Appends a byte and wakes the receiver; a byte for which there is no room is counted as
    /// lost.
    pub fn send(&self, byte: u8) {
        let sent = self.sent.load(Relaxed);
        // Acquire: the receiver has read the place that is written to below.
        if sent.wrapping_sub(self.received.load(Acquire)) == N {
            self.lost.fetch_add(1, Relaxed);
            return;
        }
        self.bytes[sent % N].store(byte, Relaxed);
        // Release: whoever sees the count sees the byte.
        self.sent.store(sent.wrapping_add(1), Release);
        self.receiver.wake();
    }

    /// The oldest byte, or when there is one.
    pub fn poll_receive(&self, context: &Context<'_>) -> Poll<u8> {
        if let Some(byte) = self.receive() {
            return Poll::Ready(byte);
        }
        self.receiver.register(context.waker());
        // A byte that was sent before the waker was there has woken nobody.
        self.receive().map_or(Poll::Pending, Poll::Ready)
    }

    fn receive(&self) -> Option<u8> {
        let received = self.received.load(Relaxed);
        if received == self.sent.load(Acquire) {
            return None;
        }
        let byte = self.bytes[received % N].load(Relaxed);
        self.received.store(received.wrapping_add(1), Release);
        Some(byte)
    }

    /// How many bytes found no room.
    pub fn lost(&self) -> usize {
        self.lost.load(Relaxed)
    }
}

impl<const N: usize> Default for ByteQueue<N> {
    fn default() -> Self {
        Self::new()
    }
}
