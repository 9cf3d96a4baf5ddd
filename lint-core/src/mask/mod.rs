//! Masking what may be a secret in text that is about to be shown.
//!
//! This is the last line of defence, so it goes by the look of the text alone and works on text
//! that no parser accepts. It prefers masking too much to showing too much.

mod commands;
mod comments;
mod context;
mod fields;
mod heredocs;
mod lines;
mod manifests;
mod names;
mod opaque;
mod unreadable;
mod urls;
mod words;

use std::ops::Range;

pub(crate) use comments::comments;
use context::Contexts;
pub(crate) use fields::is_secret_variable;
pub(crate) use heredocs::heredocs;
pub(crate) use manifests::{DATA, data_of_secrets, is_secret_kind};
pub(crate) use names::is_secret_name;
pub(crate) use unreadable::unreadable_values;
pub(crate) use words::secrets_in_words;

/// The text with every byte that may belong to a secret replaced by `*`.
/// It keeps its length in bytes and its line ends, so that positions stay true.
pub(crate) fn masked(text: &str) -> String {
    let mut found = secrets(text);
    found.extend(data_of_secrets(text));
    masked_at(text, &found)
}

/// The text with the bytes of the given ranges replaced likewise.
pub(crate) fn masked_at(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in merge(text, ranges.to_vec()) {
        out.push_str(&text[done..range.start]);
        out.extend(text[range.clone()].chars().flat_map(star));
        done = range.end;
    }
    out.push_str(&text[done..]);
    out
}

/// As many `*` as the character has bytes; line ends stay.
fn star(c: char) -> impl Iterator<Item = char> {
    let replacement = if c == '\n' || c == '\r' { c } else { '*' };
    std::iter::repeat_n(replacement, c.len_utf8())
}

/// The byte ranges of the text that may belong to a secret, in order, without overlap.
pub(crate) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    opaque::opaque_words(text, &mut found);
    // Most texts that are shown are names: nothing in them says secret.
    let has = bytes_of(text);
    if has(b'-') {
        opaque::private_keys(text, &mut found);
        opaque::age_keys(text, &mut found);
    }
    if has(b'$') {
        opaque::password_hashes(text, &mut found);
    }
    if has(b'.') {
        opaque::bootstrap_tokens(text, &mut found);
    }
    if has(b'<') && has(b'/') {
        fields::secret_elements(text, &mut found);
    }
    if has(b':') && has(b'@') {
        urls::passwords_in_urls(text, &mut found);
        urls::passwords_in_addresses(text, &mut found);
    }
    if has(b':') || has(b'=') || has(b' ') || has(b'-') {
        let contexts = Contexts::of(text);
        fields::secret_fields(text, &contexts, &mut found);
        fields::secret_variables(text, &contexts, &mut found);
        commands::secrets(text, &contexts, &mut found);
    }
    merge(text, found)
}

/// Tells which bytes a text has.
fn bytes_of(text: &str) -> impl Fn(u8) -> bool {
    let mut has = [false; 256];
    for b in text.bytes() {
        has[usize::from(b)] = true;
    }
    move |b| has[usize::from(b)]
}

/// The ranges in order, those that touch as one. What begins or ends within a character takes all of it.
pub(crate) fn merge(text: &str, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    for range in &mut ranges {
        *range = whole(text, range);
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The characters that a range of bytes has a part of.
fn whole(text: &str, range: &Range<usize>) -> Range<usize> {
    let is_boundary = |at: &usize| text.is_char_boundary(*at);
    let start = (0..=range.start.min(text.len())).rev().find(is_boundary).unwrap_or_default();
    start..(range.end..text.len()).find(is_boundary).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_secrets_and_keeps_lengths() {
        let rows = [
            ("etcdctl --user root:hunter2 x", "etcdctl --user root:******* x"),
            ("[etcdctl, '--user=root:hunter2', x]", "[etcdctl, '--user=root:*******', x]"),
            ("ETCDCTL_USER=root:hunter2", "ETCDCTL_USER=root:*******"),
            ("--user root x: y", "--user root x: y"),
            ("secret: AQEBAQEB", "secret: ********"),
            ("- {name: a, secret: hunter2, x: 1}", "- {name: a, secret: *******, x: 1}"),
            ("\"secret\": \"hunter2\"", "\"secret\": *********"),
            ("ETCDCTL_PASSWORD=hunter2", "ETCDCTL_PASSWORD=*******"),
            ("http://root:pw@10.0.0.1:2379", "http://*******@10.0.0.1:2379"),
            (
                "x q83vEjRWeJCrAImoTcoBexObEUFXQjYuamy4nCHKiiQ= y",
                "x ******************************************** y",
            ),
            ("a KqwertYasdfZxcvB", "a ****************"),
            // Random keys may have many marks.
            ("a o/+FxsJ+/CimMPMz", "a ****************"),
            ("a /Xd3k/9zqT/w1bP0K2/kqA==", "a ************************"),
            (
                "a o/+FxsJ+/CimMPMzbV3fEc4dsI/wLyG/l7X+/y5j0+0=",
                "a ********************************************",
            ),
            ("AGE-SECRET-KEY-1QQPZRY9X8", "AGE-SECRET-KEY-1*********"),
            ("a ABCDEfghIJKlmNOp", "a ****************"),
            ("--key=q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ", "--key=********************************"),
            ("a@sha256:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ", "a@sha256:********************************"),
            ("secret: é", "secret: **"),
            (
                r#""x\n9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c""#,
                r#""x\n************************************************""#,
            ),
            (r"x\nabcdef.0123456789abcdef", r"x\n***********************"),
            ("kind: Secret\ndata:\n  a: b\n\n  c: d", "kind: Secret\ndata:\n  a: *\n\n  c: *"),
            ("kind: Secret\rdata:\r  a: |\r    b\r\r  c: d", "kind: Secret\rdata:\r  a: *\r    *\r\r  c: *"),
            ("#kind: Secret\r#data:\r#  a: b\r", "#kind: Secret\r#data:\r#  a: *\r"),
            ("password:\r  hunter2\ra: b", "password:\r  *******\ra: b"),
            (r#"x {"kind":"Secret","data":{"a":"b"}}"#, "x **********************************"),
            ("-----BEGIN EC PRIVATE KEY-----\nAb\n-----END", "-----BEGIN EC PRIVATE KEY-----\n**\n-----END"),
        ];
        for (text, expected) in rows {
            assert_eq!(masked(text), expected);
            assert_eq!(masked(text).len(), text.len());
        }
    }

    #[test]
    fn a_range_within_a_character_takes_all_of_it() {
        let text = "aéb";
        for (range, expected) in [(1..2, "a**b"), (2..3, "a**b"), (1..3, "a**b"), (3..99, "aé*")] {
            assert_eq!(masked_at(text, &[range]), expected);
        }
        assert_eq!(masked_at(text, &[0..1, 0..2]), "***b");
    }

    /// Texts that would take for ever if each mark were looked at against the rest of its line.
    #[test]
    fn long_lines_take_no_longer_than_many() {
        for piece in [
            "password=\"\" ",
            "--",
            "-u ",
            "@",
            "a:",
            "://",
            "://a@",
            "login ",
            "alias set ",
            " set ",
            "base64 ",
            "kind",
            "kind: Secret ",
            "'",
            "\\\"",
            "{",
            "password: |",
            "--password \"",
            "a--",
            "$6$",
            ".",
            " password ",
            "AGE-SECRET-KEY-1",
            "password: # ",
            "password: '' # ",
            "password: & ",
            "name: password value: x ",
            "--password $(",
            "--password=",
            "--password",
            "-password ",
            "-u=",
            "-u\\\n",
            "\\\n",
            " set \\\n",
            " put a/password",
            "--from-literal=",
            "user add ",
            "--user=",
            "ETCDCTL_USER=",
            "ETCDCTL_USER: ",
            "config create ",
            "echo |--user",
            "openssl -k ",
            "\" set password",
            "<password ",
            "<password>",
            "</password",
            "password '",
            "api.telegram.org/bot",
        ] {
            let start = std::time::Instant::now();
            // Once as they are, and once in a string that does not end.
            let text = format!("'{}", piece.repeat(300_000 / piece.len()));
            for text in [&text, &text[1..]] {
                masked(text);
                data_of_secrets(text);
                secrets_in_words(&[text, text]);
                secrets_in_words(&text.split(' ').collect::<Vec<_>>());
            }
            assert!(start.elapsed().as_secs() < 30, "{piece}");
        }
    }

    #[test]
    fn leaves_what_manifests_are_made_of() {
        for text in [
            "--cert-file=/etc/kubernetes/pki/etcd/server.crt",
            "--cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "image: registry.k8s.io/etcd:3.6.5-0",
            "apiVersion: apiserver.config.k8s.io/v1",
            "kind: EncryptionConfiguration",
            "--encryption-provider-config-automatic-reload=true",
            "--initial-cluster=cp1=https://10.0.0.4:2380",
            "--initial-cluster-token=etcd-cluster-1",
            "secret: |",
            "secretName: etcd-certs",
            "kind: KubeadmControlPlane",
            "--volume=/etc/kubernetes/pki/etcd=",
            "path: /var/lib/Etcd1/Member/Snap/db",
            "v1.31.4+rke2r1",
            "kind: KubeadmControlPlaneTemplate",
            "kind: RKE2ControlPlaneTemplate",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
