//! Time: interrupts at a fixed rate, and tasks that wait for them.
//!
//! Intel, "8254 Programmable Interval Timer", data sheet 231164.

#![expect(unsafe_code, reason = "ports are written to")]

use core::pin::Pin;
use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering::Relaxed;
use core::task::{Context, Poll};
use core::time::Duration;

use kernel_core::{TimerKey, Timers};
use spin::Mutex;
use x86_64::instructions::port::PortWriteOnly;

/// Interrupts per second, nearly.
pub const RATE: u32 = 100;
/// Hz, of the timer's clock.
const CLOCK: u32 = 1_193_182;
const DIVISOR: [u8; 2] = {
    let divisor = (CLOCK + RATE / 2) / RATE;
    let [low, high, 0, 0] = divisor.to_le_bytes() else {
        panic!("the divisor has 16 bits")
    };
    [low, high]
};

static TICKS: AtomicU64 = AtomicU64::new(0);
/// Locked by tasks and the run loop, never by an interrupt handler.
static TIMERS: Mutex<Timers> = Mutex::new(Timers::new());

/// Lets channel 0 run.
pub(crate) fn init() {
    // Channel 0, low byte and high byte, mode 2 (rate generator).
    write(0x43, 0b0011_0100);
    write(0x40, DIVISOR[0]);
    write(0x40, DIVISOR[1]);
}

fn write(port: u16, value: u8) {
    // SAFETY: the ports are those of the timer, which touches no memory.
    unsafe { PortWriteOnly::new(port).write(value) };
}

/// Counts an interrupt.
pub(crate) fn tick() {
    TICKS.fetch_add(1, Relaxed);
}

/// Interrupts since the start.
pub fn ticks() -> u64 {
    TICKS.load(Relaxed)
}

/// Wakes the tasks whose time has come.
pub(crate) fn fire(now: u64) {
    TIMERS.lock().fire(now);
}

/// Waits for at least this long, rounded up to whole ticks and one more: the current one has
/// begun already.
pub fn sleep(duration: Duration) -> Sleep {
    let ticks = duration.as_nanos() * u128::from(RATE);
    let ticks = u64::try_from(ticks.div_ceil(1_000_000_000)).unwrap_or(u64::MAX);
    Sleep {
        deadline: self::ticks().saturating_add(ticks).saturating_add(1),
        key: None,
    }
}

/// What [`sleep`] returns.
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Sleep {
    deadline: u64,
    key: Option<TimerKey>,
}

impl Sleep {
    fn cancel(&mut self) {
        if let Some(key) = self.key.take() {
            TIMERS.lock().cancel(key);
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.cancel();
        if ticks() >= self.deadline {
            return Poll::Ready(());
        }
        let waker = context.waker().clone();
        self.key = Some(TIMERS.lock().register(self.deadline, waker));
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.cancel();
    }
}
