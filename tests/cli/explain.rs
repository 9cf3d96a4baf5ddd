//! `etcdlint explain` and `etcdlint rules`.

use snapbox::file;

use etcdlint_core::rules;

use super::etcdlint;

#[test]
fn explain_shows_the_page() {
    etcdlint().args(["explain", "etcd101"]).assert().code(0).stdout_eq(file!["snapshots/explain.txt"]);
    etcdlint()
        .args(["explain", "client-plaintext-listener"])
        .assert()
        .code(0)
        .stdout_eq(file!["snapshots/explain.txt"]);
}

#[test]
fn every_rule_can_be_explained() {
    for rule in rules::all() {
        etcdlint().args(["explain", rule.id]).assert().code(0);
    }
}

#[test]
fn rules_are_listed() {
    let output = etcdlint().arg("rules").output().expect("etcdlint runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), rules::all().count());
    let output = etcdlint().args(["rules", "--format=json"]).output().expect("etcdlint runs");
    let listed: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(listed.len(), rules::all().count());
}
