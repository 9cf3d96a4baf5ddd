//! The limits of the API server, and of the host.

use serde_json::{Value, json};

use super::POLICY;
use super::requests::{PLAINTEXT, create, etcd_pod, secret};

/// A pod with this many containers that all make the same mistakes.
fn many(containers: usize) -> Value {
    let mut pod = etcd_pod(PLAINTEXT);
    let one = pod["spec"]["containers"][0].clone();
    let named = |number: usize| {
        let mut container = one.clone();
        container["name"] = json!(format!("etcd-{number}"));
        container
    };
    pod["spec"]["containers"] = (0..containers).map(named).collect();
    pod
}

#[test]
fn a_message_is_short_and_says_how_much_it_leaves_out() {
    for containers in [1, 2, 5, 50, 500] {
        let answer = POLICY.validate(&create(&many(containers)), &json!({}));
        let message = answer.message();
        assert!(message.len() <= 1500 && !message.ends_with('\n'), "{} bytes", message.len());
        let shown =
            message.lines().filter(|line| line.starts_with("ETCD") || line.starts_with("INPUT")).count();
        let left_out =
            message.lines().last().and_then(|line| line.strip_prefix("… and ")?.strip_suffix(" more"));
        let left_out: usize = left_out.map_or(0, |number| number.parse().unwrap());
        // Each container has one listener in clear.
        assert!(shown + left_out >= containers, "{shown} + {left_out} of {containers}");
    }
}

#[test]
fn warnings_keep_within_what_the_api_server_takes() {
    for containers in [1, 19, 20, 21, 500] {
        let answer = POLICY.validate(&create(&many(containers)), &json!({ "failOn": "never" }));
        let warnings = answer.warnings();
        assert!(answer.accepted() && !warnings.is_empty() && warnings.len() <= 20, "{}", warnings.len());
        for warning in &warnings {
            assert!(warning.len() <= 120, "{warning}");
            assert!(warning.chars().all(|c| (' '..='~').contains(&c)), "{warning}");
        }
        if containers == 500 {
            assert!(
                warnings[19].starts_with("etcdlint: and ") && warnings[19].ends_with(" more"),
                "{warnings:?}"
            );
        }
    }
}

#[test]
fn names_of_any_length_and_sort_do_not_break_a_line() {
    let odd = format!("{}\n\u{7}\u{202e}é", "x".repeat(5000));
    let mut pod = etcd_pod(PLAINTEXT);
    pod["metadata"]["name"] = json!(odd);
    pod["spec"]["containers"][0]["name"] = json!(odd);
    pod["spec"]["containers"][0]["command"][1] = json!(format!("--{odd}={odd}"));
    for settings in [json!({}), json!({ "failOn": "never" })] {
        let answer = POLICY.validate(&create(&pod), &settings);
        assert!(answer.message().len() <= 1500);
        assert!(!answer.message().contains('\u{7}'));
        assert!(answer.warnings().iter().all(|warning| warning.len() <= 120 && warning.is_ascii()));
    }
}

#[test]
fn the_largest_objects_are_answered() {
    let filler = "none of ours ".repeat(80_000);
    let large = json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": { "text": filler } });
    assert!(POLICY.validate(&create(&large), &json!({})).accepted());
    let entries: serde_json::Map<String, Value> =
        (0..10_000).map(|number| (format!("key-{number}"), json!("aHVudGVyMg=="))).collect();
    assert!(POLICY.validate(&create(&secret(Value::Object(entries))), &json!({})).accepted());
}

#[test]
fn an_object_may_be_as_deep_as_json_is_read() {
    let nested = |depth: usize| {
        let mut value = json!("deepest");
        for _ in 0..depth {
            value = json!([value]);
        }
        json!({ "apiVersion": "v1", "kind": "Pod", "spec": { "containers": [], "x": value } })
    };
    assert!(POLICY.validate(&create(&nested(100)), &json!({})).accepted());
}
