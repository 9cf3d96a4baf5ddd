//! Which settings policy-server may start with.

use serde_json::{Value, json};

use super::POLICY;

#[test]
fn good_settings_are_valid() {
    let rows = [
        json!({}),
        Value::Null,
        json!({ "failOn": "warning", "profile": "cis", "mirrorPods": "reject", "ratchet": false }),
        json!({ "disabledRules": ["ETCD102", "data-dir-ephemeral"], "severities": { "BAK110": "error" } }),
        json!({ "kubernetesVersion": "1.36", "certificateExpiryDays": 60, "honorAnnotations": true }),
        // What Rancher's form sends when nothing is filled in.
        json!({ "failOn": "error", "profile": "default", "mirrorPods": "warn", "ratchet": true,
            "disabledRules": [], "kubernetesVersion": "", "certificateExpiryDays": 30, "honorAnnotations": false }),
        json!({ "exemptions": [{ "rules": ["ETCD101"], "objects": "$.metadata.labels[?@=='dev']", "reason": "dev" }],
            "customChecks": [{ "id": "X-1", "kinds": ["Pod"], "path": "$.spec.nodeName", "exists": true,
                "message": "give a node", "severity": "info" }] }),
    ];
    for settings in rows {
        let answer = POLICY.validate_settings(&settings);
        assert_eq!(answer.0, json!({ "valid": true, "message": null }), "{settings}");
    }
}

#[test]
fn bad_settings_are_refused_with_the_name_of_the_key() {
    let rows = [
        (json!({ "failon": "error" }), "failon"),
        (json!({ "failOn": "high" }), "high"),
        (json!({ "mirrorPods": "maybe" }), "maybe"),
        (json!({ "disabledRules": ["ETCD999"] }), "disabledRules: there is no rule `ETCD999`"),
        (json!({ "kubernetesVersion": 1.3 }), "kubernetesVersion must be quoted"),
        (json!({ "exemptions": [{ "objects": "metadata", "reason": "r" }] }), "exemptions[0].objects"),
        (
            json!({ "exemptions": [{ "objects": format!("${}", "[0]".repeat(500)), "reason": "r" }] }),
            "at most 512",
        ),
        (
            json!({ "customChecks": [{ "id": "X", "path": "$.a", "matches": "(", "message": "m" }] }),
            "matches",
        ),
        (json!([]), "the settings are not an object"),
        (json!("failOn"), "the settings are not an object"),
    ];
    for (settings, expected) in rows {
        let answer = POLICY.validate_settings(&settings);
        assert_eq!(answer.0["valid"], false, "{settings}");
        let message = answer.0["message"].as_str().unwrap();
        assert!(message.contains(expected), "{settings}: {message}");
    }
}

#[test]
fn settings_that_are_no_json_are_refused() {
    for payload in [&b""[..], b"{", b"\xff", b"failOn: error"] {
        let answer = super::host::Answer::read(&POLICY.call("validate_settings", payload));
        assert_eq!(answer.0["valid"], false);
        assert_eq!(answer.0["message"], "the settings are not JSON");
    }
}

/// The nastiest queries that may pass are those that nest as deep as they may.
#[test]
fn no_query_overflows_the_stack_of_the_module() {
    for depth in [7, 8, 9, 100, 200] {
        for (open, close) in [("(", ")"), ("[?@", "]"), ("count(@[?", "])"), ("!(", ")")] {
            let query = format!("$[?{}@{}]", open.repeat(depth), close.repeat(depth));
            let settings = json!({ "exemptions": [{ "objects": query, "reason": "r" }] });
            let answer = POLICY.validate_settings(&settings);
            assert!(answer.0["valid"].is_boolean());
        }
    }
}
