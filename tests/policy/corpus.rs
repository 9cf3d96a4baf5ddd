//! The same object gets the same findings from the command line and from the policy.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use etcdlint_policy::request::Payload;
use etcdlint_policy::review::review;
use serde_json::{Value, json};
use snapbox::cmd::{Command, cargo_bin};

use super::POLICY;
use super::requests::{audit, create, update};

/// A time of the run, so that both say the same of certificates.
const NOW: &str = "2026-06-01T00:00:00Z";

/// `RULE severity path: message`
type Findings = BTreeSet<String>;

pub(super) fn objects() -> Vec<(PathBuf, Value)> {
    let mut found = Vec::new();
    for file in files(Path::new("tests/corpus")) {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        for document in etcdlint_core::source::documents(&text) {
            let object = document.root.to_json();
            if object["kind"].is_string() && object["apiVersion"].is_string() {
                found.push((file.clone(), object));
            }
        }
    }
    assert!(found.len() > 20, "the corpus has objects");
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the corpus is there");
    let paths = entries.map(|entry| entry.expect("the corpus can be read").path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn from_command_line(object: &Value) -> Findings {
    let output = Command::new(cargo_bin!("etcdlint"))
        .args(["--format", "json", "--no-ignores", "--now", NOW, "-"])
        .stdin(object.to_string())
        .output()
        .expect("the command line runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    let findings = report["findings"].as_array().expect("a list of findings");
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let line = |one: &Value| {
        let severity = text(one, "severity");
        format!(
            "{} {severity} {}{}: {}",
            text(one, "rule"),
            text(one, "path"),
            text(one, "embeddedPath"),
            text(one, "message")
        )
    };
    findings.iter().map(line).collect()
}

/// What the policy's own code finds, built for this machine: all of it, with its paths.
fn from_review(request: &Value) -> Findings {
    let payload = json!({ "request": request }).to_string();
    let payload: Payload = serde_json::from_str(&payload).expect("a request");
    let now = humantime::parse_rfc3339(NOW).expect("a time");
    let now = now.duration_since(std::time::UNIX_EPOCH).expect("a time after 1970").as_secs();
    let options = serde_json::from_value(json!({ "ratchet": false })).expect("options");
    let verdict = review(&payload.request, &options, i64::try_from(now).ok());
    let findings = verdict.rejecting.iter().chain(&verdict.tolerated);
    let line = |one: &etcdlint_core::report::Reported| {
        let embedded = one.site.embedded.as_ref().map(|path| path.normalized()).unwrap_or_default();
        let path = one.site.path.normalized();
        format!("{} {} {path}{embedded}: {}", one.rule.id, one.severity, one.message)
    };
    findings.map(line).collect()
}

#[test]
fn each_object_has_the_findings_that_the_command_line_has() {
    let mut with_findings = 0;
    for (file, object) in objects() {
        let expected = from_command_line(&object);
        with_findings += usize::from(!expected.is_empty());
        for request in [create(&object), update(&object, &Value::Null), audit(&object)] {
            assert_eq!(from_review(&request), expected, "{}", file.display());
        }
    }
    assert!(with_findings > 10, "some objects of the corpus are bad");
}

#[test]
fn the_module_says_what_the_same_code_says_outside_of_it() {
    for (file, object) in objects() {
        // What depends on the clock is left out: the module reads the host's.
        let settings = json!({ "ratchet": false, "disabledRules": ["CRT101", "CRT102", "CRT103"] });
        let expected: Findings = from_command_line(&object)
            .into_iter()
            .filter(|line| !["CRT101", "CRT102", "CRT103"].iter().any(|id| line.starts_with(id)))
            .collect();
        let onto_itself = POLICY.validate(&update(&object, &object), &json!({}));
        assert!(onto_itself.accepted(), "{}: {onto_itself:?}", file.display());
        for request in [create(&object), update(&object, &object), audit(&object)] {
            let answer = POLICY.validate(&request, &settings);
            for severity in ["error", "warning", "info"] {
                let marker = format!(" {severity} ");
                let ids: BTreeSet<&str> = expected
                    .iter()
                    .filter(|line| {
                        line.split_once(' ').is_some_and(|(_, rest)| format!(" {rest}").starts_with(&marker))
                    })
                    .filter_map(|line| line.split(' ').next())
                    .collect();
                let found: BTreeSet<&str> = answer.ids(severity).into_iter().collect();
                assert_eq!(found, ids, "{} {severity}: {answer:?}", file.display());
            }
            let has_errors = expected.iter().any(|line| line.contains(" error "));
            assert_eq!(answer.accepted(), !has_errors, "{}", file.display());
        }
    }
}
