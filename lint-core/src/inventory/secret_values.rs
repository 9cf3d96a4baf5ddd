//! Which values of a document are secret by where they stand.

use std::ops::Range;

use crate::mask;
use crate::source::{Document, LINE_BREAKS, Node, Style, Value};

/// All of a Secret's data, also where a comment, a script or a string of another object holds the Secret; what
/// is called `secret`; files of Cluster API and cloud-init that are encoded, for nobody sees what is in them;
/// and variables that are named for what they hold.
pub(crate) fn secret_values(document: &Document, found: &mut Vec<Range<usize>>) {
    let text = document.text.0.as_str();
    let in_text = mask::data_of_secrets(text);
    if document.root.is_null() {
        found.extend(in_text);
    } else {
        found.extend(in_text.into_iter().filter_map(|range| in_comment(text, range)));
    }
    if document.error.is_some() {
        mask::unreadable_values(text, found);
    }
    let mut collector = Collector { text, found };
    collector.collect(&document.root, is_secret(&document.root), false);
}

/// The part of a range within one line that is a comment.
fn in_comment(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let before = text[..range.start].rsplit(LINE_BREAKS).next().unwrap_or_default();
    if before.trim_start().starts_with('#') {
        return Some(range);
    }
    let at = text[range.clone()].find(" #")?;
    Some(range.start + at..range.end)
}

fn is_secret(node: &Node) -> bool {
    node.get("kind").and_then(Node::as_str).is_some_and(mask::is_secret_kind)
}

/// Collects the secret values of a tree.
struct Collector<'d> {
    text: &'d str,
    found: &'d mut Vec<Range<usize>>,
}

/// Where kubectl keeps what it was given, a Secret's data included.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

impl Collector<'_> {
    /// `in_keys` says that the node is an item of a list of encryption keys, in which whatever is not the
    /// name may be the key, however its field is misspelled.
    fn collect(&mut self, node: &Node, in_secret: bool, in_keys: bool) {
        self.values_of_flags(node.items());
        for item in node.items() {
            self.collect(item, in_secret || is_secret(item), in_keys);
        }
        let is_encoded =
            node.get("encoding").and_then(Node::as_str).is_some_and(|encoding| !encoding.is_empty());
        let is_variable = node.get("name").and_then(Node::as_str).is_some_and(mask::is_secret_variable);
        let is_key = in_keys && node.get("name").is_some();
        for entry in node.entries() {
            let key = entry.key.as_str();
            let is_named = mask::is_secret_name(key) && is_text_or_number(&entry.node);
            let holds = is_named
                || key == "secret" && !is_reference(&entry.node)
                || key == "chpasswd"
                || is_key && key != "name"
                || is_encoded && key == "content"
                || is_variable && key == "value"
                || in_secret && (mask::DATA.contains(&key) || key == LAST_APPLIED);
            if holds {
                self.values(&entry.node);
            } else if key == "secretGenerator" {
                self.literals(&entry.node);
            } else {
                self.collect(&entry.node, in_secret || is_secret(&entry.node), key == "keys");
            }
        }
        self.secrets_in_string(node);
    }

    /// A string may be a manifest with a Secret. In a block its lines show where the data is; else all of it counts.
    fn secrets_in_string(&mut self, node: &Node) {
        let (Some(string), Some(location)) = (node.as_str(), &node.location) else { return };
        if mask::data_of_secrets(string).is_empty() {
            return;
        }
        let written = self.text.get(location.span.clone()).unwrap_or_default();
        let in_lines = match location.style {
            Style::Literal | Style::Folded => mask::data_of_secrets(written),
            _ => Vec::new(),
        };
        if in_lines.is_empty() {
            self.values(node);
        }
        let start = location.span.start;
        self.found.extend(in_lines.into_iter().map(|range| start + range.start..start + range.end));
    }

    /// The items behind a flag that takes a secret, as in `[etcdctl, --password, …]`.
    fn values_of_flags(&mut self, items: &[Node]) {
        for pair in items.windows(2) {
            let [flag, value] = pair else { continue };
            let flag = flag.as_str().unwrap_or_default();
            let has_password = value.as_str().is_some_and(|value| value.contains(':'));
            let is_user = ["--user", "--proxy-user", "-u", "-U"].contains(&flag) && has_password;
            if is_user || flag.strip_prefix("--").is_some_and(mask::is_secret_name) {
                self.values(value);
            }
        }
    }

    /// kustomize makes Secrets of `literals`.
    fn literals(&mut self, generators: &Node) {
        for generator in generators.items() {
            for entry in generator.entries().iter().filter(|entry| entry.key == "literals") {
                self.values(&entry.node);
            }
        }
    }

    /// All scalars below a node.
    fn values(&mut self, node: &Node) {
        match &node.value {
            Value::Sequence(items) => items.iter().for_each(|item| self.values(item)),
            Value::Mapping(entries) => entries.iter().for_each(|entry| self.values(&entry.node)),
            _ => self.found.extend(node.location.as_ref().map(|location| location.span.clone())),
        }
    }
}

fn is_text_or_number(node: &Node) -> bool {
    matches!(node.value, Value::String(_) | Value::Number(_))
}

/// What names a Secret, in `contentFrom.secret` and in a volume: a name is no secret.
const REFERENCE: [&str; 7] = ["name", "key", "namespace", "secretName", "items", "defaultMode", "optional"];

fn is_reference(node: &Node) -> bool {
    let entries = node.entries();
    !entries.is_empty() && entries.iter().all(|entry| REFERENCE.contains(&entry.key.as_str()))
}
