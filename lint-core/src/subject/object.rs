//! The identity of a Kubernetes object, and the objects inside a list.

use std::fmt;

use serde::Serialize;

use crate::message::show;
use crate::source::{Cursor, Value};

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

/// How deep lists may hold lists.
const DEEPEST_LIST: usize = 4;

/// The objects of a document: itself, or the items if it is a `List` of any kind.
pub fn objects<'a>(root: &Cursor<'a>) -> Vec<Cursor<'a>> {
    let mut found = Vec::new();
    collect(root, 0, &mut found);
    found
}

fn collect<'a>(object: &Cursor<'a>, depth: usize, found: &mut Vec<Cursor<'a>>) {
    let is_list = object.str("kind").is_some_and(|kind| kind.ends_with("List"));
    match object.get("items") {
        Some(items) if is_list && depth < DEEPEST_LIST && matches!(items.node.value, Value::Sequence(_)) => {
            items.items().for_each(|item| collect(&item, depth + 1, found));
        }
        _ => found.push(object.clone()),
    }
}
