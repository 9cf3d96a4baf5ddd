//! `etcdlint explain`, `etcdlint rules`, and the listing that is made of them.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use snapbox::{assert_data_eq, file};

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

/// `SNAPSHOTS=overwrite cargo test` writes the listing anew.
#[test]
fn the_listing_in_docs_is_in_step() {
    assert_data_eq!(listing(), file!["../../docs/rules.md": Text].raw());
}

fn listing() -> String {
    let mut text = String::from(
        "# Rules\n\nEach rule has a page beside its code, which `etcdlint explain RULE` prints. This list is made from the\nrules themselves; a test keeps it in step.\n\n| rule | severity | finds that | fix |\n| --- | --- | --- | --- |\n",
    );
    for rule in rules::all() {
        let page = page_of(rule.id);
        let opt_in = if rule.opt_in { ", opt-in" } else { "" };
        let fix = format!("{:?}", rule.fix).to_lowercase();
        let id = rule.id.to_lowercase();
        writeln!(
            text,
            "| <a id=\"{id}\"></a>[{}](../{page}) {} | {}{opt_in} | {} | {fix} |",
            rule.id, rule.name, rule.severity, rule.summary
        )
        .expect("writing to a string works");
    }
    text
}

/// The page of a rule, from the root of the repository.
fn page_of(id: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let prefix = format!("{}_", id.to_lowercase());
    let families = std::fs::read_dir(root.join("lint-core/src/rules")).expect("the rules");
    let files = families.flatten().filter(|family| family.path().is_dir()).flat_map(|family| {
        std::fs::read_dir(family.path())
            .expect("a family")
            .flatten()
            .map(|file| file.path())
            .collect::<Vec<PathBuf>>()
    });
    let page = files
        .filter(|file| file.extension().is_some_and(|extension| extension == "md"))
        .find(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix)))
        .unwrap_or_else(|| panic!("{id} has no page"));
    page.strip_prefix(root).expect("a page in the repository").to_string_lossy().into_owned()
}
