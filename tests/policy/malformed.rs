//! Payloads that are no requests: each gets an answer, with a text that repeats nothing of them.

use serde_json::json;

use super::POLICY;
use super::host::Answer;
use super::requests::{PLAINTEXT, create, etcd_pod};

#[test]
fn what_cannot_be_read_is_not_let_through() {
    let deep = format!("{{\"request\":{{\"object\":{}1{}}}}}", "[".repeat(500), "]".repeat(500));
    let rows: [&[u8]; 13] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b"{\"request\":null}",
        b"{\"request\":{\"object\":{}},\"settings\":{\"failOn\":7}}",
        b"{\"request\":{\"object\":{}},\"settings\":[]}",
        b"{\"request\":{\"kind\":7,\"object\":{}}}",
        b"{\"request\":{\"object\":{\"a\":\"\xff\"}}}",
        b"{\"request\":{\"object\":{},\"unused\":\"\xff\"}}",
        b"{\"request\":{\"object\":{}}} and more",
        deep.as_bytes(),
    ];
    for payload in rows {
        let answer = Answer::read(&POLICY.call("validate", payload));
        let shown = String::from_utf8_lossy(payload);
        assert!(!answer.accepted(), "{shown}");
        assert_eq!(answer.0["code"], 400, "{shown}");
        assert!(answer.message().starts_with("etcdlint: "), "{shown}");
        assert!(answer.message().ends_with("it was not checked"), "{shown}");
    }
}

#[test]
fn fields_of_the_request_that_nobody_needs_may_be_anything() {
    let mut request = create(&etcd_pod(PLAINTEXT));
    for field in [
        "uid",
        "name",
        "namespace",
        "resource",
        "userInfo",
        "options",
        "dryRun",
        "requestKind",
        "subResource",
    ] {
        request[field] = json!([1, { "a": null }]);
    }
    assert!(!POLICY.validate(&request, &json!({})).accepted());
    for field in ["name", "namespace", "operation", "kind", "oldObject"] {
        request.as_object_mut().unwrap().remove(field);
    }
    assert!(!POLICY.validate(&request, &json!({})).accepted());
}

#[test]
fn settings_may_be_absent() {
    for settings in ["", ",\"settings\":null", ",\"settings\":{}", ",\"settings\": { }"] {
        let payload = format!("{{\"request\":{}{settings}}}", create(&etcd_pod(PLAINTEXT)));
        assert!(!Answer::read(&POLICY.call("validate", payload.as_bytes())).accepted());
    }
}
