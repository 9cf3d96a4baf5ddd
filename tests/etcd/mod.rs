//! The real etcd against the linter: for each command line, does the process start, and does it serve
//! clients without a certificate? The linter must say the same of a manifest with that command line.
//!
//! Runs where Debian's `etcd` and `etcdctl` 3.4 and `openssl` are installed; on loopback only.

mod process;
mod rows;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use etcdlint_core::finding::Severity;
use etcdlint_core::linter::lint;
use etcdlint_core::report::Report;
use etcdlint_core::settings::Settings;
use serde_json::json;

use crate::pki;
use process::{Observed, Workspace};
use rows::{ROWS, Row};

/// Findings after which etcd does not start, when they are errors.
const FATAL: [&str; 21] = [
    "ETCD104", "ETCD105", "ETCD112", "ETCD114", "ETCD115", "ETCD204", "ETCD205", "ETCD301", "ETCD302",
    "ETCD303", "ETCD305", "ETCD306", "ETCD307", "ETCD309", "ETCD310", "ETCD311", "ETCD313", "ETCD314",
    "ETCD321", "ETCD322", "YAML104",
];

/// Findings of whatever severity that say that clients need no certificate.
const OPEN: [&str; 5] = ["ETCD101", "ETCD102", "ETCD103", "ETCD106", "ETCD109"];

/// Findings that say the same of the peer port.
const PEER_OPEN: [&str; 5] = ["ETCD201", "ETCD202", "ETCD203", "ETCD206", "ETCD209"];

#[test]
fn the_linter_agrees_with_the_process() {
    let Some(version) = process::etcd_version() else {
        eprintln!("etcd, etcdctl or openssl is not installed: the table was not run");
        return;
    };
    assert!(version.starts_with("3.4."), "the table describes etcd 3.4, not {version}");
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let started = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(row) = ROWS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (observed, wrong) = compare(row);
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

fn compare(row: &Row) -> (Observed, Option<String>) {
    let workspace = Workspace::new();
    let observed = workspace.run(row);
    let report = lint("row.json", &manifest(row, &workspace).to_string(), Settings::default());
    let found = |ids: &[&str]| report.findings.iter().any(|finding| ids.contains(&finding.rule.id));
    let fatal = report
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error && FATAL.contains(&finding.rule.id));
    let mut wrong = Vec::new();
    if fatal == observed.starts {
        wrong.push(format!("the process {}", if observed.starts { "starts" } else { "does not start" }));
    }
    if observed.starts && found(&OPEN) != observed.clients_open {
        wrong.push(format!(
            "clients without a certificate {}",
            if observed.clients_open { "get in" } else { "do not get in" }
        ));
    }
    // Where clients get in anyway, an open peer port adds nothing, and the linter does not add it.
    if observed.starts && observed.peers_open && !observed.clients_open && !found(&PEER_OPEN) {
        wrong.push("clients get in at the peer port".to_owned());
    }
    let message = (!wrong.is_empty()).then(|| {
        format!(
            "{}: {}; the linter says {:?}; etcd says: {}",
            row.name,
            wrong.join(", "),
            ids(&report),
            observed.last_words
        )
    });
    (observed, message)
}

fn ids(report: &Report) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.rule.id).collect()
}

/// A pod with the row's command line, in which every file lies on a mounted folder.
fn manifest(row: &Row, workspace: &Workspace) -> serde_json::Value {
    let environment: Vec<_> =
        row.env.iter().map(|(name, value)| json!({"name": name, "value": workspace.fill(value)})).collect();
    let folder = workspace.path().to_string_lossy();
    let mut command: Vec<String> = vec!["etcd".to_owned()];
    command.extend(row.args.iter().map(|arg| workspace.fill(arg)));
    if let Some(script) = row.script {
        command = vec!["sh".to_owned(), "-c".to_owned(), workspace.fill(script)];
    }
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "etcd", "namespace": "kube-system"},
        "spec": {
            "hostNetwork": true,
            "containers": [{
                "name": "etcd", "image": "registry.k8s.io/etcd:3.4.23-0", "command": command, "env": environment,
                "volumeMounts": [
                    {"name": "work", "mountPath": folder},
                    {"name": "pki", "mountPath": pki::folder().to_string_lossy()},
                    {"name": "config", "mountPath": "/config"},
                ],
            }],
            "volumes": [
                {"name": "work", "hostPath": {"path": folder}},
                {"name": "pki", "hostPath": {"path": pki::folder().to_string_lossy()}},
                {"name": "config", "configMap": {"name": "config"}},
            ],
        },
    });
    let data: BTreeMap<&str, String> =
        row.config.iter().map(|text| ("etcd.yml", workspace.fill(text))).collect();
    let config = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "config", "namespace": "kube-system"}, "data": data});
    json!({"apiVersion": "v1", "kind": "List", "items": [config, pod]})
}
