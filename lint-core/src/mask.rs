//! Masking what may be a secret in text that is about to be shown.
//!
//! This is the last line of defence, so it goes by the look of the text alone and works on text
//! that no parser accepts. It prefers masking too much to showing too much.

use std::ops::Range;

/// The text with every byte that may belong to a secret replaced by `*`.
/// It keeps its length in bytes and its line ends, so that positions stay true.
pub(crate) fn masked(text: &str) -> String {
    masked_at(text, &secrets(text))
}

/// The text with the bytes of the given ranges replaced likewise.
pub(crate) fn masked_at(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = text.to_owned();
    for range in ranges {
        let Some(secret) = text.get(range.clone()) else { continue };
        let stars: String = secret.chars().flat_map(star).collect();
        out.replace_range(range.clone(), &stars);
    }
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
    private_keys(text, &mut found);
    secret_fields(text, &mut found);
    secret_flags(text, &mut found);
    passwords_in_urls(text, &mut found);
    passwords_of_users(text, &mut found);
    opaque_words(text, &mut found);
    merge(found)
}

/// The ranges in order, those that touch as one.
pub(crate) fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
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

/// From the end of a `-----BEGIN … PRIVATE KEY-----` line to the `-----END`, or to the end of the text.
fn private_keys(text: &str, found: &mut Vec<Range<usize>>) {
    const MARK: &str = "PRIVATE KEY-----";
    let mut from = 0;
    while let Some(at) = text[from..].find(MARK) {
        let start = from + at + MARK.len();
        let end = text[start..].find("-----END").map_or(text.len(), |at| start + at);
        found.push(start..end);
        from = end;
    }
}

/// Names whose value is a secret wherever they stand, compared without case, `-` and `_`.
const SECRET_NAMES: [&str; 11] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "token",
    "secretkey",
    "secretaccesskey",
    "privatekey",
    "accesskey",
    "accountkey",
    "storagekey",
];

/// The rest of the line after `secret:`, `"password": `, `ETCDCTL_PASSWORD=` and their like,
/// up to what ends a flow mapping.
fn secret_fields(text: &str, found: &mut Vec<Range<usize>>) {
    for (at, c) in text.char_indices() {
        if c != ':' && c != '=' {
            continue;
        }
        let name = word_before(&text[..at]);
        if !is_secret_name(name) {
            continue;
        }
        let after = &text[at + 1..];
        let line = after.find(['\n', '\r']).unwrap_or(after.len());
        let value = &after[..line];
        let end = value.find(['}', ',']).unwrap_or(value.len());
        let blanks = value.len() - value.trim_start().len();
        if blanks < end && !value[blanks..end].starts_with(['|', '>', '{', '[', '&', '#']) {
            found.push(at + 1 + blanks..at + 1 + end);
        }
    }
}

/// The word after `--password ` and its like.
fn secret_flags(text: &str, found: &mut Vec<Range<usize>>) {
    for (at, mark) in text.match_indices("--") {
        let start = at + mark.len();
        let rest = &text[start..];
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
        let after = &rest[length..];
        let value = after.trim_start_matches([' ', '\t']);
        if value.len() == after.len() || !is_secret_name(&rest[..length]) {
            continue;
        }
        let end = value.find([' ', '\n', '\r', ',', ']', '}']).unwrap_or(value.len());
        let start = start + rest.len() - value.len();
        found.push(start..start + end);
    }
}

/// The name that stands just before a `:` or `=`, without its quotes.
fn word_before(text: &str) -> &str {
    let text = text.trim_end_matches(['"', '\'', ' ', '\\']);
    let start = text
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '.'))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

/// Whether what this name stands for is a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let plain: String =
        name.chars().filter(|c| *c != '-' && *c != '_').map(|c| c.to_ascii_lowercase()).collect();
    SECRET_NAMES.iter().any(|secret| plain == *secret || (secret.len() > 6 && plain.ends_with(secret)))
        || plain.ends_with("token") && !plain.ends_with("clustertoken")
}

/// `user:password@` in a URL.
fn passwords_in_urls(text: &str, found: &mut Vec<Range<usize>>) {
    for (at, mark) in text.match_indices("://") {
        let start = at + mark.len();
        let rest = &text[start..];
        let end = rest.find(['/', ' ', '\n', '"', '\'', ',', '?', '#']).unwrap_or(rest.len());
        if let Some(at_sign) = rest[..end].rfind('@') {
            found.push(start..start + at_sign);
        }
    }
}

/// The password in `--user root:password` and `ETCDCTL_USER=root:password`, up to a quote or blank.
fn passwords_of_users(text: &str, found: &mut Vec<Range<usize>>) {
    for mark in ["--user", "ETCDCTL_USER"] {
        for (at, _) in text.match_indices(mark) {
            let start = at + mark.len();
            let rest = &text[start..];
            let value = rest.trim_start_matches(['=', ' ', '"', '\'', ',']);
            let start = start + rest.len() - value.len();
            let value = value.split([' ', '"', '\'', '\n', '\r', ',', ']', '}']).next().unwrap_or_default();
            if let Some(colon) = value.find(':') {
                found.push(start + colon + 1..start + value.len());
            }
        }
    }
}

/// Shortest run of base64 or hexadecimal digits that is taken for key material: 12 bytes in base64.
const SHORTEST_OPAQUE: usize = 16;

/// Runs of base64 digits that look random: no file path, host name or word has their mixture.
fn opaque_words(text: &str, found: &mut Vec<Range<usize>>) {
    let is_digit = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'_' | b'-');
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        if !is_digit(bytes[start]) {
            start += 1;
            continue;
        }
        let end = bytes[start..].iter().position(|b| !is_digit(*b)).map_or(bytes.len(), |n| start + n);
        for range in parts_of_word(text, start..end) {
            if looks_random(&text[range.clone()]) {
                found.push(range);
            }
        }
        start = end;
    }
}

/// The candidates within a run of base64 digits: all of it, and what follows a `=` (`--flag=value`).
fn parts_of_word(text: &str, word: Range<usize>) -> Vec<Range<usize>> {
    let body = text[word.clone()].trim_end_matches('=');
    match body.find('=') {
        Some(at) => vec![word.start..word.start + at, word.start + at + 1..word.end],
        None => vec![word],
    }
}

fn looks_random(word: &str) -> bool {
    let body = word.trim_end_matches('=').as_bytes();
    if body.len() < SHORTEST_OPAQUE {
        return false;
    }
    let count = |is: fn(&u8) -> bool| body.iter().filter(|b| is(b)).count();
    let (upper, lower, digits) =
        (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase), count(u8::is_ascii_digit));
    let marks = body.len() - upper - lower - digits;
    let is_hex = marks == 0 && body.iter().all(u8::is_ascii_hexdigit) && body.len() >= 32;
    let padded = word.len() > body.len() && marks * 8 <= body.len();
    let mixed = upper > 0
        && lower > 0
        && marks * 8 <= body.len()
        && changes_of_class(body) * 4 >= body.len()
        && !is_camel_case(body);
    is_hex && !is_one_letter(body) || padded && word.len().is_multiple_of(4) || mixed
}

/// Words with capitals, as kinds are named: `KubeadmControlPlane`, also behind an abbreviation, as in
/// `RKE2ControlPlane`. Random letters hardly ever begin each word with one capital and go on in lower case.
fn is_camel_case(body: &[u8]) -> bool {
    const SHORTEST_WORD: usize = 3;
    const LONGEST_ABBREVIATION: usize = 4;
    let is_abbreviated = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let before_word = body.iter().take_while(|b| is_abbreviated(b)).count().saturating_sub(1);
    let (abbreviation, words) = body.split_at(before_word);
    let mut words = words.chunk_by(|_, next| next.is_ascii_lowercase());
    abbreviation.len() <= LONGEST_ABBREVIATION
        && words.all(|word| {
            word.len() >= SHORTEST_WORD
                && word[1..].iter().all(u8::is_ascii_lowercase)
                && word[0].is_ascii_alphabetic()
        })
}

/// `0000…` is no digest.
fn is_one_letter(body: &[u8]) -> bool {
    body.windows(2).all(|pair| pair[0] == pair[1])
}

/// How often upper case, lower case, digits and marks take turns: often in random text, seldom in names.
fn changes_of_class(body: &[u8]) -> usize {
    let class = |b: u8| match b {
        b'A'..=b'Z' => 0,
        b'a'..=b'z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    body.windows(2).filter(|pair| class(pair[0]) != class(pair[1])).count()
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
                "x q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA= y",
                "x ******************************************** y",
            ),
            ("a KqwertYasdfZxcvB", "a ****************"),
            ("a ABCDEfghIJKlmNOp", "a ****************"),
            ("--key=q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ", "--key=********************************"),
            ("secret: é", "secret: **"),
            ("-----BEGIN EC PRIVATE KEY-----\nAb\n-----END", "-----BEGIN EC PRIVATE KEY-----\n**\n-----END"),
        ];
        for (text, expected) in rows {
            assert_eq!(masked(text), expected);
            assert_eq!(masked(text).len(), text.len());
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
            "kind: KubeadmControlPlaneTemplate",
            "kind: RKE2ControlPlaneTemplate",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
