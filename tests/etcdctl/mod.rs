//! The real etcdctl against the linter: does a command save a snapshot of an etcd that authenticates its
//! clients? The linter must say the same of a Job with that command, or of the script.
//!
//! Runs where Debian's `etcd` and `etcdctl` 3.4 and `openssl` are installed; on loopback only.

mod rows;
pub(crate) mod server;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::{Linter, lint};
use etcdlint_core::report::Report;
use etcdlint_core::settings::Settings;
use serde_json::json;

use rows::{Call, ROWS, Row};
use server::{Server, Workspace};

/// Findings after which no snapshot of an etcd with TLS and client authentication is saved.
const FATAL: [&str; 5] = ["BAK101", "BAK103", "BAK104", "BAK105", "BAK107"];

#[test]
fn the_linter_agrees_with_etcdctl() {
    let Some(server) = Server::start() else {
        eprintln!("etcd, etcdctl or openssl is not installed: the table was not run");
        return;
    };
    let next = AtomicUsize::new(0);
    let saved = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(row) = ROWS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (saves, wrong) = compare(row, &server);
                    saved.fetch_add(usize::from(saves), Ordering::Relaxed);
                    failures.lock().unwrap().extend(wrong);
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} of {} rows:\n{}", failures.len(), ROWS.len(), failures.join("\n"));
    let saved = saved.into_inner();
    assert!(saved >= 7 && ROWS.len() - saved >= 7, "{saved} of {} rows save", ROWS.len());
}

fn compare(row: &Row, server: &Server) -> (bool, Option<String>) {
    let workspace = Workspace::new(server);
    let observed = workspace.run(row);
    let report = report(row, &workspace);
    let fatal = report.findings.iter().any(|finding| FATAL.contains(&finding.rule.id));
    let ids: Vec<_> = report.findings.iter().map(|finding| finding.rule.id).collect();
    let wrong = (fatal == observed.saves).then(|| {
        let does = if observed.saves { "saves" } else { "does not save" };
        format!(
            "{}: etcdctl {does}; the linter says {ids:?}; etcdctl says: {}",
            row.name, observed.last_words
        )
    });
    (observed.saves, wrong)
}

fn report(row: &Row, workspace: &Workspace) -> Report {
    match row.call {
        Call::Args(args, env) => {
            lint("row.json", &manifest(args, env, workspace).to_string(), Settings::default())
        }
        Call::Script(script) => {
            let mut linter = Linter::new(Settings::default());
            let input = Input { name: "row.sh".to_owned(), ..Input::default() };
            linter.add_script(input, &workspace.fill(script));
            linter.finish()
        }
    }
}

/// A Job with this command line on the node of the server.
fn manifest(args: &[&str], env: &[(&str, &str)], workspace: &Workspace) -> serde_json::Value {
    let mut command = vec!["etcdctl".to_owned()];
    command.extend(args.iter().map(|arg| workspace.fill(arg)));
    let environment: Vec<_> =
        env.iter().map(|(name, value)| json!({"name": name, "value": workspace.fill(value)})).collect();
    let folder = workspace.path().to_string_lossy();
    json!({
        "apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "backup", "namespace": "kube-system"},
        "spec": {"template": {"spec": {
            "hostNetwork": true,
            "restartPolicy": "Never",
            "containers": [{
                "name": "save", "image": "registry.k8s.io/etcd:3.4.23-0", "command": command, "env": environment,
                "volumeMounts": [{"name": "work", "mountPath": folder}],
            }],
            "volumes": [{"name": "work", "hostPath": {"path": folder}}],
        }}},
    })
}
