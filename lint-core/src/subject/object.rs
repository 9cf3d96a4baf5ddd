//! The identity of a Kubernetes object, and the objects inside a list.

use crate::finding::Subject;
use crate::source::{Cursor, Value};

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
