//! Which values of a document are secret by where they stand.

mod holder;
mod strings;

use std::ops::Range;

use self::holder::{Holder, has_text, is_text_or_number};
use crate::mask;
use crate::source::{Document, Entry, LINE_BREAKS, Node, Value};

/// All of a Secret's data, also where a comment, a script or a string of another object holds the Secret; what
/// is called `secret`; files of Cluster API and cloud-init that are encoded, for nobody sees what is in them;
/// and variables that are named for what they hold.
pub(crate) fn secret_values(document: &Document, found: &mut Vec<Range<usize>>) {
    let text = document.text.0.as_str();
    let in_text = mask::data_of_secrets(text);
    if is_text(document) {
        found.extend(in_text);
    } else {
        found.extend(in_text.into_iter().filter_map(|range| in_comment(text, range)));
    }
    if document.error.is_some() {
        mask::unreadable_values(text, found);
    }
    let mut collector = Collector { document, found, depth: 0, in_keys: false };
    collector.collect_document();
}

/// Whether there are only lines to go by: a script may be read as one string.
fn is_text(document: &Document) -> bool {
    document.root.entries().is_empty() && document.root.items().is_empty()
}

/// The part of a range within one line that is a comment.
fn in_comment(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let before = text[..range.start].rsplit(LINE_BREAKS).next().unwrap_or_default();
    if before.trim_start().starts_with('#') {
        return Some(range);
    }
    let line = &text[..range.end];
    let mut marks = text[range.clone()].match_indices('#').map(|(at, _)| range.start + at);
    let start = marks.find(|at| line[..*at].ends_with([' ', '\t']))?;
    Some(start + 1..range.end)
}

/// Whether an object is a Secret, or may be meant for one.
fn is_secret(node: &Node) -> bool {
    has_text(node, "kind", mask::is_secret_kind) || has_text(node, "type", |name| name == "Opaque")
}

/// Collects the secret values of a tree.
struct Collector<'d> {
    document: &'d Document,
    found: &'d mut Vec<Range<usize>>,
    /// In how many strings the document stands.
    depth: usize,
    /// Whether the document may be a list of encryption keys.
    in_keys: bool,
}

/// The fields of a container that make one command.
const COMMAND: [&str; 2] = ["command", "args"];

/// The fields of a Secret that hold no data. In one that lost its indentation its name is among them.
const PUBLIC_FIELDS: [&str; 8] =
    ["apiVersion", "kind", "metadata", "type", "immutable", "name", "namespace", "items"];

/// The providers of an EncryptionConfiguration that have keys.
const PROVIDERS: [&str; 3] = ["aescbc", "aesgcm", "secretbox"];

impl Collector<'_> {
    fn collect_document(&mut self) {
        self.secrets_in_comments();
        if is_text(self.document) {
            self.found.extend(self.secrets_in_heredocs(&self.document.text.0));
            return;
        }
        let root = &self.document.root;
        let items = root.get("items").map(Node::items).unwrap_or_default();
        for object in std::iter::once(root).chain(items).filter(|object| is_secret(object)) {
            let stray = object.entries().iter().filter(|entry| !PUBLIC_FIELDS.contains(&entry.key.as_str()));
            stray.for_each(|entry| self.values_of(entry));
        }
        self.collect(root, is_secret(root), self.in_keys);
    }

    /// What is commented out is read as the manifest that it was. Beside encryption keys it may be one of them.
    fn secrets_in_comments(&mut self) {
        let has_keys = PROVIDERS.iter().any(|provider| self.document.text.0.contains(provider));
        for comment in mask::comments(&self.document.text.0) {
            let secrets = self.secrets_in_manifests(&comment.text, has_keys);
            self.found.extend(secrets.iter().flat_map(|secret| comment.written(secret)));
        }
    }

    /// `in_keys` says that the node is an item of a list of encryption keys, in which whatever is not the
    /// name may be the key, however its field is misspelled.
    fn collect(&mut self, node: &Node, in_secret: bool, in_keys: bool) {
        self.secrets_in_words(node.items().iter());
        self.secrets_in_words(COMMAND.iter().filter_map(|field| node.get(field)).flat_map(Node::items));
        for item in node.items() {
            self.collect(item, in_secret || is_secret(item), in_keys);
        }
        let holder = Holder::of(node, in_secret, in_keys);
        for entry in node.entries() {
            for value in entry.overwritten.iter().chain([&entry.node]) {
                self.collect_value(&holder, &entry.key, value);
            }
        }
        self.secrets_in_string(node);
    }

    fn collect_value(&mut self, holder: &Holder, key: &str, value: &Node) {
        if holder.holds_secret(key, value) {
            self.values(value);
        } else if PROVIDERS.contains(&key) {
            self.keys(value);
        } else if key == "binaryData" {
            // Of a ConfigMap: nobody sees what is in it.
            self.values(value);
        } else if key == "secretGenerator" {
            self.literals(value);
        } else {
            self.collect(value, holder.in_secret || is_secret(value), key == "keys");
        }
    }

    /// All below a provider but the names of keys, wherever a key has got to.
    fn keys(&mut self, node: &Node) {
        if node.items().is_empty() && node.entries().is_empty() {
            self.values(node);
        }
        node.items().iter().for_each(|item| self.keys(item));
        for entry in node.entries() {
            let is_name = entry.key.eq_ignore_ascii_case("name") && is_text_or_number(&entry.node);
            let value = Some(&entry.node).filter(|_| !is_name);
            entry.overwritten.iter().chain(value).for_each(|value| self.keys(value));
        }
    }

    /// kustomize makes Secrets of `literals`.
    fn literals(&mut self, generators: &Node) {
        for generator in generators.items() {
            generator
                .entries()
                .iter()
                .filter(|entry| entry.key == "literals")
                .for_each(|entry| self.values_of(entry));
        }
    }

    /// All scalars below a node.
    fn values(&mut self, node: &Node) {
        match &node.value {
            Value::Sequence(items) => items.iter().for_each(|item| self.values(item)),
            Value::Mapping(entries) => entries.iter().for_each(|entry| self.values_of(entry)),
            _ => self.found.extend(node.location.as_ref().map(|location| location.span.clone())),
        }
    }

    fn values_of(&mut self, entry: &Entry) {
        entry.overwritten.iter().chain([&entry.node]).for_each(|value| self.values(value));
    }
}
