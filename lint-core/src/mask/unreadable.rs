//! Values of a document that cannot be read: only its lines say what may be secret.

use std::ops::Range;

use super::is_secret_name;
use super::lines::lines;
use super::manifests::may_be_secret;

/// The fields of a Secret that hold no data.
const PUBLIC_FIELDS: [&str; 5] = ["apiVersion", "kind", "name", "namespace", "type"];

/// The rest of each line behind a key that names a secret, and the lines without a key that follow. In what may
/// be a Secret, and in a list of encryption keys, any key may do so, for there names are free or misspelled. What begins
/// the private key that a line ends may stand in the document before.
pub(crate) fn unreadable_values(text: &str, found: &mut Vec<Range<usize>>) {
    let may_be_secret = may_be_secret(text);
    let mut is_value_secret = may_be_secret;
    let mut keys: Option<usize> = None;
    for line in lines(text) {
        let range = line.range();
        let mut value = range.start;
        if let Some((name, at)) = line.key() {
            value += at;
            if keys.is_some_and(|keys| line.column < keys) {
                keys = None;
            }
            let may_be_data = (may_be_secret || keys.is_some()) && !PUBLIC_FIELDS.contains(&name);
            is_value_secret = may_be_data || is_secret_name(name);
            if name == "keys" {
                keys = Some(line.column);
            }
        }
        if is_value_secret && !line.is_mark() && !line.is_comment || may_end_key(text[range.clone()].trim()) {
            found.push(value..range.end);
        }
    }
}

/// Whether a line is nothing but base64, of which no word is made: its last line may be too short to look random.
fn may_end_key(line: &str) -> bool {
    const SHORTEST: usize = 12;
    const FEWEST_CHANGES: usize = 4;
    let kind = |byte: u8| (byte.is_ascii_uppercase(), byte.is_ascii_lowercase());
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let changes = line.as_bytes().windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count();
    line.len() >= SHORTEST && line.bytes().all(is_digit) && changes >= FEWEST_CHANGES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_keys() {
        let table = [
            ("Mt7fy4IKb0hcRe", true),
            ("XqZ+w/kT0aQ=", true),
            ("EncryptionConfiguration", false),
            ("kube-apiserver", false),
            ("Mt7fy4IKb0h", false),
        ];
        for (line, expected) in table {
            assert_eq!(may_end_key(line), expected, "{line}");
        }
    }
}
