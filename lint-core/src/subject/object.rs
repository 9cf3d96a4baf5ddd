//! The identity of a Kubernetes object, and the objects inside a list.

use std::fmt;

use serde::Serialize;

use crate::message::show;
use crate::source::{Cursor, Node, Path, Step, Value};

/// What a finding is about: the object and, for workloads, the container.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Subject {
    /// `Pod`, `EncryptionConfiguration`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The object's namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The object's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The container's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
}

impl Subject {
    /// The subject as it may be printed: what may be a secret masked, for names come from the manifest.
    pub fn shown(&self) -> Subject {
        let shown = |text: &Option<String>| text.as_deref().map(|text| show(text).to_string());
        Subject {
            kind: shown(&self.kind),
            namespace: shown(&self.namespace),
            name: shown(&self.name),
            container: shown(&self.container),
        }
    }
}

impl fmt::Display for Subject {
    /// `Pod kube-system/etcd, container etcd`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_deref().unwrap_or("document"))?;
        match (&self.namespace, &self.name) {
            (Some(namespace), Some(name)) => write!(f, " {namespace}/{name}")?,
            (None, Some(name)) => write!(f, " {name}")?,
            (_, None) => {}
        }
        match &self.container {
            Some(container) => write!(f, ", container {container}"),
            None => Ok(()),
        }
    }
}

/// What an object says of itself. Documents that are no objects have none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectId {
    /// `v1`, `apps/v1`; empty if absent.
    pub api_version: String,
    /// `Pod`; empty if absent.
    pub kind: String,
    /// `metadata.namespace`.
    pub namespace: Option<String>,
    /// `metadata.name`, or `metadata.generateName` where there is none.
    pub name: Option<String>,
}

impl ObjectId {
    /// Reads the identity of the object at `object`.
    pub fn of(object: &Cursor) -> ObjectId {
        let text = |key: &str| object.str(key).unwrap_or_default().to_owned();
        let metadata = object.get("metadata");
        let field = |key: &str| metadata.as_ref().and_then(|metadata| metadata.str(key)).map(str::to_owned);
        ObjectId {
            api_version: text("apiVersion"),
            kind: text("kind"),
            namespace: field("namespace"),
            name: field("name").or_else(|| field("generateName")),
        }
    }

    /// The API group: empty for the core group.
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// Whether it is in another namespace than this one; what names none may be in any.
    pub fn is_elsewhere(&self, namespace: Option<&str>) -> bool {
        matches!((self.namespace.as_deref(), namespace), (Some(own), Some(other)) if own != other)
    }

    /// As the subject of findings.
    pub fn subject(&self) -> Subject {
        Subject {
            kind: Some(self.kind.clone()).filter(|kind| !kind.is_empty()),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
            container: None,
        }
    }
}

/// Gives the items of a typed list, such as a `PodList`, the kind and version that they leave out because the
/// list says them.
pub fn name_items(root: &mut Node) {
    let text = |root: &Node, key: &str| root.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
    let kind = text(root, "kind").strip_suffix("List").unwrap_or_default().to_owned();
    let version = text(root, "apiVersion");
    let Value::Mapping(entries) = &mut root.value else { return };
    let Some(items) = entries.iter_mut().find(|entry| entry.key == "items") else { return };
    let Value::Sequence(items) = &mut items.node.value else { return };
    for item in items.iter_mut().filter(|item| !kind.is_empty() && item.get("kind").is_none()) {
        for (key, text) in [("apiVersion", &version), ("kind", &kind)] {
            if item.get(key).is_none() {
                item.set(key, text);
            }
        }
    }
}

/// How deep lists may hold lists.
const DEEPEST_LIST: usize = 4;

/// The objects of a document: itself, or the items if it is a `List` of any kind.
pub fn objects<'a>(root: &Cursor<'a>) -> Vec<Cursor<'a>> {
    let mut found = Vec::new();
    collect(root, 0, &mut found);
    found
}

fn collect<'a>(object: &Cursor<'a>, depth: usize, found: &mut Vec<Cursor<'a>>) {
    match items(object, depth) {
        Some(items) => items.items().for_each(|item| collect(&item, depth + 1, found)),
        None => found.push(object.clone()),
    }
}

/// The items of an object that is a list, in as many lists as `depth` says.
fn items<'a>(object: &Cursor<'a>, depth: usize) -> Option<Cursor<'a>> {
    let is_list = object.str("kind").is_some_and(|kind| kind.ends_with("List"));
    let items = object.get("items").filter(|items| matches!(items.node.value, Value::Sequence(_)));
    items.filter(|_| is_list && depth < DEEPEST_LIST)
}

/// The one of the objects of a document in which `path` leads; the innermost list if it leads to none.
pub fn object_around<'a>(root: &Cursor<'a>, path: &Path) -> Cursor<'a> {
    let mut object = root.clone();
    let mut steps = path.steps().into_iter();
    for depth in 0.. {
        let Some(items) = items(&object, depth) else { break };
        let is_inside = steps.next() == Some(&Step::Key("items".to_owned()));
        let Some(item) = steps.next().filter(|_| is_inside).and_then(|step| items.step(step)) else { break };
        object = item;
    }
    object
}

#[cfg(test)]
mod tests {
    use crate::testing::ids;

    /// A list as Go's typed clients write it, whose items say neither kind nor version.
    #[test]
    fn items_are_what_their_list_says() {
        let item = "{metadata: {name: a}, spec: {containers: [{command: [etcd, --client_cert_auth]}]}}";
        let deployment = format!("{{spec: {{template: {item}}}}}");
        let table = [
            (format!("{{apiVersion: v1, kind: PodList, items: [{item}]}}"), true),
            (format!("{{apiVersion: v1, kind: PodList, metadata: {{}}, items: [{item}, {item}]}}"), true),
            (format!("{{apiVersion: apps/v1, kind: DeploymentList, items: [{deployment}]}}"), true),
            (format!("{{apiVersion: v1, kind: List, items: [{item}]}}"), false),
            (format!("{{apiVersion: v1, kind: List, items: [{{kind: Pod, {}]}}", &item[1..]), true),
            ("{apiVersion: v1, kind: PodList, items: [a, null]}".to_owned(), false),
            ("{apiVersion: v1, kind: PodList, items: {a: b}}".to_owned(), false),
        ];
        for (text, expected) in table {
            assert_eq!(ids(&text).contains(&"ETCD301"), expected, "{text}");
        }
        let secret = "{apiVersion: v1, kind: SecretList, items: [{metadata: {name: a}, stringData: {enc.yaml: 'kind: EncryptionConfiguration'}}]}";
        assert!(ids(secret).contains(&"ENC102"), "{:?}", ids(secret));
    }

    #[test]
    fn subjects_have_the_kind() {
        let text = "{apiVersion: v1, kind: PodList, items: [{metadata: {name: a}, spec: {containers: [{command: [etcd, --x]}]}}]}";
        let report = crate::testing::report(text, crate::settings::Settings::default());
        let finding = report.findings.iter().find(|finding| finding.rule.id == "ETCD301").expect("a finding");
        assert_eq!(finding.subject.kind.as_deref(), Some("Pod"));
        assert_eq!(finding.site.path.to_string(), "items[0].spec.containers[0].command[1]");
    }
}
