//! A text as its owner may give it away: what is or may be secret replaced, everything else as it was.
//!
//! Unlike the excerpts of a report, which show `*`, the result is meant to be read again: a
//! placeholder keeps the length, the lines, the quotes and the padding of what it replaces, so the
//! text stays the document that it was.

use std::ops::Range;

use crate::inventory::{Input, Inventory, secret_values};
use crate::mask;
use crate::source::{self, flattened};

/// A text with placeholders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shareable {
    /// The text. It has as many bytes as the one it was made of, unless a secret had characters
    /// beyond ASCII.
    pub text: String,
    /// The bytes of `text` that are placeholders.
    pub placeholders: Vec<Range<usize>>,
}

/// Replaces what is or may be secret in a text of documents, a script, or a file of certificates:
/// encryption keys, all data of Secrets, PEM, passwords, and whatever looks random.
pub fn shareable(name: &str, text: &str) -> Shareable {
    let mut secrets = mask::secrets(text);
    secrets.extend(pem_bodies(text));
    secrets.extend(in_documents(text));
    secrets.extend(in_carried_files(name, text));
    replaced(text, mask::merge(secrets))
}

fn replaced(text: &str, secrets: Vec<Range<usize>>) -> Shareable {
    let mut out = Shareable::default();
    let mut done = 0;
    for range in secrets {
        let (Some(before), Some(secret)) = (text.get(done..range.start), text.get(range.clone())) else {
            continue;
        };
        out.text.push_str(before);
        let start = out.text.len();
        out.text.push_str(&placeholder(secret));
        out.placeholders.push(start..out.text.len());
        done = range.end;
    }
    out.text.push_str(&text[done..]);
    out
}

/// What a placeholder is made of. A key of nothing but `x` is reported as a placeholder.
const FILLER: char = 'x';

fn placeholder(secret: &str) -> String {
    let (kept_before, body, kept_after) = frame(secret);
    let body: String = body.chars().map(|c| if c.is_whitespace() { c } else { FILLER }).collect();
    format!("{kept_before}{body}{kept_after}")
}

/// What must stay so that YAML reads the value as it did: quotes, the header of a block, and the
/// padding of base64.
fn frame(secret: &str) -> (&str, &str, &str) {
    for quote in ['"', '\''] {
        let body = secret.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if let Some(body) = body {
            return (&secret[..1], body, &secret[..1]);
        }
    }
    let header = match secret.find('\n') {
        Some(end) if secret.starts_with(['|', '>']) => end,
        _ => 0,
    };
    let padding = secret.trim_end_matches('=').len().max(header);
    (&secret[..header], &secret[header..padding], &secret[padding..])
}

/// From the end of each `-----BEGIN …-----` to the `-----END`, or to the end of the text. Certificates
/// are no secret, but name what a company would not publish.
fn pem_bodies(text: &str) -> Vec<Range<usize>> {
    const BEGIN: &str = "-----BEGIN ";
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(BEGIN) {
        let label = from + at + BEGIN.len();
        let start = text[label..].find("-----").map_or(text.len(), |at| label + at + 5);
        let end = text[start..].find("-----END").map_or(text.len(), |at| start + at);
        found.push(start..end);
        from = end;
    }
    found
}

/// Values that are secret by where they stand in any document, also in those that no rule looks at.
fn in_documents(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for document in source::documents(text) {
        let document = flattened::restored(&document).unwrap_or(document);
        let offset = document.offset;
        let mut secrets = Vec::new();
        if document.error.is_some() {
            values_of_lines(&document.text.0, &mut secrets);
        }
        secret_values(&document, &mut secrets);
        found.extend(secrets.into_iter().map(|range| offset + range.start..offset + range.end));
    }
    found
}

/// The fields of a Secret that hold no data.
const PUBLIC_FIELDS: [&str; 5] = ["apiVersion", "kind", "name", "namespace", "type"];

/// In a document that cannot be read: the rest of each line behind a key that names a secret, and the
/// lines without a key that follow. In one that may be a Secret, any key does, for its data has any names.
fn values_of_lines(text: &str, found: &mut Vec<Range<usize>>) {
    let may_be_secret = text.contains("Secret");
    let mut is_value_secret = may_be_secret;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let is_mark = content.starts_with("---") || content.trim_start().starts_with('#');
        let (name, value) = content.split_once(':').unwrap_or(("", content));
        let name = name.trim_matches([' ', '-', '"', '\'', '{']);
        if !name.is_empty() {
            let may_be_data = may_be_secret && !PUBLIC_FIELDS.contains(&name);
            is_value_secret = may_be_data || mask::is_secret_name(name);
        }
        if is_value_secret && !is_mark {
            found.push(start + content.len() - value.trim_start().len()..start + content.len());
        }
        start += line.len();
    }
}

/// Secrets in files that other documents carry as they are: an EncryptionConfiguration in a ConfigMap.
fn in_carried_files(name: &str, text: &str) -> Vec<Range<usize>> {
    let mut inventory = Inventory::default();
    inventory.add_text(Input { name: name.to_owned(), ..Input::default() }, text);
    let outermost = inventory.documents.iter().filter(|held| held.carried.is_none());
    outermost
        .flat_map(|held| {
            let offset = held.document.offset;
            let secrets = inventory.secrets_in(held.id).into_iter();
            secrets.map(move |range| offset + range.start..offset + range.end)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZMDE=";

    #[test]
    fn placeholders_keep_the_shape() {
        let rows = [
            ("secret: aGVsbG8=", "secret: xxxxxxx="),
            ("secret: \"hunter2\"", "secret: \"xxxxxxx\""),
            ("- {name: a, secret: 'hunter2', x: 1}", "- {name: a, secret: 'xxxxxxx', x: 1}"),
            ("keys: [{name: a, secert: hunter2}]", "keys: [{name: a, secert: xxxxxxx}]"),
            ("kind: Secret\ndata: {a: YQ==, b: YWI=}", "kind: Secret\ndata: {a: xx==, b: xxx=}"),
            (
                "kind: Secret\nstringData:\n  a: |\n    b c\n  d: e\n",
                "kind: Secret\nstringData:\n  a: |\n    x x\n  d: x\n",
            ),
            ("kind: Secret\ndata: {a: YQ==", "kind: Secret\ndata: xxx xx=="),
            ("secret: [a b\nc: d", "secret: xx x\nc: d"),
            ("secret: [a,\n  b\n# c\nd: e", "secret: xxx\n  x\n# c\nd: e"),
            ("command: [etcdctl, --password, hunter2]", "command: [etcdctl, --password, xxxxxxx]"),
            ("args:\n- --user\n- root:hunter2\n", "args:\n- --user\n- xxxxxxxxxxxx\n"),
            ("etcdctl --password hunter2 get /", "etcdctl --password xxxxxxx get /"),
            ("kubeadm join --token abcdef.0123 x", "kubeadm join --token xxxxxxxxxxx x"),
            ("password: |\n  hunter2\nname: b\n", "password: |\n  xxxxxxx\nname: b\n"),
            ("password:\n  hunter2\nname: b\n", "password:\n  xxxxxxx\nname: b\n"),
            ("password: 'hun,ter2'", "password: 'xxxxxxxx'"),
            ("--listen-client-urls http://a", "--listen-client-urls http://a"),
            ("http://root:pw@10.0.0.1:2379", "http://xxxxxxx@10.0.0.1:2379"),
            (
                "-----BEGIN CERTIFICATE-----\nAb\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n",
            ),
            ("kind: Pod\nname: secret-reader\n", "kind: Pod\nname: secret-reader\n"),
        ];
        for (text, expected) in rows {
            assert_eq!(shareable("x.yaml", text).text, expected);
        }
    }

    #[test]
    fn placeholders_are_where_they_are_said_to_be() {
        let shared = shareable("x.yaml", "a: é\nsecret: ünter2\nb: é\n");
        assert_eq!(shared.text, "a: é\nsecret: xxxxxx\nb: é\n");
        let shown: Vec<_> = shared.placeholders.iter().map(|range| &shared.text[range.clone()]).collect();
        assert_eq!(shown, ["xxxxxx"]);
    }

    #[test]
    fn no_key_is_left_wherever_it_stands() {
        let encoded = {
            use base64::Engine;
            base64::engine::general_purpose::STANDARD.encode(KEY)
        };
        let config = format!(
            "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources:\n- resources: \
             [secrets]\n  providers:\n  - aescbc: {{keys: [{{name: a, secret: {KEY}}}]}}\n"
        );
        let indented = config.replace('\n', "\n    ");
        let texts = [
            config.clone(),
            config.replace("  ", ""),
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  enc.yaml: |\n    {indented}\n"
            ),
            format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata:\n  enc.yaml: {encoded}\n"),
            format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: a\ndata:\n  enc.yaml: {encoded}\n"),
            format!("#!/bin/sh\nETCDCTL_PASSWORD={KEY} etcdctl snapshot save x\n"),
            format!("[unclosed\nsecret: {KEY}"),
        ];
        for text in texts {
            let text = text.as_str();
            let shared = shareable("x.yaml", text);
            assert!(!shared.text.contains("Q0FO") && !shared.text.contains(&encoded[..8]), "{text}");
            let plain = text.replace(KEY, "hunter2");
            assert!(!shareable("x.yaml", &plain).text.contains("hunter2"), "{plain}");
            assert_eq!(shared.text.len(), text.len());
            assert_eq!(shared.text.lines().count(), text.lines().count());
        }
    }

    #[test]
    fn what_was_understood_stays_understood() {
        let text = include_str!("../../tests/corpus/course/encryption-config.yaml");
        let read = |text: &str| crate::linter::lint("x.yaml", text, crate::settings::Settings::default());
        let shared = shareable("x.yaml", text);
        assert_ne!(shared.text, text);
        assert_eq!(read(&shared.text).summary.subjects, read(text).summary.subjects);
    }
}
