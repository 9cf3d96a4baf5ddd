//! The real etcd against the linter: for each way to start it, does the process serve, what do its ports demand, and
//! do clients get in without a certificate? The linter must say the same of a manifest that starts it so.
//!
//! Runs where Debian's `etcd` 3.4 and `openssl` are installed; on loopback only.

mod agreement;
mod generator;
mod invocation;
mod probe;
mod process;
mod rows;
mod verdict;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use process::{Binary, Observed, Workspace};
use rows::{ROWS, Row};
use verdict::Verdict;

use crate::programs::left_out;

#[test]
fn the_linter_agrees_with_the_process() {
    let Some(etcd) = Binary::find() else {
        return left_out("etcd, openssl or setpriv is not installed: the table is not run");
    };
    assert!(etcd.version.starts_with("3.4."), "the table describes etcd 3.4, not {}", etcd.version);
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let started = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(row) = ROWS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (observed, wrong) = compare(row, &etcd);
                    started.fetch_add(usize::from(observed.starts), Ordering::Relaxed);
                    failures.lock().unwrap().extend(wrong);
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} of {} rows:\n{}", failures.len(), ROWS.len(), failures.join("\n"));
    let started = started.into_inner();
    assert!(started >= 20 && ROWS.len() - started >= 20, "{started} of {} rows start", ROWS.len());
}

fn compare(row: &Row, etcd: &Binary) -> (Observed, Option<String>) {
    let workspace = Workspace::new();
    let invocation = row.invocation();
    let observed = workspace.run(&invocation);
    let verdict = Verdict::of(&invocation, &workspace, etcd);
    let wrong = verdict.disagreements(&observed);
    let message = (!wrong.is_empty()).then(|| {
        format!(
            "{}: {}; the linter says {:?}; etcd says: {}",
            row.name,
            wrong.join(", "),
            verdict.ids,
            observed.last_words
        )
    });
    (observed, message)
}
