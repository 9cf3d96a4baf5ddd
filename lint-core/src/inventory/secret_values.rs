//! Which values of a document are secret by where they stand.

use std::ops::Range;

use crate::mask;
use crate::source::{self, Document, Entry, LINE_BREAKS, Node, Value};

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
    let is = |field: &str, is: fn(&str) -> bool| node.get(field).and_then(Node::as_str).is_some_and(is);
    is("kind", mask::is_secret_kind) || is("type", |name| name == "Opaque")
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

/// An argument that is longer is no password.
const LONGEST_WORD: usize = 4096;

/// Manifests in strings that are in manifests in strings are looked at so deep.
const MAX_DEPTH: usize = 4;

/// The fields of a container that make one command.
const COMMAND: [&str; 2] = ["command", "args"];

/// Where kubectl keeps what it was given, a Secret's data included.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

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

    /// A string may be a script, or a manifest with a Secret. It is looked at as those who read it see it: without
    /// the escapes and the folded lines of YAML. Behind an alias it has been looked at before.
    fn secrets_in_string(&mut self, node: &Node) {
        let is_alias = node.location.as_ref().is_some_and(|location| location.alias.is_some());
        let Some(string) = node.as_str().filter(|_| !is_alias) else { return };
        let mut secrets = mask::data_of_secrets(string);
        if self.written(node) != string {
            secrets.extend(mask::secrets(string));
        }
        secrets.extend(self.secrets_in_manifests(string, false));
        secrets.extend(self.secrets_in_heredocs(string));
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

    /// The secrets of the manifests that a string is.
    fn secrets_in_manifests(&self, string: &str, in_keys: bool) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let may_be_manifest =
            ["{", "[", "- "].iter().any(|mark| string.starts_with(mark)) || string.contains('\n');
        if self.depth == MAX_DEPTH || !may_be_manifest {
            return found;
        }
        for document in source::documents(string).filter(|document| document.error.is_none()) {
            let mut inner = Vec::new();
            Collector { document: &document, found: &mut inner, depth: self.depth + 1, in_keys }
                .collect_document();
            found.extend(inner.into_iter().map(|range| behind(document.offset, &range)));
        }
        found
    }

    /// The secrets of the manifests that a script writes.
    fn secrets_in_heredocs(&self, script: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for file in mask::heredocs(script) {
            let secrets = self.secrets_in_manifests(&script[file.clone()], false);
            found.extend(secrets.iter().map(|secret| behind(file.start, secret)));
        }
        found
    }

    /// The items of a command, as in `[etcdctl, --password, …]`. A long one is a script.
    fn secrets_in_words<'n>(&mut self, items: impl Iterator<Item = &'n Node>) {
        let items: Vec<&Node> = items.collect();
        let words: Vec<&str> = items.iter().map(|item| self.word(item)).collect();
        for (index, secret) in mask::secrets_in_words(&words) {
            let Some(item) = items.get(index) else { continue };
            match self.document.range_in_string(item, secret) {
                Some(range) => self.found.push(range),
                None => self.values(item),
            }
        }
    }

    fn word<'n>(&'n self, item: &'n Node) -> &'n str {
        let text = item.as_str().unwrap_or_else(|| self.written(item));
        Some(text).filter(|text| text.len() <= LONGEST_WORD).unwrap_or_default()
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

/// What is known of a mapping when its values are looked at.
struct Holder {
    in_secret: bool,
    /// It is one of a list of encryption keys.
    is_key: bool,
    /// Its content is a file that is encoded.
    is_encoded: bool,
    /// Its value is that of a variable, or of a field that a patch sets, which is named for a secret.
    is_variable: bool,
}

impl Holder {
    fn of(node: &Node, in_secret: bool, in_keys: bool) -> Holder {
        let is = |field: &str, is: fn(&str) -> bool| node.get(field).and_then(Node::as_str).is_some_and(is);
        Holder {
            in_secret,
            is_key: in_keys && node.get("name").is_some(),
            is_encoded: is("encoding", |encoding| !encoding.is_empty()),
            is_variable: is("name", mask::is_secret_variable)
                || is("key", mask::is_secret_variable)
                || is("path", is_path_of_secret),
        }
    }

    fn holds_secret(&self, key: &str, value: &Node) -> bool {
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

fn behind(start: usize, range: &Range<usize>) -> Range<usize> {
    start + range.start..start + range.end
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
