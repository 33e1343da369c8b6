//! How long callers wait, as they say in `grpc-timeout`: after that nothing is begun for them any more.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{Extensions, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::{Instant, timeout_at};
use tonic::Status;

/// When the caller of a request stops waiting.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// The one of the request with these extensions.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(None))
    }

    /// What becomes of the work in time.
    ///
    /// # Errors
    /// When it takes longer.
    pub(crate) async fn within<T>(self, work: impl Future<Output = T>) -> Result<T, Status> {
        match self.0 {
            // Timers count in milliseconds, and look at the work first.
            Some(deadline) if deadline <= Instant::now() => Err(exceeded()),
            Some(deadline) => timeout_at(deadline, work).await.map_err(|_| exceeded()),
            None => Ok(work.await),
        }
    }
}

/// Has requests end in time, up to where their answers begin.
pub(crate) async fn kept(mut request: Request, next: Next) -> Response {
    let deadline = match request.headers().get("grpc-timeout").map(parse) {
        None => Deadline(None),
        Some(Some(limit)) => Deadline(Instant::now().checked_add(limit)),
        Some(None) => {
            let unclear = "grpc-timeout must be up to 8 digits and one of H, M, S, m, u and n";
            return Status::invalid_argument(unclear).into_http();
        }
    };
    request.extensions_mut().insert(deadline);
    let answer = deadline.within(next.run(request)).await;
    answer.unwrap_or_else(Status::into_http)
}

fn exceeded() -> Status {
    Status::deadline_exceeded("it took longer than the caller waits")
}

/// The time that a header's value says (gRPC over HTTP/2, `TimeoutValue TimeoutUnit`).
fn parse(value: &HeaderValue) -> Option<Duration> {
    let (unit, digits) = value.as_bytes().split_last()?;
    if !matches!(digits.len(), 1..=8) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits
        .iter()
        .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    match unit {
        b'H' => Some(Duration::from_hours(number)),
        b'M' => Some(Duration::from_mins(number)),
        b'S' => Some(Duration::from_secs(number)),
        b'm' => Some(Duration::from_millis(number)),
        b'u' => Some(Duration::from_micros(number)),
        b'n' => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{HeaderValue, parse};

    #[test]
    fn a_timeout_is_digits_and_a_unit() {
        let parsed = |text| parse(&HeaderValue::from_static(text)).map(|time| time.as_nanos());
        assert_eq!(parsed("1H"), Some(3_600_000_000_000));
        assert_eq!(parsed("2M"), Some(120_000_000_000));
        assert_eq!(parsed("00000003S"), Some(3_000_000_000));
        assert_eq!(parsed("99999999m"), Some(99_999_999_000_000));
        assert_eq!(parsed("5u"), Some(5_000));
        assert_eq!(parsed("6n"), Some(6));
        for wrong in [
            "",
            "1",
            "S",
            "1s",
            "-1S",
            "1.5S",
            "+1S",
            "000000001S",
            "1SS",
            " 1S",
        ] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
