//! What is rejected, what is let through with a warning, and what is let through without a word.

use serde_json::{Value, json};

use super::POLICY;
use super::requests::{PLAINTEXT, audit, create, etcd_pod, secret, update};

fn defaults() -> Value {
    json!({})
}

fn with_metadata(mut object: Value, key: &str, value: Value) -> Value {
    object["metadata"][key] = value;
    object
}

fn mirror_pod() -> Value {
    let annotations = json!({ "kubernetes.io/config.mirror": "0a1b", "kubernetes.io/config.source": "file" });
    with_metadata(etcd_pod(PLAINTEXT), "annotations", annotations)
}

#[test]
fn an_error_rejects_with_its_rule_and_its_place() {
    for request in [create(&etcd_pod(PLAINTEXT)), audit(&etcd_pod(PLAINTEXT))] {
        let answer = POLICY.validate(&request, &defaults());
        assert!(!answer.accepted());
        assert_eq!(answer.0["code"], 400);
        assert!(answer.message().starts_with("ETCD101 spec.containers[0].command[3]: "), "{answer:?}");
        assert!(answer.ids("error").contains(&"ETCD101"));
    }
}

#[test]
fn what_is_none_of_ours_is_accepted_without_a_word() {
    let silent = [
        json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "web" },
            "spec": { "containers": [{ "name": "web", "image": "nginx:1.29" }] } }),
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": { "a": "b", "providers": "of energy" } }),
        json!({ "apiVersion": "example.org/v1", "kind": "Any", "spec": [1, 2, { "a": null }] }),
        secret(json!({ "password": "aHVudGVyMg==" })),
        Value::Null,
        json!([]),
        json!("text"),
    ];
    for object in silent {
        for request in [create(&object), update(&object, &object), audit(&object)] {
            let answer = POLICY.validate(&request, &defaults());
            let expected = json!({ "accepted": true, "message": null, "code": null, "mutated_object": null,
                "audit_annotations": null, "warnings": null });
            assert_eq!(answer.0, expected, "{object}");
        }
    }
}

#[test]
fn a_deletion_is_not_looked_at() {
    let mut request = update(&Value::Null, &etcd_pod(PLAINTEXT));
    request["operation"] = json!("DELETE");
    assert!(POLICY.validate(&request, &defaults()).accepted());
    let dying = with_metadata(etcd_pod(PLAINTEXT), "deletionTimestamp", json!("2026-11-23T12:00:00Z"));
    assert!(POLICY.validate(&update(&dying, &Value::Null), &defaults()).accepted());
}

#[test]
fn a_mirror_pod_gets_what_the_setting_says() {
    let rows = [
        (json!({}), true, true),
        (json!({ "mirrorPods": "warn" }), true, true),
        (json!({ "mirrorPods": "ignore" }), true, false),
        (json!({ "mirrorPods": "reject" }), false, true),
    ];
    for (settings, accepted, is_audited) in rows {
        let answer = POLICY.validate(&create(&mirror_pod()), &settings);
        assert_eq!(answer.accepted(), accepted, "{settings}");
        assert_eq!(answer.ids("error").contains(&"ETCD101"), is_audited, "{settings}");
        if accepted && is_audited {
            assert!(answer.warnings()[0].contains("whatever admission says"), "{answer:?}");
            assert!(answer.warnings()[1].starts_with("etcdlint: ETCD101 "), "{answer:?}");
        }
    }
}

#[test]
fn an_update_is_rejected_for_what_it_adds_alone() {
    let old = etcd_pod(PLAINTEXT);
    let labelled = with_metadata(old.clone(), "labels", json!({ "a": "b" }));
    let moved = etcd_pod(&[&PLAINTEXT[..1], &["--max-wals=5"], &PLAINTEXT[1..]].concat());
    let worse = etcd_pod(&[PLAINTEXT, &["--force-new-cluster"]].concat());
    let rows = [
        (&labelled, &old, json!({}), true),
        (&moved, &old, json!({}), true),
        (&worse, &old, json!({}), false),
        (&labelled, &old, json!({ "ratchet": false }), false),
        (&labelled, &Value::Null, json!({}), false),
        (&old, &worse, json!({}), true),
    ];
    for (new, old, settings, accepted) in rows {
        let answer = POLICY.validate(&update(new, old), &settings);
        assert_eq!(answer.accepted(), accepted, "{settings} {answer:?}");
        assert!(answer.ids("error").contains(&"ETCD101"), "a ratchet hides nothing from the audit log");
        if accepted {
            assert!(answer.warnings()[0].contains("stored object has the same errors"), "{answer:?}");
        }
    }
    let answer = POLICY.validate(&update(&worse, &old), &json!({}));
    assert!(answer.message().starts_with("ETCD340 ") && !answer.message().contains("ETCD101"), "{answer:?}");
    // A create has no stored object, whatever the request says.
    let mut create = update(&labelled, &old);
    create["operation"] = json!("CREATE");
    assert!(!POLICY.validate(&create, &defaults()).accepted());
}

#[test]
fn a_second_mistake_of_the_same_kind_is_new() {
    let one = etcd_pod(PLAINTEXT);
    let mut two = one.clone();
    let mut container = two["spec"]["containers"][0].clone();
    container["name"] = json!("second");
    two["spec"]["containers"].as_array_mut().unwrap().push(container);
    let answer = POLICY.validate(&update(&two, &one), &defaults());
    assert!(!answer.accepted() && answer.message().contains("containers[1]"), "{answer:?}");
    assert!(!answer.message().contains("containers[0]"), "{answer:?}");
}

#[test]
fn the_setting_decides_from_which_severity_up() {
    let pod = etcd_pod(&["etcd", "--data-dir=/var/lib/etcd", "--strict-reconfig-check=false"]);
    let rows = [("error", true), ("warning", false), ("info", false), ("never", true)];
    for (fail_on, accepted) in rows {
        let answer =
            POLICY.validate(&create(&pod), &json!({ "failOn": fail_on, "disabledRules": ["ETCD201"] }));
        assert!(answer.ids("warning").contains(&"ETCD343"), "{answer:?}");
        assert_eq!(answer.accepted(), accepted, "{fail_on} {answer:?}");
        let is_warned = answer.warnings().iter().any(|warning| warning.contains("ETCD343"));
        assert_eq!(is_warned, accepted, "{fail_on} {answer:?}");
    }
}

#[test]
fn annotations_silence_only_where_the_settings_let_them() {
    let annotated = |rule: &str| {
        let wish = format!("{rule}=it is a laboratory");
        with_metadata(etcd_pod(PLAINTEXT), "annotations", json!({ "etcdlint.io/ignore": wish }))
    };
    let is_silenced = |settings: Value| {
        !POLICY.validate(&create(&annotated("ETCD101")), &settings).ids("error").contains(&"ETCD101")
    };
    assert!(!is_silenced(json!({})));
    assert!(!is_silenced(json!({ "honorAnnotations": false })));
    assert!(is_silenced(json!({ "honorAnnotations": true })));
}

#[test]
fn no_annotation_silences_a_leaked_key() {
    let map = json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": { "name": "m", "annotations": { "etcdlint.io/ignore": "CRT113=it is a laboratory" } },
        "data": { "tls.key": "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIC\n-----END PRIVATE KEY-----\n" },
    });
    let answer = POLICY.validate(&create(&map), &json!({ "honorAnnotations": true }));
    assert!(answer.ids("error").contains(&"CRT113"), "{answer:?}");
}

#[test]
fn exemptions_and_custom_checks_work_as_in_the_core() {
    let pod = create(&etcd_pod(PLAINTEXT));
    let exempt =
        json!({ "exemptions": [{ "objects": "$.metadata[?@=='infra']", "reason": "a laboratory" }] });
    assert!(POLICY.validate(&pod, &exempt).accepted());
    let other = json!({ "exemptions": [{ "objects": "$.metadata[?@=='prod']", "reason": "a laboratory" }] });
    assert!(!POLICY.validate(&pod, &other).accepted());
    let custom = json!({ "failOn": "error", "disabledRules": ["ETCD101"], "customChecks": [{
        "id": "REGISTRY", "path": "$.spec.containers[*].image", "matches": "^mirror\\.example\\.org/",
        "message": "images come from our mirror", "severity": "error",
    }]});
    let answer = POLICY.validate(&pod, &custom);
    assert!(answer.message().contains("REGISTRY spec.containers[0].image: images come from our mirror"));
}

#[test]
fn the_kind_of_the_request_stands_in_for_a_kind_that_the_object_lacks() {
    let mut pod = etcd_pod(PLAINTEXT);
    let mut request = create(&pod);
    pod.as_object_mut().unwrap().retain(|key, _| key != "kind" && key != "apiVersion");
    request["object"] = pod;
    assert!(!POLICY.validate(&request, &defaults()).accepted());
}
