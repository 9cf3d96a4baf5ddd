//! The files that go with the policy are in step with it.

use std::collections::BTreeSet;

use etcdlint_core::settings::Options;
use etcdlint_core::source::documents;
use serde_json::{Value, json};

use super::POLICY;

fn read(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let read = documents(&text).inspect(|one| assert!(one.error.is_none(), "{path}"));
    read.map(|one| one.root.to_json()).collect()
}

fn assert_valid(settings: &Value, place: &str) {
    let answer = POLICY.validate_settings(settings);
    assert_eq!(answer.0["valid"], true, "{place}: {answer:?}");
}

/// The keys that settings may have.
fn keys() -> BTreeSet<String> {
    let all = serde_json::to_value(Options::default()).expect("options are JSON");
    all.as_object().expect("options are an object").keys().cloned().collect()
}

#[test]
fn the_settings_of_all_examples_are_valid() {
    let mut count = 0;
    for policy in read("policy/policies.yml")[0].as_object().expect("policies by their ids").values() {
        assert_valid(&policy["settings"], "policies.yml");
        count += 1;
    }
    for name in ["10-enforce", "20-config-objects", "30-cluster-api"] {
        for manifest in read(&format!("policy/manifests/{name}.yaml")) {
            assert_eq!(manifest["kind"], "ClusterAdmissionPolicy");
            assert_eq!(
                (&manifest["spec"]["mode"], &manifest["spec"]["failurePolicy"]),
                (&json!("monitor"), &json!("Ignore"))
            );
            assert_valid(&manifest["spec"]["settings"], name);
            count += 1;
        }
    }
    assert_eq!(count, 5);
}

/// Whether the match condition of a manifest sends a pod to the policy, as far as its names decide that.
fn is_sent(condition: &str, pod: &Value) -> bool {
    let names = condition.split_once("orValue(''))).exists(word,").and_then(|(_, rest)| rest.split_once(']'));
    let names: Vec<&str> = names.expect("a list of names").0.split('\'').skip(1).step_by(2).collect();
    assert!(names.contains(&"etcd") && names.len() > 5, "{names:?}");
    let containers = ["containers", "initContainers"].map(|key| pod["spec"][key].as_array().cloned());
    let mut words = containers.into_iter().flatten().flatten().flat_map(|container| {
        let lists = ["command", "args", "env"].map(|key| container[key].as_array().cloned());
        lists.into_iter().flatten().flatten().chain([container["image"].clone()]).collect::<Vec<_>>()
    });
    words.any(|word| names.iter().any(|name| word.to_string().contains(name)))
}

#[test]
fn the_match_condition_sends_the_pods_that_are_rejected() {
    let manifest = read("policy/manifests/10-enforce.yaml");
    let condition = manifest[0]["spec"]["matchConditions"][0]["expression"].as_str().expect("an expression");
    let pod = |container: Value| {
        json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" }, "spec": {
            "containers": [container], "volumes": [{ "name": "d", "hostPath": { "path": "/var/lib/x" } }] } })
    };
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIC\n-----END PRIVATE KEY-----\n";
    let own = [
        pod(json!({ "name": "a", "image": "nginx:1.29", "env": [{ "name": "KEY", "value": key }] })),
        pod(
            json!({ "name": "a", "image": "alpine:3", "command": ["cp", "-r", "/data/member/snap", "/backup"],
            "volumeMounts": [{ "name": "d", "mountPath": "/data" }] }),
        ),
        pod(
            json!({ "name": "a", "image": "a:1", "command": ["/hyperkube", "apiserver", "--etcd-servers=http://a:2379"] }),
        ),
        pod(
            json!({ "name": "a", "image": "a:1", "args": ["--listen-client-urls=http://0.0.0.0:2379", "--data-dir=/d"] }),
        ),
        pod(json!({ "name": "a", "image": "nginx:1.29" })),
    ];
    let mut rejected = 0;
    for pod in super::corpus::objects().into_iter().map(|(_, object)| object).chain(own) {
        if pod["kind"] == "Pod" && !POLICY.validate(&super::requests::create(&pod), &json!({})).accepted() {
            assert!(is_sent(condition, &pod), "{pod}");
            rejected += 1;
        }
    }
    assert!(rejected >= 4, "{rejected}");
    assert!(!is_sent(condition, &pod(json!({ "name": "a", "image": "nginx:1.29" }))));
}

#[test]
fn the_form_asks_for_settings_that_there_are_with_their_defaults() {
    let defaults = serde_json::to_value(Options::default()).expect("options are JSON");
    let form = read("policy/questions-ui.yml");
    let questions = form[0]["questions"].as_array().expect("a list of questions").clone();
    assert!(questions.len() >= 8);
    for question in questions {
        let variable = question["variable"].as_str().expect("a name");
        assert!(keys().contains(variable), "{variable}");
        let expected = match &defaults[variable] {
            // What is null here is an empty field there.
            Value::Null if variable == "honorAnnotations" => json!(false),
            Value::Null => json!(""),
            value => value.clone(),
        };
        assert_eq!(question["default"], expected, "{variable}");
        for option in question["options"].as_array().into_iter().flatten() {
            assert_valid(&json!({ variable: option }), variable);
        }
    }
}

#[test]
fn the_metadata_in_the_module_is_that_of_the_file() {
    let module = std::fs::read(super::host::module("policy/policy.wasm")).expect("scripts/policy.sh was run");
    let name = b"io.kubewarden.metadata";
    let at = module.windows(name.len()).rposition(|window| window == name).expect("the section is there");
    let mut metadata: Value =
        serde_json::from_slice(&module[at + name.len()..]).expect("it is JSON, and the last section");
    assert_eq!(metadata.as_object_mut().unwrap().remove("protocolVersion"), Some(json!("v1")));
    assert_eq!(metadata, read("policy/metadata.yml")[0]);
    assert_eq!(POLICY.call("protocol_version", b""), b"\"v1\"");
}

/// Bytes that the module may have: a little more than it has, so that growth is seen.
const LARGEST_MODULE: usize = 3_200_000;

#[test]
fn the_module_does_not_grow_unseen() {
    let module = std::fs::read(super::host::module("policy/policy.wasm")).expect("scripts/policy.sh was run");
    assert!(module.len() < LARGEST_MODULE, "{} bytes", module.len());
}

#[test]
fn the_module_calls_nothing_of_the_host_and_knows_no_path_of_its_builder() {
    let module = std::fs::read(super::host::module("policy/policy.wasm")).expect("scripts/policy.sh was run");
    let text = String::from_utf8_lossy(&module);
    // The names that `kwctl annotate` looks for, to warn of capabilities that are not declared.
    for capability in [
        "can_i",
        "get_resource",
        "list_resources",
        "dns_lookup_host",
        "is_certificate_trusted",
        "manifest_digest",
    ] {
        assert!(!text.contains(capability), "{capability}");
    }
    assert!(!text.contains("/registry/src/") && !text.contains(env!("CARGO_MANIFEST_DIR")));
}

#[test]
fn the_requests_of_the_end_to_end_tests_get_the_answers_that_those_expect() {
    let rows = [
        ("etcd-plaintext.json", false),
        ("etcd-good.json", true),
        ("mirror-pod.json", true),
        ("audit-statefulset.json", false),
        ("secret-identity-first.json", false),
        ("unrelated-pod.json", true),
    ];
    for (name, accepted) in rows {
        let request = read(&format!("policy/test_data/{name}")).remove(0);
        assert_eq!(POLICY.validate(&request, &json!({})).accepted(), accepted, "{name}");
        for field in ["uid", "kind", "resource", "operation", "userInfo"] {
            assert!(!request[field].is_null(), "{name}: kwctl asks for {field}");
        }
    }
}
