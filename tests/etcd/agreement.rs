//! Generated ways to start etcd: does the linter say of each what the process does?
//!
//! `cargo test` runs a few; `scripts/etcd-agreement.sh` as many as one likes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::generator::{Case, case};
use super::process::{Binary, Observed, Workspace};
use super::verdict::Verdict;
use crate::programs::left_out;

/// How many cases run with the other tests.
const FEW: usize = 160;

#[test]
fn generated_cases_agree() {
    let Some(etcd) = Binary::find() else {
        return left_out("etcd, openssl or setpriv is not installed: nothing is generated");
    };
    let summary = compare_many(&etcd, FEW, 1);
    summary.assert_that_all_agree();
    assert!(summary.started >= FEW / 3 && summary.refused >= FEW / 6, "{summary}");
}

/// `ETCDLINT_TEST_CASES` cases from `ETCDLINT_TEST_SEED` on.
#[test]
#[ignore = "takes minutes; scripts/etcd-agreement.sh starts it"]
fn many_generated_cases_agree() {
    let etcd = Binary::find().expect("etcd and openssl are installed");
    let number = |name: &str, default| {
        std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"))
    };
    let summary =
        compare_many(&etcd, number("ETCDLINT_TEST_CASES", 1000), number("ETCDLINT_TEST_SEED", 1) as u64);
    println!("{summary}");
    summary.assert_that_all_agree();
}

/// What came out.
#[derive(Default)]
struct Summary {
    version: String,
    cases: usize,
    seconds: f64,
    started: usize,
    refused: usize,
    /// How often a port demanded what, of those that started.
    ports: BTreeMap<String, usize>,
    clients_open: usize,
    /// Cases whose ports were taken by somebody else.
    left_out: usize,
    disagreements: Vec<String>,
}

impl Summary {
    fn assert_that_all_agree(&self) {
        assert!(self.disagreements.is_empty(), "{self}");
        assert!(self.left_out * 10 <= self.cases, "too many cases are left out: {self}");
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "etcd {}: {} cases in {:.0} s", self.version, self.cases, self.seconds)?;
        writeln!(f, "  started {}, refused {}, left out {}", self.started, self.refused, self.left_out)?;
        for (port, count) in &self.ports {
            writeln!(f, "  {port}: {count}")?;
        }
        writeln!(f, "  clients without a certificate got in: {}", self.clients_open)?;
        writeln!(f, "  disagreements: {}", self.disagreements.len())?;
        self.disagreements.iter().try_for_each(|text| writeln!(f, "{text}"))
    }
}

fn compare_many(etcd: &Binary, cases: usize, first_seed: u64) -> Summary {
    let begun = Instant::now();
    let next = AtomicUsize::new(0);
    let summary = Mutex::new(Summary { version: etcd.version.clone(), ..Summary::default() });
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= cases {
                        return;
                    }
                    let seed = first_seed.wrapping_mul(1_000_000) + number as u64;
                    compare_one(etcd, seed, &summary);
                }
            });
        }
    });
    let summary = summary.into_inner().expect("no thread has panicked");
    Summary { cases, seconds: begun.elapsed().as_secs_f64(), ..summary }
}

fn compare_one(etcd: &Binary, seed: u64, summary: &Mutex<Summary>) {
    let case = case(seed, etcd.minor());
    let Some(compared) = Compared::of(&case, etcd) else {
        summary.lock().expect("no thread has panicked").left_out += 1;
        return;
    };
    // Whatever the machine does now and then, it does not do twice.
    let wrong = match compared.wrong.is_empty() || !disagrees(&case, etcd) {
        true => None,
        false => {
            let case = shrunk(case, etcd);
            // What does not come again when it is run once more came twice before.
            let again = Compared::of(&case, etcd).filter(|again| !again.wrong.is_empty());
            Some(explain(&case, again.as_ref().unwrap_or(&compared), seed))
        }
    };
    let mut summary = summary.lock().expect("no thread has panicked");
    let observed = compared.observed;
    if observed.starts {
        summary.started += 1
    } else {
        summary.refused += 1
    }
    summary.clients_open += usize::from(observed.clients_open);
    for (port, demand) in observed.ports.iter().filter(|_| observed.starts) {
        *summary.ports.entry(format!("{port} demands {demand:?}")).or_default() += 1;
    }
    summary.disagreements.extend(wrong);
}

/// A case, run and linted.
struct Compared {
    observed: Observed,
    verdict: Verdict,
    wrong: Vec<String>,
}

impl Compared {
    /// Nothing if the case needs etcd's own ports, and somebody else has them.
    fn of(case: &Case, etcd: &Binary) -> Option<Compared> {
        static DEFAULT_PORTS: Mutex<()> = Mutex::new(());
        let invocation = case.invocation();
        let needs_defaults = invocation.leaves_out("{client}") || invocation.leaves_out("{peer}");
        let _guard = needs_defaults.then(|| DEFAULT_PORTS.lock().expect("no thread has panicked"));
        if needs_defaults
            && [2379, 2380].iter().any(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_err())
        {
            return None;
        }
        let workspace = Workspace::new().with_default_ports(&invocation);
        let observed = workspace.run(&invocation);
        let verdict = Verdict::of(&invocation, &workspace, etcd);
        let wrong = verdict.disagreements(&observed);
        Some(Compared { observed, verdict, wrong })
    }
}

fn disagrees(case: &Case, etcd: &Binary) -> bool {
    Compared::of(case, etcd).is_some_and(|compared| !compared.wrong.is_empty())
}

/// The case without all that can be left out while it still disagrees.
fn shrunk(case: Case, etcd: &Binary) -> Case {
    let smaller = case.smaller().find(|smaller| disagrees(smaller, etcd));
    match smaller {
        Some(smaller) => shrunk(smaller, etcd),
        None => case,
    }
}

fn explain(case: &Case, compared: &Compared, seed: u64) -> String {
    let invocation = case.invocation();
    format!(
        "seed {seed}: {}\n    the linter says: {:?}\n    etcd says: {}\n    arguments: {:?}\n    \
         variables: {:?}\n    file: {:?}\n    script: {:?}",
        compared.wrong.join(", "),
        compared.verdict.ids,
        compared.observed.last_words,
        invocation.args,
        invocation.env,
        invocation.config,
        invocation.script
    )
}
