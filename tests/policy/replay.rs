//! What the fuzzers kept, given to the module: the fuzzers try a native build, whose integers are wider, and a panic in
//! the module would be no answer at all.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::POLICY;
use super::host::Answer;
use super::requests::create;

/// The inputs that were kept of a fuzzer.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new("fuzz/corpus").join(target);
    let entries = fs::read_dir(folder).expect("the fuzzer's corpus is there");
    let inputs: Vec<_> =
        entries.map(|entry| fs::read(entry.expect("a file").path()).expect("it can be read")).collect();
    assert!(!inputs.is_empty(), "{target}");
    inputs
}

type Native = fn(&[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>;

/// The annotations of an answer have no order.
fn compare(function: &str, native: Native, payload: &[u8]) {
    let expected = Answer::read(&native(payload).expect("an answer")).0;
    let found = Answer::read(&POLICY.call(function, payload)).0;
    assert_eq!(found, expected, "{}", payload.escape_ascii());
}

#[test]
fn the_module_answers_as_a_native_build_does() {
    for payload in kept("admission") {
        compare("validate", etcdlint_policy::validate, &payload);
    }
    for payload in kept("settings") {
        compare("validate_settings", etcdlint_policy::validate_settings, &payload);
    }
}

/// Texts and scripts are met within objects.
#[test]
fn the_module_reads_any_text_in_an_object() {
    for target in ["text", "carriers", "shell", "argv", "pem", "fixes"] {
        for input in kept(target) {
            let text = String::from_utf8_lossy(&input);
            let object = json!({
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a" },
                "data": { "etcd.yaml": text, "backup.sh": text, "ca.crt": text },
            });
            let payload = json!({ "request": create(&object), "settings": { "failOn": "info" } });
            compare("validate", etcdlint_policy::validate, payload.to_string().as_bytes());
        }
    }
}
