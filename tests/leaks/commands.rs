//! The command line with a canary in every text of a document at once, whatever it is asked for.

use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};

use super::{CANARIES, body, texts};
use crate::cli::canary::TEMPLATES;

/// What is asked about a file `x.yaml`, and a file `y.yaml` that is the same without the canary.
const QUESTIONS: [&[&str]; 24] = [
    &["--format", "text", "x.yaml"],
    &["--format", "concise", "x.yaml"],
    &["--format", "json", "x.yaml"],
    &["--format", "sarif", "x.yaml"],
    &["--format", "github", "x.yaml"],
    &["--format", "gitlab", "x.yaml"],
    &["--format", "junit", "x.yaml"],
    &["--diff", "x.yaml"],
    &["--diff", "--fix=unsafe", "x.yaml"],
    &["--script", "x.yaml", "y.yaml"],
    &["diff", "y.yaml", "x.yaml"],
    &["diff", "x.yaml", "y.yaml"],
    &["--config", "x.yaml", "y.yaml"],
    &["--baseline", "x.yaml", "y.yaml"],
    &["--baseline", "b.json", "--write-baseline", "x.yaml"],
    &["config", "show", "--config", "x.yaml"],
    &["encryption", "rotate", "x.yaml"],
    &["encryption", "rotate", "--step", "x.yaml"],
    &["encryption", "migrate", "--to", "secretbox", "x.yaml"],
    &["encryption", "status", "--config", "x.yaml"],
    &["encryption", "init", "--config", "x.yaml"],
    &["explain", "CANARY"],
    &["--disable", "CANARY", "x.yaml"],
    &["--profile", "CANARY", "x.yaml"],
];

#[test]
fn no_answer_of_the_command_line_leaks() {
    let mut failures = Vec::new();
    for (number, template) in TEMPLATES.iter().enumerate() {
        let canary = CANARIES[number % CANARIES.len()];
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(".git")).expect("a folder");
        write(folder.path(), "x.yaml", &filled(template, canary));
        write(folder.path(), "y.yaml", &template.replace("CANARY", "a"));
        for question in QUESTIONS {
            // What a user types into a command line is theirs to see again.
            let question: Vec<&str> =
                question.iter().map(|word| if *word == "CANARY" { "nothing" } else { word }).collect();
            let output = Command::new(cargo_bin!("etcdlint"))
                .current_dir(folder.path())
                .args(&question)
                .env("NO_COLOR", "1")
                .output()
                .expect("etcdlint runs");
            let all = [output.stdout, output.stderr].concat();
            let all = String::from_utf8_lossy(&all);
            if all.contains(body(canary)) || all.contains("panicked") {
                failures.push(format!("{question:?} of {template:?}:\n{all}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} leak:\n{}", failures.len(), failures.join("\n\n"));
}

/// A template with a canary that may have several lines.
fn filled(template: &str, canary: &str) -> String {
    template.replace("CANARY", &canary.replace('\n', " "))
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a file");
}

/// Settings and baselines are files of users too: whatever is wrong with them, no value of theirs is repeated.
#[test]
fn no_mistake_in_settings_or_baselines_leaks() {
    let settings = serde_json::json!({
        "profile": "strict", "failOn": "error", "kubernetesVersion": "1.34", "disabledRules": ["ENC212"],
        "enabledRules": ["ETCD349"], "severities": {"ENC209": "error"},
        "exemptions": [{"rules": ["ENC212"], "objects": "$.kind", "reason": "x"}],
        "customChecks": [{
            "id": "ANY", "path": "$..*", "absent": true, "message": "here", "severity": "error", "kinds": ["Pod"],
        }],
    });
    let baseline = serde_json::json!({"version": 1, "findings": [
        {"rule": "ENC212", "file": "x.yaml", "path": "$", "fingerprint": "x", "message": "x", "count": 1},
    ]});
    let mut failures = Vec::new();
    for (name, flag, value) in [("s.yaml", "--config", settings), ("b.json", "--baseline", baseline)] {
        let mut paths = Vec::new();
        texts(&value, "", &mut paths);
        for (path, canary) in paths.iter().flat_map(|path| CANARIES.map(|canary| (path, canary))) {
            let mut changed = value.clone();
            *changed.pointer_mut(path).expect("a path that was found") = canary.into();
            let folder = tempfile::tempdir().expect("a folder");
            write(folder.path(), name, &changed.to_string());
            write(folder.path(), "x.yaml", TEMPLATES[0]);
            let output = Command::new(cargo_bin!("etcdlint"))
                .current_dir(folder.path())
                .args([flag, name, "x.yaml"])
                .env("NO_COLOR", "1")
                .output()
                .expect("etcdlint runs");
            let all = [output.stdout, output.stderr].concat();
            let all = String::from_utf8_lossy(&all);
            if all.contains(body(canary)) {
                failures.push(format!("{name} {path}:\n{all}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} leak:\n{}", failures.len(), failures.join("\n\n"));
}
