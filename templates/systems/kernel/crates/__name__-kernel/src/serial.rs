//! The console: the first serial port, COM1.

#![expect(unsafe_code, reason = "drivers are made for a port number")]

use core::fmt::{self, Write};
use core::future;

use kernel_core::ByteQueue;
use spin::{Mutex, Once};
use uart_16550::backend::PioBackend;
use uart_16550::spec::registers::FifoTriggerLevel;
use uart_16550::{BaudRate, Config, Uart16550};

const COM1: u16 = 0x3f8;

/// Received and not yet read.
static INPUT: ByteQueue<256> = ByteQueue::new();
static OUTPUT: Once<Mutex<Output>> = Once::new();

/// Writes to the console. May be used by everything but interrupt handlers.
#[macro_export]
macro_rules! print {
    ($($argument:tt)*) => { $crate::serial::print(format_args!($($argument)*)) };
}

/// Writes a line to the console. May be used by everything but interrupt handlers.
#[macro_export]
macro_rules! println {
    ($($argument:tt)*) => { $crate::serial::print(format_args!("{}\n", format_args!($($argument)*))) };
}

/// The port, for sending.
struct Output(Uart16550<PioBackend>);

impl Output {
    /// # Safety
    ///
    /// Nobody else sends while this does.
    unsafe fn new() -> Self {
        // SAFETY: every PC has its first serial port there, and the caller is its only sender.
        Self(unsafe { Uart16550::new_port(COM1) }.expect("the address of COM1 is valid"))
    }
}

impl Write for Output {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive('\n') {
            let line = part.strip_suffix('\n');
            self.0.send_bytes_exact(line.unwrap_or(part).as_bytes());
            if line.is_some() {
                self.0.send_bytes_exact(b"\r\n");
            }
        }
        Ok(())
    }
}

/// Sets the port up.
pub(crate) fn init() {
    OUTPUT.call_once(|| {
        // SAFETY: all others send by way of this, but for `emergency`.
        let mut output = unsafe { Output::new() };
        let config = Config {
            baud_rate: BaudRate::Baud115200,
            // Each byte is to be echoed when it is typed.
            fifo_trigger_level: Some(FifoTriggerLevel::One),
            ..Config::DEFAULT
        };
        output.0.init(config).expect("COM1 is there");
        Mutex::new(output)
    });
}

/// For [`print!`](crate::print) and [`println!`](crate::println).
pub fn print(arguments: fmt::Arguments<'_>) {
    if let Some(output) = OUTPUT.get() {
        // A port cannot fail; only a `Display` can, and then what it wrote so far is there.
        let _ = output.lock().write_fmt(arguments);
    }
}

/// For exceptions: does not wait for the lock, whose holder is what the exception came upon.
pub(crate) fn emergency(arguments: fmt::Arguments<'_>) {
    // SAFETY: there is one processor, so a sender that was interrupted waits. It finds the port as
    // before: with room for bytes or without.
    let mut output = unsafe { Output::new() };
    let _ = output.write_fmt(arguments);
}

/// Moves what was received to the queue. For the interrupt handler.
pub(crate) fn receive() {
    // SAFETY: this handle only receives. Receiving and sending are different registers of the
    // port, and reading its status does not disturb the sender that may have been interrupted.
    let port = unsafe { Uart16550::new_port(COM1) };
    let mut port = port.expect("the address of COM1 is valid");
    while let Ok(byte) = port.try_receive_byte() {
        INPUT.send(byte);
    }
}

/// The next byte that is received. For one task at a time.
pub async fn read() -> u8 {
    future::poll_fn(|context| INPUT.poll_receive(context)).await
}
