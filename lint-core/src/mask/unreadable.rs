//! Values of a document that cannot be read: only its lines say what may be secret.

use std::ops::Range;

use super::is_secret_name;
use super::lines::lines;
use super::manifests::may_be_secret;

/// The fields of a Secret that hold no data.
const PUBLIC_FIELDS: [&str; 5] = ["apiVersion", "kind", "name", "namespace", "type"];

/// The rest of each line behind a key that names a secret, and the lines without a key that follow. In what may
/// be a Secret, and in a list of encryption keys, any key may do so, for there names are free or misspelled.
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
        if is_value_secret && !line.is_mark() && !line.is_comment {
            found.push(value..range.end);
        }
    }
}
