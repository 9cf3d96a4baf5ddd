//! Fixes of any text: they end, keep the text readable, and lose no key.

use etcdlint_core::fix::{Applicability, mend};
use etcdlint_core::report::Report;
use etcdlint_core::source;
use serde_json::Value;

use crate::report;

/// Rounds after which fixes that go on are taken to go on for ever.
const ROUNDS: usize = 20;

/// Mends a text until nothing is left to mend.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    for upto in [Applicability::Safe, Applicability::Suggested] {
        let mut text = text.to_owned();
        for round in 0.. {
            let report = report::lint("manifest.yaml", &text, report::settings(data));
            let mended = mend(&report, upto, |_| Some(&text));
            let Some(after) = mended.texts.into_values().next() else { break };
            assert!(round < ROUNDS, "{upto:?} fixes have no end");
            check_step(&text, &after.0, &report, upto);
            text = after.0;
        }
    }
}

fn check_step(before: &str, after: &str, report: &Report, upto: Applicability) {
    let is_readable = |text: &str| source::documents(text).all(|document| document.error.is_none());
    assert!(!is_readable(before) || is_readable(after), "a fix breaks the text");
    let documents = |text: &str| source::documents(text).count();
    let splits = report.findings.iter().any(|finding| finding.rule.id == "YAML102");
    assert!(splits || documents(before) >= documents(after), "a fix adds documents");
    if upto == Applicability::Safe {
        let kept = standard(after);
        for secret in secrets(before) {
            assert!(kept.contains(&standard(&secret)), "a fix removes a key");
        }
    }
}

/// A key may be written anew in the other alphabet of base64; it stays the same key.
fn standard(text: &str) -> String {
    text.replace('-', "+").replace('_', "/")
}

/// The values of `secret` in the EncryptionConfigurations of a text that can stand in one word.
fn secrets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for document in source::documents(text) {
        collect(&document.root.to_json(), &mut found);
    }
    found.retain(|secret| secret.len() >= 16 && secret.bytes().all(|byte| byte.is_ascii_graphic()));
    found.retain(|secret| text.contains(secret.as_str()));
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(entries) => {
            for (key, value) in entries {
                match value.as_str() {
                    Some(secret) if key == "secret" => found.push(secret.to_owned()),
                    _ => collect(value, found),
                }
            }
        }
        _ => {}
    }
}
