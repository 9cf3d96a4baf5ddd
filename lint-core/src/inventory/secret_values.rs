//! Which values of a document are secret by where they stand.

use std::ops::Range;

use crate::mask;
use crate::source::{Document, LINE_BREAKS, Node, Value};

/// All of a Secret's data, also where a comment, a script or a string of another object holds the Secret; what
/// is called `secret`; files of Cluster API and cloud-init that are encoded, for nobody sees what is in them;
/// and variables that are named for what they hold.
pub(crate) fn secret_values(document: &Document, found: &mut Vec<Range<usize>>) {
    let text = document.text.0.as_str();
    let in_text = mask::data_of_secrets(text);
    // A script may be read as one string.
    if document.root.entries().is_empty() && document.root.items().is_empty() {
        found.extend(in_text);
    } else {
        found.extend(in_text.into_iter().filter_map(|range| in_comment(text, range)));
    }
    if document.error.is_some() {
        mask::unreadable_values(text, found);
    }
    let mut collector = Collector { document, found };
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
    document: &'d Document,
    found: &'d mut Vec<Range<usize>>,
}

/// The fields of a container that make one command.
const COMMAND: [&str; 2] = ["command", "args"];

/// Where kubectl keeps what it was given, a Secret's data included.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

impl Collector<'_> {
    /// `in_keys` says that the node is an item of a list of encryption keys, in which whatever is not the
    /// name may be the key, however its field is misspelled.
    fn collect(&mut self, node: &Node, in_secret: bool, in_keys: bool) {
        self.secrets_in_words(node.items().iter());
        self.secrets_in_words(COMMAND.iter().filter_map(|field| node.get(field)).flat_map(Node::items));
        for item in node.items() {
            self.collect(item, in_secret || is_secret(item), in_keys);
        }
        let is_encoded =
            node.get("encoding").and_then(Node::as_str).is_some_and(|encoding| !encoding.is_empty());
        let is_variable = node.get("name").and_then(Node::as_str).is_some_and(mask::is_secret_variable);
        let is_key = in_keys && node.get("name").is_some();
        for entry in node.entries() {
            let key = entry.key.as_str();
            let is_named = mask::is_secret_variable(key) && is_text_or_number(&entry.node);
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

    /// A string may be a script, or a manifest with a Secret. It is looked at as those who read it see it: without
    /// the escapes and the folded lines of YAML.
    fn secrets_in_string(&mut self, node: &Node) {
        let Some(string) = node.as_str() else { return };
        let mut secrets = mask::data_of_secrets(string);
        if self.written(node) != string {
            secrets.extend(mask::secrets(string));
        }
        if secrets.is_empty() {
            return;
        }
        match self.document.offsets_of(node) {
            Some(offsets) => {
                self.found.extend(secrets.into_iter().filter_map(|secret| offsets.range(secret)))
            }
            None => self.values(node),
        }
    }

    /// The items of a command, as in `[etcdctl, --password, …]`.
    fn secrets_in_words<'n>(&mut self, items: impl Iterator<Item = &'n Node>) {
        let items: Vec<&Node> = items.collect();
        let words: Vec<&str> = items.iter().map(|item| item.as_str().unwrap_or(self.written(item))).collect();
        for (index, secret) in mask::secrets_in_words(&words) {
            let Some(item) = items.get(index) else { continue };
            match self.document.range_in_string(item, secret) {
                Some(range) => self.found.push(range),
                None => self.values(item),
            }
        }
    }

    /// A scalar as it is written.
    fn written(&self, node: &Node) -> &str {
        let span = node.location.as_ref().map(|location| location.span.clone()).unwrap_or_default();
        match &node.value {
            Value::Sequence(_) | Value::Mapping(_) => "",
            _ => self.document.text.0.get(span).unwrap_or_default(),
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
