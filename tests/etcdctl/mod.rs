//! The real etcdctl against the linter: does a command save a snapshot of an etcd that authenticates its
//! clients? The linter must say the same of a Job with that command, or of the script.
//!
//! Runs where Debian's `etcd` and `etcdctl` 3.4 and `openssl` are installed; on loopback only.

mod call;
mod generator;
mod rows;
pub(crate) mod server;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use call::Call;
use rows::ROWS;
use server::{Server, Workspace};

use crate::programs::left_out;

/// How many calls are generated with the other tests.
const FEW: usize = 60;

#[test]
fn the_linter_agrees_with_etcdctl() {
    let calls: Vec<(String, Call)> = ROWS.iter().map(|row| (row.name.to_owned(), row.call())).collect();
    compare(&calls);
}

#[test]
fn generated_calls_agree() {
    compare(&generated(1, FEW));
}

/// `ETCDLINT_TEST_CASES` calls from `ETCDLINT_TEST_SEED` on.
#[test]
#[ignore = "takes minutes; scripts/etcdctl-agreement.sh starts it"]
fn many_generated_calls_agree() {
    let number = |name: &str, default| {
        std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"))
    };
    let calls = generated(number("ETCDLINT_TEST_SEED", 1), number("ETCDLINT_TEST_CASES", 500));
    let saved = compare(&calls);
    println!("{} calls, {} save a snapshot, 0 disagreements", calls.len(), saved.unwrap_or_default());
}

fn generated(seed: usize, cases: usize) -> Vec<(String, Call)> {
    let seeds = (0..cases).map(|case| seed as u64 * 1_000_000 + case as u64);
    seeds.map(|seed| (format!("seed {seed}"), generator::call(seed))).collect()
}

/// Runs all, and says how many save a snapshot; nothing where etcd is not installed.
fn compare(calls: &[(String, Call)]) -> Option<usize> {
    let Some(server) = Server::start() else {
        left_out("etcd, etcdctl or openssl is not installed: no snapshot is saved");
        return None;
    };
    let next = AtomicUsize::new(0);
    let saved = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while let Some((name, call)) = calls.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let workspace = Workspace::new(&server);
                    let observed = workspace.run(call);
                    saved.fetch_add(usize::from(observed.saves), Ordering::Relaxed);
                    let wrong = call.disagreement(&workspace, &observed);
                    failures
                        .lock()
                        .unwrap()
                        .extend(wrong.map(|wrong| format!("{name}: {wrong}\n    {call:?}")));
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} of {} calls:\n{}", failures.len(), calls.len(), failures.join("\n"));
    let saved = saved.into_inner();
    assert!(saved >= 7 && calls.len() - saved >= 7, "{saved} of {} calls save", calls.len());
    Some(saved)
}
