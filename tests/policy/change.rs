//! A step from one EncryptionConfiguration to the next: what loses data is rejected, what does not is let
//! through.

use base64::Engine;
use serde_json::{Value, json};

use super::POLICY;
use super::requests::{create, secret, update};

const KEY1: &str = "q83vEjRWeJCrAImoTcoBexObEUFXQjYuamy4nCHKiiQ=";
const KEY2: &str = "FjZ6rLZ6SgF8jairlWgsyzkIY3gPcRTdoKDgxVZEx8Q=";

/// A configuration for Secrets with these providers.
fn file(providers: &[&str]) -> String {
    let providers: String = providers
        .iter()
        .map(|provider| match *provider {
            "key1" => format!("  - secretbox: {{keys: [{{name: key1, secret: {KEY1}}}]}}\n"),
            "key2" => format!("  - secretbox: {{keys: [{{name: key2, secret: {KEY2}}}]}}\n"),
            "changed" => format!("  - secretbox: {{keys: [{{name: key1, secret: {KEY2}}}]}}\n"),
            _ => "  - identity: {}\n".to_owned(),
        })
        .collect();
    format!(
        "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources:\n- resources: [secrets]\n  providers:\n{providers}"
    )
}

fn in_secret(file: &str) -> Value {
    secret(json!({ "enc.yaml": base64::engine::general_purpose::STANDARD.encode(file) }))
}

fn in_config_map(file: &str) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "m" }, "data": { "enc.yaml": file } })
}

fn in_control_plane(file: &str) -> Value {
    json!({
        "apiVersion": "controlplane.cluster.x-k8s.io/v1beta1", "kind": "KubeadmControlPlane",
        "metadata": { "name": "cp", "namespace": "infra" },
        "spec": { "replicas": 3, "version": "v1.34.1", "kubeadmConfigSpec": { "files": [
            { "path": "/etc/kubernetes/enc.yaml", "content": file, "permissions": "0600" },
        ] } },
    })
}

const CARRIERS: [fn(&str) -> Value; 3] = [in_secret, in_config_map, in_control_plane];

/// The providers before and after, the errors of the step, and its warnings.
type Step =
    (&'static [&'static str], &'static [&'static str], &'static [&'static str], &'static [&'static str]);

#[test]
fn a_step_that_loses_data_is_rejected_and_a_safe_one_is_not() {
    let steps: [Step; 8] = [
        (&["key1", "identity"], &["key1", "key2", "identity"], &[], &[]),
        (&["key1", "key2", "identity"], &["key2", "key1", "identity"], &[], &[]),
        (&["key2", "key1", "identity"], &["key2", "identity"], &[], &["ENC244"]),
        (&["key1", "identity"], &["key2", "key1", "identity"], &[], &["ENC241"]),
        (&["key1", "identity"], &["key2", "identity"], &["ENC240"], &[]),
        (&["key1", "identity"], &["changed", "identity"], &["ENC242"], &[]),
        (&["key1", "identity"], &["identity", "key1"], &["ENC243"], &[]),
        (&["identity", "key1"], &["key1"], &["ENC248"], &[]),
    ];
    // Another key in a ConfigMap would be rejected as a leak.
    for carried in [in_secret, in_control_plane] {
        for (old, new, errors, warnings) in &steps {
            let (old, new) = (carried(&file(old)), carried(&file(new)));
            let answer = POLICY.validate(&update(&new, &old), &json!({}));
            assert_eq!(answer.accepted(), errors.is_empty(), "{answer:?}");
            for (severity, expected) in [("error", errors), ("warning", warnings)] {
                let of_change = answer.ids(severity).into_iter().filter(|id| id.starts_with("ENC24"));
                assert_eq!(of_change.collect::<Vec<_>>(), **expected, "{answer:?}");
            }
            for id in *errors {
                assert!(answer.message().contains(id), "{answer:?}");
            }
            for id in *warnings {
                assert!(answer.warnings().iter().any(|warning| warning.contains(id)), "{answer:?}");
            }
        }
    }
}

#[test]
fn a_step_needs_a_stored_object() {
    let (old, new) = (in_secret(&file(&["key1", "identity"])), in_secret(&file(&["key2", "identity"])));
    for request in [create(&new), update(&new, &Value::Null), update(&new, &new)] {
        assert!(POLICY.validate(&request, &json!({})).accepted());
    }
    assert!(!POLICY.validate(&update(&new, &old), &json!({})).accepted());
}

#[test]
fn without_identity_it_depends_on_what_was_there_before() {
    let alone = in_secret(&file(&["key1"]));
    let severities = |request: &Value| {
        let answer = POLICY.validate(request, &json!({}));
        ["warning", "info"].map(|severity| answer.ids(severity).contains(&"ENC207"))
    };
    assert_eq!(severities(&create(&alone)), [true, false]);
    assert_eq!(severities(&update(&alone, &in_secret(&file(&["key1", "identity"])))), [false, false]);
    assert_eq!(severities(&update(&alone, &alone)), [false, false]);
}

#[test]
fn the_answer_to_a_step_holds_no_key() {
    for carried in CARRIERS {
        let (old, new) = (carried(&file(&["key1", "identity"])), carried(&file(&["changed"])));
        let answer = POLICY.validate(&update(&new, &old), &json!({})).0.to_string();
        for key in [KEY1, KEY2] {
            assert!(!answer.contains(&key[..10]), "{answer}");
        }
    }
}
