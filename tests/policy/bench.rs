//! What a request costs, beside the smallest policy there is: `scripts/bench-policy.sh`.
//!
//! The floor is a policy that accepts all, or, for what is large, one that only parses the JSON. Each request gets
//! an instance of its own, as in policy-server, and the two take turns, so that a machine that is busy for a while
//! is busy for both.

#[path = "host.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod host;
#[path = "requests.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod requests;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use host::{Policy, module};
use requests::{create, etcd_pod, secret, update};
use serde_json::{Value, json};

/// Pairs of calls for one row of the table.
const ROUNDS: usize = 400;

fn main() {
    // `cargo bench -- --test` and `cargo test --benches` only want to see that it runs.
    let rounds = if std::env::args().any(|argument| argument == "--test") { 1 } else { ROUNDS };
    let (ours, floor) = (module("policy/policy.wasm"), module("policy/accept-all.wasm"));
    if !floor.exists() {
        println!("{} is missing: run scripts/bench-policy.sh", floor.display());
        return;
    }
    let [ours_size, floor_size] = [&ours, &floor].map(size);
    println!("module: etcdlint {} kB, accept-all {} kB", ours_size / 1000, floor_size / 1000);
    let [ours, floor] = [ours, floor].map(|path| Policy::load(&path));
    println!();
    println!("median, in microseconds               |  instance and call     |  call alone");
    println!("request                  | floor      |   floor     ours ratio |   floor     ours ratio");
    for (name, function, request) in requests() {
        let payload = json!({ "request": request, "settings": {} }).to_string();
        let pair = [(&floor, function), (&ours, "validate")];
        let [whole_floor, whole_ours] = medians(rounds, pair, payload.as_bytes(), |of| of.whole);
        let [call_floor, call_ours] = medians(rounds, pair, payload.as_bytes(), |of| of.call);
        let floor_name = if function == "validate" { "accept-all" } else { function };
        println!(
            "{name:<24} | {floor_name:<10} | {} {} {} | {} {} {}",
            micros(whole_floor),
            micros(whole_ours),
            ratio(whole_ours, whole_floor),
            micros(call_floor),
            micros(call_ours),
            ratio(call_ours, call_floor),
        );
    }
}

fn size(path: &PathBuf) -> u64 {
    std::fs::metadata(path).map(|data| data.len()).unwrap_or_default()
}

/// Requests as clusters see them, each with the function of the other policy that it is measured against.
fn requests() -> Vec<(&'static str, &'static str, Value)> {
    let read = |path: &str| {
        let text = std::fs::read_to_string(path).expect("the corpus is there");
        etcdlint_core::source::documents(&text).next().expect("it has a document").root.to_json()
    };
    let etcd = read("tests/corpus/kubeadm/etcd.yaml");
    let entries: serde_json::Map<String, Value> =
        (0..64).map(|number| (format!("key-{number}"), json!("aHVudGVyMg=="))).collect();
    let large = json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": { "text": "none of ours ".repeat(80_000) } });
    vec![
        ("unrelated pod", "validate", create(&unrelated_pod())),
        ("unrelated pod, update", "validate", update(&unrelated_pod(), &unrelated_pod())),
        ("kubeadm's etcd pod", "validate", create(&etcd)),
        ("kubeadm's etcd, update", "validate", update(&etcd, &etcd)),
        ("etcd pod in clear", "validate", create(&etcd_pod(requests::PLAINTEXT))),
        ("Secret of 64 values", "validate", create(&secret(Value::Object(entries)))),
        ("ConfigMap of 1 MB", "validate", create(&large)),
        ("ConfigMap of 1 MB", "parse", create(&large)),
    ]
}

/// A pod as the API server stores it, of an application.
fn unrelated_pod() -> Value {
    let container = |name: &str| {
        json!({
            "name": name, "image": format!("registry.example.org/shop/{name}:4.2.1"), "imagePullPolicy": "IfNotPresent",
            "args": ["--port=8080", "--log-level=info"], "ports": [{ "containerPort": 8080, "protocol": "TCP" }],
            "env": [{ "name": "DATABASE_URL", "valueFrom": { "secretKeyRef": { "name": "shop", "key": "url" } } },
                { "name": "GOMAXPROCS", "value": "2" }],
            "resources": { "limits": { "cpu": "500m", "memory": "256Mi" }, "requests": { "cpu": "100m", "memory": "128Mi" } },
            "livenessProbe": { "httpGet": { "path": "/healthz", "port": 8080, "scheme": "HTTP" }, "periodSeconds": 10,
                "failureThreshold": 3, "successThreshold": 1, "timeoutSeconds": 1 },
            "securityContext": { "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsNonRoot": true },
            "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
            "volumeMounts": [{ "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "name": "kube-api-access", "readOnly": true }],
        })
    };
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "name": "shop-7d4b9c-x2x9k", "generateName": "shop-7d4b9c-", "namespace": "shop",
            "uid": "0f2d9a3e-7c1b-4d7b-9a51-6d6d8b9f2a10", "creationTimestamp": "2026-11-23T10:00:00Z",
            "labels": { "app": "shop", "pod-template-hash": "7d4b9c" },
            "ownerReferences": [{ "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "shop-7d4b9c",
                "uid": "c1f0c6d2-9f5b-4a64-8a62-1d3a3b7f5a11", "controller": true, "blockOwnerDeletion": true }] },
        "spec": { "containers": [container("web"), container("worker")], "serviceAccountName": "shop",
            "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "schedulerName": "default-scheduler",
            "tolerations": [{ "key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300 }],
            "volumes": [{ "name": "kube-api-access", "projected": { "defaultMode": 420, "sources": [
                { "serviceAccountToken": { "expirationSeconds": 3607, "path": "token" } },
                { "configMap": { "name": "kube-root-ca.crt", "items": [{ "key": "ca.crt", "path": "ca.crt" }] } }] } }] },
        "status": { "phase": "Pending", "qosClass": "Burstable" },
    })
}

/// What one request took.
struct Took {
    whole: Duration,
    call: Duration,
}

fn time(policy: &Policy, function: &str, payload: &[u8]) -> Took {
    let start = Instant::now();
    let instance = policy.instance();
    let called = Instant::now();
    let answer = instance.call(function, payload);
    let call = called.elapsed();
    assert!(answer.is_ok());
    Took { whole: start.elapsed(), call }
}

fn medians(
    rounds: usize,
    policies: [(&Policy, &str); 2],
    payload: &[u8],
    part: fn(&Took) -> Duration,
) -> [Duration; 2] {
    let mut took = [Vec::with_capacity(rounds), Vec::with_capacity(rounds)];
    for _ in 0..rounds {
        for ((policy, function), took) in policies.iter().zip(&mut took) {
            took.push(part(&time(policy, function, payload)));
        }
    }
    took.map(|mut took| {
        took.sort_unstable();
        took[took.len() / 2]
    })
}

fn micros(duration: Duration) -> String {
    format!("{:>8.0}", duration.as_secs_f64() * 1e6)
}

fn ratio(ours: Duration, floor: Duration) -> String {
    format!("{:>5.2}", ours.as_secs_f64() / floor.as_secs_f64())
}
