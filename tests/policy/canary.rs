//! A secret in a request comes back on no way out: not in the answer, and not in the log.

use base64::Engine;
use serde_json::{Value, json};

use super::POLICY;
use super::requests::{audit, create, etcd_pod, secret, update};

/// 32 bytes that nothing else contains, as a key is written.
const KEY: &str = "q83vEjRWeJCrAImoTcoBexObEUFXQjYuamy4nCHKiiQ=";

/// Their beginning: a part would be bad enough.
const CANARY: &str = "q83vEjRWeJ";

/// A password, as people choose them.
const PASSWORD: &str = "Tr0ub4dor-and-3-canaries";

fn encoded(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn objects() -> Vec<Value> {
    let configuration = |provider: &str| {
        format!(
            "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources:\n  - resources: [secrets]\n    providers:\n      - {provider}:\n          keys:\n            - name: key1\n              secret: {KEY}\n            - {{nme: {KEY}, secrt: {KEY}}}\n            - name: {KEY}\n              secret: {KEY}x\n      - {KEY}: {{}}\n"
        )
    };
    let valid = |provider: &str| {
        format!(
            "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources:\n  - resources: [secrets]\n    providers:\n      - identity: {{}}\n      - {provider}:\n          keys:\n            - {{name: key1, secret: {KEY}}}\n            - {{name: key2, secret: {KEY}}}\n"
        )
    };
    let mut objects = Vec::new();
    for provider in ["aescbc", "aesgcm", "secretbox", "identity", "kms", "unknown"] {
        let text = configuration(provider);
        for text in [
            valid(provider),
            text.clone(),
            text.replace("    ", ""),
            text.replace(':', ""),
            format!("{text}\t- {KEY}: ["),
        ] {
            objects.push(secret(json!({ "encryption-config.yaml": encoded(&text) })));
            objects.push(json!({ "apiVersion": "v1", "kind": "Secret", "stringData": { "EncryptionConfig.yaml": text } }));
            objects.push(json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": { "enc.yaml": text } }));
            objects.push(
                json!({ "apiVersion": "v1", "kind": "Secret", "data": { "EncryptionConfig.yaml": text } }),
            );
        }
    }
    let pem = format!("-----BEGIN RSA PRIVATE KEY-----\n{KEY}\n-----END RSA PRIVATE KEY-----\n");
    objects
        .push(json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": { "tls.key": pem, "ca.crt": pem } }));
    let mut pod = etcd_pod(&[
        "etcd",
        &format!("--name={KEY}"),
        &format!("--initial-cluster-token={KEY}"),
        &format!("--{KEY}"),
        KEY,
    ]);
    pod["spec"]["containers"][0]["env"] =
        json!([{ "name": "ETCD_ROOT_PASSWORD", "value": PASSWORD }, { "name": KEY, "value": KEY }]);
    pod["metadata"]["name"] = json!(KEY);
    pod["metadata"]["annotations"] = json!({ "etcdlint.io/ignore": format!("{KEY}={KEY}") });
    objects.push(pod);
    objects.push(json!({ "apiVersion": "batch/v1", "kind": "CronJob", "metadata": { "name": "backup" },
        "spec": { "schedule": KEY, "jobTemplate": { "spec": { "template": { "spec": { "containers": [{
            "name": "save", "image": "registry.k8s.io/etcd:3.6.14-0",
            "command": ["etcdctl", "snapshot", "save", "/b/x.db", &format!("--user=root:{PASSWORD}"), &format!("--password={PASSWORD}")],
            "env": [{ "name": "AWS_SECRET_ACCESS_KEY", "value": KEY }, { "name": "RESTIC_PASSWORD", "value": PASSWORD }],
        }]}}}}}}));
    objects
}

fn payloads() -> Vec<Vec<u8>> {
    let settings = [
        json!({}),
        json!({ "failOn": "info", "profile": "strict", "honorAnnotations": true, "mirrorPods": "reject" }),
        json!({ "failOn": "never", "customChecks": [{ "id": "ANY", "path": "$..*", "absent": true, "message": "here" }] }),
    ];
    let mut payloads = Vec::new();
    for object in objects() {
        for request in
            [create(&object), update(&object, &object), update(&json!({}), &object), audit(&object)]
        {
            for settings in &settings {
                payloads.push(json!({ "request": request, "settings": settings }).to_string().into_bytes());
            }
        }
        let whole = json!({ "request": create(&object), "settings": {} }).to_string();
        let mut cut = whole.len();
        while cut > 100 {
            cut /= 2;
            payloads.push(whole.as_bytes()[..cut].to_vec());
        }
        payloads.push(whole.replace("\"object\":{", "\"object\":[{").into_bytes());
        payloads.push(whole.replace("\"kind\":{", &format!("\"kind\":{KEY},{{")).into_bytes());
    }
    payloads
}

/// Runs in a process of its own, so that what the module prints can be seen.
#[test]
#[ignore = "started by nothing_of_a_secret_comes_back"]
fn answers_and_log() {
    for payload in payloads() {
        println!("{}", String::from_utf8_lossy(&POLICY.call("validate", &payload)));
    }
    for object in objects() {
        println!("{}", POLICY.validate_settings(&object).0);
        println!("{}", POLICY.validate_settings(&json!({ "exemptions": [object] })).0);
    }
}

#[test]
fn nothing_of_a_secret_comes_back() {
    let output = std::process::Command::new(std::env::current_exe().expect("this test has a file"))
        .args(["--ignored", "--exact", "--nocapture", "canary::answers_and_log"])
        .output()
        .expect("the test runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all = [output.stdout, output.stderr].concat();
    let all = String::from_utf8_lossy(&all);
    for answer in [
        "\"accepted\":false",
        "\"accepted\":true",
        "ENC104",
        "ENC201",
        "ENC218",
        "CRT113",
        "BAK119",
        "ETCD301",
        "ANY ",
    ] {
        assert!(all.contains(answer), "the payloads bring out {answer}");
    }
    let mut secrets = vec![CANARY.to_owned(), PASSWORD.to_owned()];
    // In base64 a text looks different at each of three offsets.
    for offset in ["", "x", "xx"] {
        secrets.extend([KEY, PASSWORD].map(|secret| encoded(&format!("{offset}{secret}"))[4..16].to_owned()));
    }
    for secret in &secrets {
        if let Some(at) = all.find(secret) {
            let from = (0..=at.saturating_sub(400)).rev().find(|at| all.is_char_boundary(*at)).unwrap_or(0);
            panic!("{secret} came back in …{}", &all[from..at + secret.len()]);
        }
    }
}
