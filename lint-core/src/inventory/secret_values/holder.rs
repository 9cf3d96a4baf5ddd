//! Which keys of a mapping hold secrets.

use crate::mask;
use crate::source::{Node, Value};

/// Where kubectl keeps what it was given, a Secret's data included.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What is known of a mapping when its values are looked at.
pub(super) struct Holder {
    /// It stands in a Secret.
    pub(super) in_secret: bool,
    /// It is one of a list of encryption keys.
    is_key: bool,
    /// Its content is a file that is encoded.
    is_encoded: bool,
    /// Its value is that of a variable, or of a field that a patch sets, which is named for a secret.
    is_variable: bool,
}

impl Holder {
    pub(super) fn of(node: &Node, in_secret: bool, in_keys: bool) -> Holder {
        let is = |field, test| has_text(node, field, test);
        Holder {
            in_secret,
            is_key: in_keys && node.get("name").is_some(),
            is_encoded: is("encoding", |encoding| !encoding.is_empty()),
            is_variable: is("name", mask::is_secret_variable)
                || is("key", mask::is_secret_variable)
                || is("path", is_path_of_secret),
        }
    }

    pub(super) fn holds_secret(&self, key: &str, value: &Node) -> bool {
        mask::is_secret_variable(key) && (is_text_or_number(value) || is_collection_of_values(value))
            || key == "secret" && !is_reference(value)
            || key == "chpasswd"
            || key == "stringData"
            || self.is_key && key != "name"
            || self.is_encoded && key == "content"
            || self.is_variable && key == "value"
            || self.in_secret && (mask::DATA.contains(&key) || key == LAST_APPLIED)
    }
}

/// Whether a field is a text of which something is true.
pub(super) fn has_text(node: &Node, field: &str, test: fn(&str) -> bool) -> bool {
    node.get(field).and_then(Node::as_str).is_some_and(test)
}

/// Where a JSON patch writes to: into a Secret, or to a field that is named for one.
fn is_path_of_secret(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("/data/") || path.starts_with("/stringData/") || mask::is_secret_name(name)
}

/// Several secrets, or a field that is called `value` as the secret might be itself.
fn is_collection_of_values(node: &Node) -> bool {
    let items = node.items();
    !items.is_empty() && items.iter().all(is_text_or_number)
        || node.get("value").is_some_and(is_text_or_number)
}

pub(super) fn is_text_or_number(node: &Node) -> bool {
    matches!(node.value, Value::String(_) | Value::Number(_))
}

/// What names a Secret, in `contentFrom.secret` and in a volume: a name is no secret.
const REFERENCE: [&str; 7] = ["name", "key", "namespace", "secretName", "items", "defaultMode", "optional"];

fn is_reference(node: &Node) -> bool {
    let entries = node.entries();
    !entries.is_empty() && entries.iter().all(|entry| REFERENCE.contains(&entry.key.as_str()))
}
