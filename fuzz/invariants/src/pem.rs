//! Certificates and keys: in PEM and in DER, as files, in Secrets and in ConfigMaps.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use etcdlint_core::linter::Linter;
use etcdlint_core::source::Node;
use serde_json::json;

use crate::report;

/// What DER may say that it is.
const LABELS: [&str; 6] = [
    "CERTIFICATE",
    "PRIVATE KEY",
    "EC PRIVATE KEY",
    "RSA PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "TRUSTED CERTIFICATE",
];

/// Lints PEM, or DER wrapped in it, wherever it may stand.
pub fn check(data: &[u8]) {
    let text = match str::from_utf8(data) {
        Ok(text) if text.contains("-----BEGIN") => text.to_owned(),
        _ => wrapped(data),
    };
    let mut linter = Linter::new(report::settings(data));
    linter.add_text(report::input("pki/etcd/server.crt"), &text);
    report::check(&linter.finish(), Some(&text));

    let secret = json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "etcd-certs" },
        "type": "kubernetes.io/tls", "data": { "tls.crt": STANDARD.encode(&text), "tls.key": STANDARD.encode(data) } });
    let map = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "etcd-certs" },
        "data": { "ca.crt": text } });
    let mut linter = Linter::new(report::settings(data));
    linter.add_object(report::input("secret"), Node::from(&secret));
    linter.add_object(report::input("map"), Node::from(&map));
    report::check(&linter.finish(), None);
}

/// The first byte chooses what the others are said to be.
fn wrapped(data: &[u8]) -> String {
    let Some((first, der)) = data.split_first() else { return String::new() };
    let label = LABELS[usize::from(*first) % LABELS.len()];
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}
