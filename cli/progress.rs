//! A line on the terminal, once a run takes so long that one wonders.

use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long a run is silent.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often the line changes.
const PERIOD: Duration = Duration::from_millis(200);

/// Counts files as they are read, by several threads.
#[derive(Debug)]
pub(crate) struct Progress {
    all: usize,
    done: AtomicUsize,
    start: Instant,
    /// Milliseconds from the start to the next change of the line.
    next: AtomicU64,
    is_shown: bool,
}

impl Progress {
    /// Begins to count, towards so many files.
    pub(crate) fn over(all: usize) -> Progress {
        Progress {
            all,
            done: AtomicUsize::new(0),
            start: Instant::now(),
            next: AtomicU64::new(millis(PATIENCE)),
            is_shown: stderr().is_terminal(),
        }
    }

    /// Counts one file.
    pub(crate) fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let now = millis(self.start.elapsed());
        let next = self.next.load(Ordering::Relaxed);
        let is_due = self.is_shown && now >= next;
        let then = now + millis(PERIOD);
        // Of several threads one writes.
        if is_due && self.next.compare_exchange(next, then, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            let _ = write!(stderr(), "\r{done} of {} files", self.all);
        }
    }

    /// Takes the line away.
    pub(crate) fn finish(&self) {
        if self.is_shown && self.start.elapsed() >= PATIENCE {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
