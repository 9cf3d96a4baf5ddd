//! Admission requests, in the shapes in which they come.

use serde_json::{Value, json};

/// A request to create an object, as the API server sends it.
pub(crate) fn create(object: &Value) -> Value {
    request("CREATE", object, &Value::Null)
}

/// A request to put an object in the place of an old one.
pub(crate) fn update(object: &Value, old: &Value) -> Value {
    request("UPDATE", object, old)
}

/// The same object as the audit scanner asks about it: the resource is the kind, and nobody asks.
pub(crate) fn audit(object: &Value) -> Value {
    let mut request = create(object);
    request["resource"]["resource"] = request["kind"]["kind"].clone();
    request["userInfo"] = json!({});
    for absent in ["requestResource", "dryRun"] {
        request.as_object_mut().expect("a request is an object").remove(absent);
    }
    request
}

fn request(operation: &str, object: &Value, old: &Value) -> Value {
    let api_version = object["apiVersion"].as_str().unwrap_or_default();
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let kind = object["kind"].as_str().unwrap_or_default();
    let resource =
        json!({ "group": group, "version": version, "resource": format!("{}s", kind.to_lowercase()) });
    let kind = json!({ "group": group, "version": version, "kind": kind });
    json!({
        "uid": "1299d386-525b-4032-98ae-1949f69f9cfc",
        "kind": kind, "requestKind": kind, "resource": resource, "requestResource": resource,
        "name": object["metadata"]["name"].as_str().unwrap_or_default(),
        "namespace": object["metadata"]["namespace"].as_str().unwrap_or_default(),
        "operation": operation,
        "userInfo": { "username": "kubernetes-admin", "groups": ["system:masters", "system:authenticated"] },
        "object": object, "oldObject": old, "dryRun": false, "options": null,
    })
}

/// An etcd pod with one error (ETCD103: http URLs) among others.
pub(crate) fn etcd_pod(command: &[&str]) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "etcd", "namespace": "infra" },
        "spec": { "containers": [{
            "name": "etcd", "image": "registry.k8s.io/etcd:3.6.14-0", "command": command,
            "volumeMounts": [{ "name": "data", "mountPath": "/var/lib/etcd" }],
        }], "volumes": [{ "name": "data", "hostPath": { "path": "/var/lib/etcd" } }] },
    })
}

/// The command of an etcd that speaks to anybody, in clear.
pub(crate) const PLAINTEXT: &[&str] = &[
    "etcd",
    "--name=a",
    "--data-dir=/var/lib/etcd",
    "--listen-client-urls=http://10.0.0.4:2379",
    "--advertise-client-urls=http://10.0.0.4:2379",
];

/// A Secret of Opaque type with these values.
pub(crate) fn secret(data: Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s", "namespace": "infra" }, "data": data })
}
