//! Folders that look like `/etc/kubernetes` of a control plane node, with what its backups are made by.

use std::fmt::Write;

use snapbox::{assert_data_eq, file};

use super::etcdlint;

/// The report on one of the folders of `tests/corpus/control-plane`, linted from `from`.
fn report(from: &str, folder: &str, arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let of_folder = |name: &str| format!("{folder}/backup/{name}");
    let scripts = ["etcd-backup.service", "crontab"].map(of_folder);
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/control-plane/");
    let there = |path: &&String| std::path::Path::new(root).join(from).join(path).exists();
    let scripts = scripts.iter().filter(there).flat_map(|path| ["--script", path.as_str()]);
    let output = etcdlint()
        .current_dir(format!("{root}{from}"))
        .args(["--now", "2026-11-23T00:00:00Z", "--format", "json", folder])
        .args(scripts)
        .args(arguments)
        .output()
        .expect("etcdlint runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.is_empty(), "{errors}");
    (output.status.code(), serde_json::from_slice(&output.stdout).expect("JSON"))
}

/// One finding a line: where, which rule, and what it says.
fn lines(report: &serde_json::Value) -> String {
    let mut text = String::new();
    for finding in report["findings"].as_array().expect("findings") {
        let word = |key: &str| finding[key].as_str().expect("a text");
        let (file, rule, severity) = (word("file"), word("rule"), word("severity"));
        writeln!(text, "{file}:{}: {severity} {rule}: {}", finding["line"], word("message")).expect("a line");
    }
    text
}

#[test]
fn a_good_one_is_left_alone() {
    for profile in ["default", "cis"] {
        let (code, report) = report("", "good", &["--fail-on=info", "--profile", profile]);
        assert_eq!(lines(&report), "", "{profile}");
        assert_eq!(code, Some(0));
        assert_eq!(report["notChecked"], serde_json::json!([]), "all that is named is there");
        assert_eq!(
            report["summary"]["subjects"], 15,
            "etcd, kube-apiserver, encryption, 2 backups, 10 files of PEM"
        );
    }
}

#[test]
fn a_broken_one_is_seen_through() {
    let (code, report) = report("", "broken", &[]);
    assert_eq!(code, Some(1));
    assert_eq!(report["notChecked"], serde_json::json!([]));
    assert_data_eq!(lines(&report), file!["snapshots/control-plane.txt"]);
}

/// From inside of it, as `cd /etc/kubernetes; etcdlint .` does, and beside the good one as well: files are found
/// by the way from their manifests.
#[test]
fn the_place_from_which_it_is_linted_does_not_matter() {
    let (_, outside) = report("", "broken", &[]);
    let (_, inside) = report("broken", ".", &[]);
    let inside: String =
        lines(&inside).lines().map(|line| format!("broken/{}\n", line.trim_start_matches("./"))).collect();
    assert_eq!(inside, lines(&outside));
    let (_, both) = report("", "broken", &["good"]);
    let both = lines(&both);
    let (of_broken, others): (Vec<_>, Vec<_>) = both.lines().partition(|line| line.starts_with("broken/"));
    assert_eq!(of_broken, lines(&outside).lines().collect::<Vec<_>>());
    // Two nodes with one certificate.
    assert!(matches!(others[..], [line] if line.contains("CRT120")), "{others:?}");
}

/// What is missing is named, once each.
#[test]
fn a_part_of_it_says_what_it_is_a_part_of() {
    let (_, manifests) = report("good", "manifests", &["--fail-on=info"]);
    assert_eq!(lines(&manifests), "");
    let expected = "/etc/kubernetes/enc/encryption-config.yaml was not given, so nothing is known of the encryption of Secrets";
    let reasons = |report: &serde_json::Value| -> Vec<String> {
        let unseen = report["notChecked"].as_array().expect("a list");
        unseen.iter().map(|one| one["reason"].as_str().expect("a text").to_owned()).collect()
    };
    assert_eq!(reasons(&manifests), [expected]);
    let (_, with_one) = report("good", "manifests", &["pki/etcd/server.crt", "pki/etcd/ca.crt", "enc"]);
    assert_eq!(
        reasons(&with_one),
        [
            "certificates that are not part of the input were not checked: /etc/kubernetes/pki/etcd/peer.crt",
            "certificates that are not part of the input were not checked: /etc/kubernetes/pki/apiserver-etcd-client.crt",
        ]
    );
}
