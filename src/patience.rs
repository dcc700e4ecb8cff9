//! How long a socket is waited for.

use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

/// The time that is left; there is some.
pub(crate) fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(ErrorKind::TimedOut.into());
    }
    Ok(left)
}

/// Whether a read ended because nothing came in time: it says one of these, by system.
pub(crate) fn is_over(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
