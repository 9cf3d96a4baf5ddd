//! The command line with a canary in every text of a document at once, whatever it is asked for.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use snapbox::cmd::{Command, cargo_bin};

use super::{CANARIES, body, piece_in, texts};
use crate::cli::canary::TEMPLATES;

/// What is asked about a file `x.yaml`, a file `y.yaml` that is the same without the canary, and a file `l.json` with what
/// etcdctl prints of objects. The later ones change `x.yaml`.
const QUESTIONS: [&[&str]; 34] = [
    &["--format", "text", "x.yaml"],
    &["--format", "concise", "x.yaml"],
    &["--format", "json", "x.yaml"],
    &["--format", "sarif", "x.yaml"],
    &["--format", "github", "x.yaml"],
    &["--format", "gitlab", "x.yaml"],
    &["--format", "junit", "x.yaml"],
    SAFE_DIFF,
    SUGGESTED_DIFF,
    &["--script", "x.yaml", "y.yaml"],
    &["diff", "y.yaml", "x.yaml"],
    &["diff", "x.yaml", "y.yaml"],
    &["--config", "x.yaml", "y.yaml"],
    &["--baseline", "x.yaml", "y.yaml"],
    &["--baseline", "b.json", "--write-baseline", "x.yaml"],
    &["--baseline", "b.json", "x.yaml"],
    &["--baseline", "b.json", "--format", "json", "y.yaml"],
    &["config", "show", "--config", "x.yaml"],
    &["encryption", "status", "--etcd-snapshot", "x.yaml"],
    &["encryption", "status", "--etcd-snapshot", "l.json"],
    &["encryption", "status", "--etcd-snapshot", "l.json", "--format", "json"],
    &["encryption", "init", "x.yaml"],
    &["encryption", "key", "--output", "x.yaml"],
    &["explain", "nothing"],
    &["--disable", "nothing", "x.yaml"],
    &["--profile", "strict", "x.yaml"],
    &["encryption", "rotate", "x.yaml"],
    &["encryption", "rotate", "--rolled-out", "x.yaml"],
    &["encryption", "rotate", "--rolled-out", "--etcd-snapshot", "l.json", "x.yaml"],
    &["encryption", "rotate", "--rolled-out", "--rewritten", "x.yaml"],
    &["encryption", "migrate", "--to", "secretbox", "x.yaml"],
    &["encryption", "migrate", "--to", "kms", "--rolled-out", "x.yaml"],
    &["--fix", "x.yaml"],
    &["--fix=suggested", "x.yaml"],
];

/// The doors that print lines of a file, secrets masked.
const SAFE_DIFF: &[&str] = &["--diff", "x.yaml"];
const SUGGESTED_DIFF: &[&str] = &["--diff", "--fix=suggested", "x.yaml"];

/// Documents that can be rotated, or have fixes on lines with a secret; `CANARY` is one.
const MORE_TEMPLATES: [&str; 3] = [
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc:\n      keys:\n      - name: key1\n        secret: CANARY # CANARY\n  - identity: {}\n",
    "kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n  - aescbc: {keys: [{nmae: a, secret: \"CANARY\"}]} # CANARY\n",
    "apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec:\n  containers:\n  - name: etcd\n    command:\n    - etcd\n    - --discovery-password=CANARY # CANARY\n    - --client-cert-auth=false\n    - --discovery=https://root:CANARY@10.0.0.4:2379\n    - --force-new-cluster\n    env: [{name: ETCD_ROOT_PASSWORD, value: CANARY}]\n",
];

#[test]
fn no_answer_of_the_command_line_leaks() {
    let mut failures = Vec::new();
    let mut changes = [0, 0];
    for (number, template) in TEMPLATES.iter().chain(&MORE_TEMPLATES).enumerate() {
        let canary = CANARIES[number % CANARIES.len()];
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(".git")).expect("a folder");
        write(folder.path(), "x.yaml", &filled(template, canary));
        write(folder.path(), "y.yaml", &template.replace("CANARY", "a"));
        write(folder.path(), "l.json", &listing(canary));
        for question in QUESTIONS {
            let (stdout, stderr) = asked(folder.path(), question);
            for (count, diff) in changes.iter_mut().zip([SAFE_DIFF, SUGGESTED_DIFF]) {
                *count += usize::from(question == diff && stdout.contains("\n@@ "));
            }
            let all = format!("{stdout}{stderr}");
            // What the parser of arguments refuses was never asked.
            let is_refused = stderr.starts_with("error: ");
            if is_refused || piece_in(&all, canary).is_some() || all.contains("panicked") {
                failures.push(format!("{question:?} of {template:?}:\n{all}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} leak:\n{}", failures.len(), failures.join("\n\n"));
    let [safe, suggested] = changes;
    assert!(0 < safe && safe < suggested, "{safe} safe diffs and {suggested} of all kinds");
}

/// What a command says.
fn asked(folder: &Path, question: &[&str]) -> (String, String) {
    let output = Command::new(cargo_bin!("etcdlint"))
        .current_dir(folder)
        .args(question)
        .env("NO_COLOR", "1")
        .output()
        .expect("etcdlint runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// What `etcdctl get -w json` prints of objects in plain text, under a key with the canary's name, and under keys of etcd
/// that have it as the name of a resource or an object.
fn listing(canary: &str) -> String {
    let plain = format!("k8s\0 {canary}");
    let encrypted = format!("k8s:enc:aescbc:v1:{}:x", body(canary));
    let key = |resource: &str, name: &str| format!("/registry/{resource}/default/{name}");
    let objects = [
        (key("secrets", "a"), &plain),
        (key("secrets", body(canary)), &plain),
        (key(body(canary), "a"), &plain),
        (key("secrets", "b"), &encrypted),
    ];
    let rows =
        objects.map(|(key, value)| json!({"key": STANDARD.encode(key), "value": STANDARD.encode(value)}));
    json!({ "kvs": rows }).to_string()
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
    let settings = json!({
        "profile": "strict", "failOn": "error", "kubernetesVersion": "1.34", "disabledRules": ["ENC212"],
        "enabledRules": ["ETCD349"], "severities": {"ENC209": "error"},
        "exemptions": [{"rules": ["ENC212"], "objects": "$.kind", "reason": "x"}],
        "customChecks": [{
            "id": "ANY", "path": "$..*", "absent": true, "message": "here", "severity": "error", "kinds": ["Pod"],
        }],
    });
    let baseline = json!({"version": 1, "findings": [
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
            let (stdout, stderr) = asked(folder.path(), &[flag, name, "x.yaml"]);
            let all = format!("{stdout}{stderr}");
            if piece_in(&all, canary).is_some() {
                failures.push(format!("{name} {path}:\n{all}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} leak:\n{}", failures.len(), failures.join("\n\n"));
}
