//! Which findings of an update count as the stored object's own, and which as new.

use serde_json::{Value, json};

use super::POLICY;
use super::host::Answer;
use super::requests::{etcd_pod, update};

/// Judges an update with settings.
fn answer(old: &Value, new: &Value, settings: &Value) -> Answer {
    POLICY.validate(&update(new, old), settings)
}

/// An etcd of an image, with arguments behind those of the data and the clients.
fn etcd(image: &str, arguments: &[&str]) -> Value {
    let mut pod = etcd_pod(&[&["etcd", "--name=a", "--data-dir=/var/lib/etcd"], arguments].concat());
    pod["spec"]["containers"][0]["image"] = json!(image);
    pod
}

const TODAY: &str = "registry.k8s.io/etcd:3.6.14-0";

/// Certificates that no https URL uses.
const USELESS: [&str; 3] = ["--cert-file=/pki/a.crt", "--key-file=/pki/a.key", "--client-cert-auth"];

const TLS: [&str; 6] = [
    "--listen-client-urls=https://10.0.0.4:2379",
    "--advertise-client-urls=https://10.0.0.4:2379",
    "--cert-file=/pki/a.crt",
    "--key-file=/pki/a.key",
    "--client-cert-auth",
    "--trusted-ca-file=/pki/ca.crt",
];

fn listening(url: &str, arguments: &[&str]) -> Value {
    let listen = format!("--listen-client-urls={url}");
    etcd(TODAY, &[&[listen.as_str(), "--advertise-client-urls=http://a:2379"], arguments].concat())
}

fn config_map(file: &str) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "m" }, "data": { "enc.yaml": file } })
}

fn encryption(more: &str, providers: &[&str]) -> Value {
    let providers: String = providers.iter().map(|provider| format!("  - {provider}\n")).collect();
    config_map(&format!(
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n{more}resources:\n- resources: [secrets]\n  providers:\n{providers}"
    ))
}

const IDENTITY: &str = "identity: {}";
const KMS: &str = "kms: {apiVersion: v2, name: k, endpoint: 'unix:///run/k.sock'}";
const STRAY: &str = "metadata: {name: x}\n";

fn key(secret: &str) -> String {
    format!("secretbox: {{keys: [{{name: a, secret: {secret}}}]}}")
}

fn aes(secret: &str) -> String {
    format!("aesgcm: {{keys: [{{name: b, secret: {secret}}}]}}")
}

const KEY: &str = "k9m3hQx2bV7sT1pZ4wY8nC6fR0jL5gD2aE7uI3oX9Qs=";
const OTHER_KEY: &str = "Zx8Qk2mN5vB7cL0pA3sD6fG9hJ1qW4eR7tY0uI3oP6E=";

#[test]
fn what_is_as_bad_as_before_is_let_through() {
    let none = json!({});
    let plain = listening("http://10.0.0.4:2379", &[]);
    let peers =
        ["--listen-peer-urls=http://10.0.0.4:2380", "--initial-advertise-peer-urls=http://10.0.0.4:2380"];
    let rows = [
        // One version at a time.
        (etcd("quay.io/coreos/etcd:v3.4.13", &TLS), etcd("quay.io/coreos/etcd:v3.4.45", &TLS), none.clone()),
        (
            etcd("quay.io/coreos/etcd:v3.4.13", &TLS),
            etcd("registry.k8s.io/etcd:3.5.21-0", &TLS),
            none.clone(),
        ),
        // Other words for the same URL, as the version is another.
        (etcd("registry.k8s.io/etcd:3.5.33-0", &peers), etcd(TODAY, &peers), none.clone()),
        // A stray word counts those behind it.
        (etcd(TODAY, &["stray"]), etcd(TODAY, &["stray", "--log-level=info"]), none.clone()),
        // Keys that have leaked, in another order.
        (
            encryption("", &[&key(KEY), &aes(OTHER_KEY)]),
            encryption("", &[&aes(OTHER_KEY), &key(KEY)]),
            none.clone(),
        ),
        (encryption("", &[&key(KEY), &aes(OTHER_KEY)]), encryption("", &[&key(KEY)]), none.clone()),
        // What was hidden comes to light as that which hid it is mended.
        (listening("http://10.0.0.4:2379", &USELESS), plain.clone(), none.clone()),
        (encryption(STRAY, &[IDENTITY]), encryption("", &[IDENTITY]), none.clone()),
        // Less bad.
        (
            listening("https://10.0.0.4:2379", &["--cert-file=/pki/a.crt", "--key-file=/pki/a.key"]),
            listening("https://127.0.0.1:2379", &["--cert-file=/pki/a.crt", "--key-file=/pki/a.key"]),
            json!({ "failOn": "warning" }),
        ),
    ];
    for (old, new, settings) in rows {
        let answer = answer(&old, &new, &settings);
        assert!(answer.accepted(), "{new} {answer:?}");
        let is_noted = answer.warnings().iter().any(|line| line.contains("stored object has the same"));
        assert!(is_noted, "nothing was there to let through: {new} {answer:?}");
    }
}

#[test]
fn what_is_worse_is_rejected() {
    let none = json!({});
    let registry = json!({ "customChecks": [{ "id": "REGISTRY", "path": "$.spec.containers[*].image",
        "matches": "^registry\\.k8s\\.io/", "message": "images come from Kubernetes", "severity": "error" }]});
    let private =
        |text: &str| config_map(&format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"));
    let rows = [
        // Hidden by a finding that was there before.
        (
            listening("http://127.0.0.1:2379", &USELESS),
            listening("http://0.0.0.0:2379", &USELESS),
            none.clone(),
            "ETCD101",
        ),
        // Kubernetes up to 1.30 passes over the stray field, and takes the rest.
        (encryption(STRAY, &[KMS, IDENTITY]), encryption(STRAY, &[IDENTITY, KMS]), none.clone(), "ENC201"),
        (encryption(STRAY, &[KMS, IDENTITY]), encryption(STRAY, &[IDENTITY]), none.clone(), "ENC2"),
        // Another value, of which the same is said.
        (encryption("", &[&key(KEY)]), encryption("", &[&key(OTHER_KEY)]), none.clone(), "ENC226"),
        (encryption("", &[&key(KEY)]), encryption("", &[&key(KEY), &aes(OTHER_KEY)]), none.clone(), "ENC226"),
        (private("MC4CAQAwBQYDK2VwBCIEIC"), private("MC4CAQAwBQYDK2VwBCIEID"), none.clone(), "CRT113"),
        (
            etcd("evil.example/etcd:3.6.14", &[]),
            etcd("worse.example/etcd:3.6.14", &[]),
            registry.clone(),
            "REGISTRY",
        ),
        // Not every step is one ahead.
        (
            etcd("quay.io/coreos/etcd:v3.4.45", &TLS),
            etcd("quay.io/coreos/etcd:v3.4.13", &TLS),
            none.clone(),
            "ETCD351",
        ),
        // Worse.
        (
            listening("https://127.0.0.1:2379", &["--cert-file=/pki/a.crt", "--key-file=/pki/a.key"]),
            listening("https://10.0.0.4:2379", &["--cert-file=/pki/a.crt", "--key-file=/pki/a.key"]),
            json!({ "failOn": "warning" }),
            "ETCD106",
        ),
    ];
    for (old, new, settings, rule) in rows {
        let answer = answer(&old, &new, &settings);
        assert!(!answer.accepted() && answer.message().contains(rule), "{rule} {new} {answer:?}");
    }
}

#[test]
fn an_object_that_is_being_deleted_may_only_go() {
    let dying = |mut object: Value, finalizers: Value| {
        object["metadata"]["deletionTimestamp"] = json!("2026-11-23T12:00:00Z");
        object["metadata"]["finalizers"] = finalizers;
        object
    };
    let off = json!({ "ratchet": false });
    let (old, new) = (encryption("", &[IDENTITY]), encryption("", &[&key(KEY)]));
    let held = dying(old.clone(), json!(["example.org/a"]));
    assert!(answer(&held, &dying(old, json!([])), &off).accepted());
    assert!(!answer(&held, &dying(new, json!([])), &off).accepted());
}

#[test]
fn what_was_not_compared_is_told() {
    let two = |first: &str, second: &str| {
        let file = |name: &str| {
            let config = encryption("", &[KMS])["data"]["enc.yaml"].clone();
            (name.to_owned(), config)
        };
        json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "m" },
            "stringData": Value::Object([file(first), file(second)].into_iter().collect()) })
    };
    let answer = answer(&two("a.yaml", "b.yaml"), &two("c.yaml", "d.yaml"), &json!({}));
    assert!(answer.warnings().iter().any(|line| line.contains("compared with nothing")), "{answer:?}");
}
