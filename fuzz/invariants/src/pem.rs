//! Certificates and keys: in PEM and in DER, as files, in Secrets and in ConfigMaps.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use etcdlint_core::linter::Linter;
use etcdlint_core::source::Node;
use serde_json::json;

use crate::leaks::Secrets;
use crate::report::{self, Outcome};

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
    let (keys, rest) = keys_and_rest(&text);
    let secrets = Secrets::beside(keys, &rest);
    let linter = report::text("pki/etcd/server.crt", &text, report::settings(data));
    Outcome::of(linter, Some(&text), &secrets);

    let secret = json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "etcd-certs" },
        "type": "kubernetes.io/tls", "data": { "tls.crt": STANDARD.encode(&text), "tls.key": STANDARD.encode(data) } });
    let map = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "etcd-certs" },
        "data": { "ca.crt": text } });
    let mut linter = Linter::new(report::settings(data));
    linter.add_object(report::input("secret"), Node::from(&secret));
    linter.add_object(report::input("map"), Node::from(&map));
    Outcome::of(linter, None, &secrets);
}

/// The lines of private keys, and all others. A key that stands elsewhere too is none.
fn keys_and_rest(text: &str) -> (Vec<&str>, String) {
    let (mut keys, mut rest, mut is_key) = (Vec::new(), String::new(), false);
    for line in text.lines() {
        if line.contains("-----BEGIN ") || line.contains("-----END ") {
            is_key = line.contains("-----BEGIN ") && line.ends_with("PRIVATE KEY-----");
        }
        if is_key && looks_like_key(line) {
            keys.push(line);
        } else {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    (keys, rest)
}

/// Base64 that says something: a line of one letter comes about by chance.
fn looks_like_key(line: &str) -> bool {
    const FEWEST_LETTERS: usize = 12;
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    line.bytes().all(is_digit) && line.bytes().collect::<BTreeSet<_>>().len() >= FEWEST_LETTERS
}

/// The first byte chooses what the others are said to be.
fn wrapped(data: &[u8]) -> String {
    let Some((first, der)) = data.split_first() else { return String::new() };
    let label = LABELS[usize::from(*first) % LABELS.len()];
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}
