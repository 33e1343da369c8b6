//! When to stop.

use std::io;

use tokio::signal;

/// Waits for Ctrl-C, or for the SIGTERM of an orchestrator, from the moment of the call.
///
/// # Errors
/// When signals cannot be waited for.
#[cfg(unix)]
pub(crate) fn requested() -> io::Result<impl Future<Output = ()> + Send> {
    use signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Waits for Ctrl-C, from the moment of the call.
///
/// # Errors
/// When it cannot be waited for.
#[cfg(windows)]
pub(crate) fn requested() -> io::Result<impl Future<Output = ()> + Send> {
    let mut interrupt = signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
