//! Fixes of any text: they end, keep the text readable, lose no key, and do what they are for.

use std::collections::BTreeMap;

use etcdlint_core::fix::{self, Applicability, mend};
use etcdlint_core::model::etcd::State;
use etcdlint_core::overview::{Facts, Port};
use etcdlint_core::report::{Report, Reported};
use etcdlint_core::source;
use serde_json::Value;

use crate::leaks::Secrets;
use crate::report::{self, Outcome};

/// Rounds after which fixes that go on are taken to go on for ever.
const ROUNDS: usize = 20;

/// Fixes of a text that are made one by one: each costs a run.
const SINGLE: usize = 8;

/// Mends a text until nothing is left to mend, and makes its first fixes alone.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    for upto in [Applicability::Safe, Applicability::Suggested] {
        let mut text = text.to_owned();
        for round in 0.. {
            let outcome = lint(&text, data);
            let mended = mend(&outcome.report, upto, |_| Some(&text));
            let Some(after) = mended.texts.into_values().next() else { break };
            assert!(round < ROUNDS, "{upto:?} fixes have no end");
            check_step(&text, &after.0, &outcome.report);
            text = after.0;
        }
    }
    check_each(text, data);
}

fn lint(text: &str, data: &[u8]) -> Outcome {
    let linter = report::text("manifest.yaml", text, report::settings(data));
    Outcome::of(linter, Some(text), &Secrets::of_input(text))
}

fn check_step(before: &str, after: &str, report: &Report) {
    assert!(!is_readable(before) || is_readable(after), "a fix breaks the text");
    let documents = |text: &str| source::documents(text).count();
    let splits = report.findings.iter().any(|finding| finding.rule.id == "YAML102");
    assert!(splits || documents(before) >= documents(after), "a fix adds documents");
    let kept = standard(after);
    for secret in secrets(before) {
        assert!(kept.contains(&standard(&secret)), "a fix removes a key");
    }
}

fn is_readable(text: &str) -> bool {
    source::documents(text).all(|document| document.error.is_none())
}

fn check_each(text: &str, data: &[u8]) {
    let before = lint(text, data);
    let offered = before.report.findings.iter().filter_map(|one| Some((one, one.fix.as_ref()?)));
    for (finding, fix) in offered.filter(|(_, fix)| !fix.edits.is_empty()).take(SINGLE) {
        let id = finding.rule.id;
        let text = fix::apply(text, &fix.edits).expect("edits that fit the text");
        let after = lint(&text, data);
        // One rule may have several things to say of a list.
        let what = |one: &Reported| (one.rule.id, one.site.keys(), one.message.clone());
        let same = |other: &&Reported| what(other) == what(finding);
        let count = |outcome: &Outcome| outcome.report.findings.iter().filter(same).count();
        assert!(count(&after) < count(&before), "{id} is still found after its fix");
        check_states(id, &states(&before), &states(&after));
    }
}

/// No port of a server demands less than before.
fn check_states(id: &str, before: &States, after: &States) {
    for (port, old) in before {
        let new = after.get(port).copied().unwrap_or(State::Unknown);
        let is_less = rank(*old).zip(rank(new)).is_some_and(|(old, new)| new < old);
        assert!(!is_less, "{id} takes {port:?} from {old:?} to {new:?}");
    }
}

type States = BTreeMap<(String, &'static str), State>;

/// What the ports of all etcd servers demand.
fn states(outcome: &Outcome) -> States {
    let mut states = States::new();
    for (number, one) in outcome.overview.subjects.iter().enumerate() {
        let Facts::Etcd(etcd) = &one.facts else { continue };
        let mut add = |name, port: &Port| {
            states.insert((format!("{number} {}", one.subject), name), port.state);
        };
        add("client", &etcd.client);
        add("peer", &etcd.peer);
        etcd.metrics.iter().for_each(|port| add("metrics", port));
    }
    states
}

fn rank(state: State) -> Option<u8> {
    match state {
        State::Off => Some(0),
        State::Tls => Some(1),
        State::Mtls => Some(2),
        State::Unknown => None,
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
