//! Text that is a secret by its look: private keys, hashes of passwords, and what looks random.

use std::ops::Range;

/// From the end of a `-----BEGIN … PRIVATE KEY-----` line to the `-----END`, or to the end of the text.
pub(super) fn private_keys(text: &str, found: &mut Vec<Range<usize>>) {
    const MARK: &str = "PRIVATE KEY-----";
    let mut from = 0;
    while let Some(at) = text[from..].find(MARK) {
        let start = from + at + MARK.len();
        let end = text[start..].find("-----END").map_or(text.len(), |at| start + at);
        found.push(start..end);
        from = end;
    }
}

/// What follows the prefix by which age marks its private keys. Their digits are capitals all.
pub(super) fn age_keys(text: &str, found: &mut Vec<Range<usize>>) {
    const MARK: &str = "AGE-SECRET-KEY-1";
    for (at, _) in text.match_indices(MARK) {
        let start = at + MARK.len();
        let rest = &text[start..];
        found.push(start..start + rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len()));
    }
}

/// Shortest run of base64 or hexadecimal digits that is taken for key material: 12 bytes in base64.
const SHORTEST_OPAQUE: usize = 16;

/// Runs of base64 digits that look random: no file path, host name or word has their mixture.
pub(super) fn opaque_words(text: &str, found: &mut Vec<Range<usize>>) {
    let is_digit = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'_' | b'-');
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        if !is_digit(bytes[start]) {
            start += 1;
            continue;
        }
        let end = bytes[start..].iter().position(|b| !is_digit(*b)).map_or(bytes.len(), |n| start + n);
        let is_hex = bytes[start..end].iter().all(u8::is_ascii_hexdigit);
        let is_digest = is_hex && text[..start].ends_with("@sha256:");
        // Behind a backslash the first letter may be of an escape, as in `\n`, and not of the word.
        let escaped = text[..start].ends_with('\\').then(|| parts_of_word(text, start + 1..end));
        for range in parts_of_word(text, start..end).into_iter().chain(escaped.into_iter().flatten()) {
            if !is_digest && looks_random(&text[range.clone()]) {
                found.push(range);
            }
        }
        start = end;
    }
}

/// The candidates within a run of base64 digits: what stands between `=` (`--flag=value`). Those at the end
/// are padding.
fn parts_of_word(text: &str, word: Range<usize>) -> Vec<Range<usize>> {
    let body = text[word.clone()].trim_end_matches('=');
    let mut start = word.start;
    let mut parts: Vec<_> = body
        .split('=')
        .map(|part| {
            let range = start..start + part.len();
            start = range.end + 1;
            range
        })
        .collect();
    if let Some(last) = parts.last_mut() {
        last.end = word.end;
    }
    parts
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
    let is_padded = word.len() > body.len() && word.len().is_multiple_of(4);
    // Paths have as many marks as random digits may have, but neither padding nor `+`.
    let most_marks = if is_padded || body.contains(&b'+') { body.len() / 4 } else { body.len() / 8 };
    let is_mixed = upper > 0
        && lower > 0
        && marks <= most_marks
        && changes_of_class(body) * 4 >= body.len()
        && !is_camel_case(body);
    is_hex && !is_one_letter(body) || is_padded && marks <= body.len() / 8 || is_mixed
}

/// Words with capitals, as kinds are named: `KubeadmControlPlane`, also behind an abbreviation, as in
/// `RKE2ControlPlane`. Random letters hardly ever begin each word with one capital and go on in lower case.
fn is_camel_case(body: &[u8]) -> bool {
    const SHORTEST_WORD: usize = 2;
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

/// How hashes of passwords begin, as `mkpasswd` and `htpasswd` write them: who has one can guess.
const HASHES: [&str; 10] =
    ["$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$", "$apr1$", "$argon2i$", "$argon2id$"];

pub(super) fn password_hashes(text: &str, found: &mut Vec<Range<usize>>) {
    let mut done = 0;
    for (at, _) in text.match_indices('$') {
        let rest = &text[at..];
        if at < done || !HASHES.iter().any(|begin| rest.starts_with(begin)) {
            continue;
        }
        let end = rest.find([' ', '\t', '\n', '\r', '"', '\'', ':', ',']).unwrap_or(rest.len());
        done = at + end;
        found.push(at..done);
    }
}

/// `abcdef.0123456789abcdef`, with which a node joins a cluster.
pub(super) fn bootstrap_tokens(text: &str, found: &mut Vec<Range<usize>>) {
    const ID: usize = 6;
    const SECRET: usize = 16;
    let bytes = text.as_bytes();
    let is_part = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let is_escape = |at: usize| at.checked_sub(1).is_some_and(|before| bytes[before] == b'\\');
    for (dot, _) in text.match_indices('.') {
        let (Some(start), end) = (dot.checked_sub(ID), dot + 1 + SECRET) else { continue };
        let (Some(id), Some(secret)) = (bytes.get(start..dot), bytes.get(dot + 1..end)) else { continue };
        let is_whole = !start.checked_sub(1).is_some_and(|at| is_part(&bytes[at]) && !is_escape(at))
            && !bytes.get(end).is_some_and(|b| is_part(b) || *b == b'.');
        if is_whole
            && id.iter().all(is_part)
            && secret.iter().all(is_part)
            && secret.iter().any(u8::is_ascii_digit)
        {
            found.push(start..end);
        }
    }
}
