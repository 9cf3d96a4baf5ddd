//! Names of resources: what kube-apiserver makes of them, and which it refuses.

use std::fmt;

use super::config::{EncryptionConfig, ResourceName};

/// A resource in an API group, `*` standing for all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupResource {
    /// The API group; empty for the core group.
    pub group: String,
    /// The plural name.
    pub resource: String,
}

impl GroupResource {
    /// A resource of a group.
    pub fn new(group: &str, resource: &str) -> GroupResource {
        GroupResource { group: group.to_owned(), resource: resource.to_owned() }
    }

    /// Secrets.
    pub fn secrets() -> GroupResource {
        GroupResource::new("", "secrets")
    }

    /// Splits at the first dot, as apimachinery's `schema.ParseGroupResource`: `secrets` and
    /// `secrets.` are in the core group, `*.` is all of the core group, `*.*` is everything.
    pub fn parse(text: &str) -> GroupResource {
        let (resource, group) = text.split_once('.').unwrap_or((text, ""));
        GroupResource::new(group, resource)
    }

    /// Whether this is `*.*`.
    pub fn is_everything(&self) -> bool {
        self.group == "*" && self.resource == "*"
    }

    /// Whether this stands for several resources: `*.*`, `*.` or `*.GROUP`.
    pub fn is_wildcard(&self) -> bool {
        self.resource == "*"
    }

    /// Whether an entry for this name applies to `other`; a name covers itself.
    pub fn covers(&self, other: &GroupResource) -> bool {
        self == other || self.is_everything() || (self.is_wildcard() && self.group == other.group)
    }
}

/// As it is written in a configuration.
impl fmt::Display for GroupResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.group.as_str(), self.resource.as_str()) {
            ("", "*") => f.write_str("*."),
            ("", resource) => f.write_str(resource),
            (group, resource) => write!(f, "{resource}.{group}"),
        }
    }
}

/// Why kube-apiserver refuses the name of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// An upper-case letter.
    Capital,
    /// `*` alone, which could mean `*.` or `*.*`.
    BareStar,
    /// Something that is stored but has no REST API.
    NoRestApi,
    /// The group `events.k8s.io`, whose objects are stored as core `events`.
    EventsGroup,
    /// The group `extensions`, which is gone.
    ExtensionsGroup,
    /// One resource in all groups, such as `secrets.*`.
    AcrossGroups,
}

/// Stored resources without a REST API, by the exact text that kube-apiserver looks for.
const NO_REST_API: [&str; 3] = ["apiserveripinfo", "serviceipallocations", "servicenodeportallocations"];

/// The one reason kube-apiserver gives for refusing the name `text`, if it does.
pub fn refusal(text: &str) -> Option<Refusal> {
    let GroupResource { group, resource } = GroupResource::parse(text);
    if text.chars().any(|c| !c.to_lowercase().eq([c])) {
        Some(Refusal::Capital)
    } else if text == "*" {
        Some(Refusal::BareStar)
    } else if NO_REST_API.contains(&text) {
        Some(Refusal::NoRestApi)
    } else if group == "events.k8s.io" {
        Some(Refusal::EventsGroup)
    } else if group == "extensions" {
        Some(Refusal::ExtensionsGroup)
    } else if group == "*" && resource != "*" {
        Some(Refusal::AcrossGroups)
    } else {
        None
    }
}

/// Names of one list that mean the same as a name before them: `(earlier, later)`.
pub fn duplicates(names: &[ResourceName]) -> Vec<(&ResourceName, &ResourceName)> {
    names
        .iter()
        .enumerate()
        .filter_map(|(index, later)| {
            let earlier =
                names.iter().take(index).find(|name| name.group_resource == later.group_resource)?;
            Some((earlier, later))
        })
        .collect()
}

/// Names of one list that a wildcard of the same list covers: `(wildcard, narrower)`.
pub fn overlaps(names: &[ResourceName]) -> Vec<(&ResourceName, &ResourceName)> {
    names
        .iter()
        .filter_map(|narrower| {
            let is_wider = |name: &&ResourceName| {
                name.group_resource != narrower.group_resource
                    && name.group_resource.covers(&narrower.group_resource)
            };
            Some((names.iter().find(is_wider)?, narrower))
        })
        .collect()
}

/// Names that a wildcard before them, in an earlier entry or their own, makes ineffective:
/// `(wildcard, masked)`.
///
/// The loader refuses the first of them, a repeated wildcard included. A repeated explicit name
/// is accepted: its providers are added to those of the first.
pub fn masked(config: &EncryptionConfig) -> Vec<(&ResourceName, &ResourceName)> {
    let mut wildcards: Vec<&ResourceName> = Vec::new();
    let mut masked = Vec::new();
    for name in config.entries.iter().flat_map(|entry| &entry.resources) {
        // A wildcard of the name's own group is looked up first, then `*.*`.
        let of_group = |rule: &&&ResourceName| rule.group_resource.group == name.group_resource.group;
        let of_all = |rule: &&&ResourceName| rule.group_resource.is_everything();
        if let Some(rule) = wildcards.iter().find(of_group).or_else(|| wildcards.iter().find(of_all)) {
            masked.push((*rule, name));
        } else if name.group_resource.is_wildcard() {
            wildcards.push(name);
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Cursor, DocumentId, Node};

    fn config(lists: serde_json::Value) -> EncryptionConfig {
        let entries: Vec<serde_json::Value> = lists
            .as_array()
            .map(|lists| lists.iter().map(|list| serde_json::json!({ "resources": list })).collect())
            .unwrap_or_default();
        let node = Node::from(&serde_json::json!({ "resources": entries }));
        EncryptionConfig::read(&Cursor::new(&node, DocumentId(0)), &[])
    }

    fn texts(pairs: Vec<(&ResourceName, &ResourceName)>) -> Vec<(String, String)> {
        pairs.into_iter().map(|(a, b)| (a.text.clone(), b.text.clone())).collect()
    }

    fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
        rows.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect()
    }

    #[test]
    fn parsing_and_printing() {
        let rows = [
            ("secrets", "", "secrets", "secrets"),
            ("secrets.", "", "secrets", "secrets"),
            ("*.", "", "*", "*."),
            ("*.*", "*", "*", "*.*"),
            ("*.apps", "apps", "*", "*.apps"),
            ("a.b.c", "b.c", "a", "a.b.c"),
            (".a", "a", "", ".a"),
            (".", "", "", ""),
            ("", "", "", ""),
        ];
        for (text, group, resource, shown) in rows {
            let parsed = GroupResource::parse(text);
            assert_eq!(parsed, GroupResource::new(group, resource), "{text}");
            assert_eq!(parsed.to_string(), shown);
        }
    }

    #[test]
    fn covering() {
        let rows = [
            ("*.*", "secrets", true),
            ("*.*", "a.example.com", true),
            ("*.", "secrets", true),
            ("*.", "deployments.apps", false),
            ("*.apps", "deployments.apps", true),
            ("*.apps", "secrets", false),
            ("secrets", "secrets.", true),
            ("secrets", "*.", false),
            ("*.apps", "*.*", false),
        ];
        for (rule, name, expected) in rows {
            assert_eq!(
                GroupResource::parse(rule).covers(&GroupResource::parse(name)),
                expected,
                "{rule} {name}"
            );
        }
    }

    #[test]
    fn refusals() {
        let rows = [
            ("Secrets", Some(Refusal::Capital)),
            ("configMaps", Some(Refusal::Capital)),
            ("Ä", Some(Refusal::Capital)),
            ("ǅ", Some(Refusal::Capital)),
            ("*", Some(Refusal::BareStar)),
            ("apiserveripinfo", Some(Refusal::NoRestApi)),
            ("serviceipallocations", Some(Refusal::NoRestApi)),
            ("servicenodeportallocations", Some(Refusal::NoRestApi)),
            ("serviceipallocations.", None),
            ("events.events.k8s.io", Some(Refusal::EventsGroup)),
            ("*.events.k8s.io", Some(Refusal::EventsGroup)),
            ("ingresses.extensions", Some(Refusal::ExtensionsGroup)),
            ("secrets.*", Some(Refusal::AcrossGroups)),
            ("*.*", None),
            ("*.", None),
            ("", None),
            ("v1/secrets", None),
            ("secret", None),
        ];
        for (text, expected) in rows {
            assert_eq!(refusal(text), expected, "{text}");
        }
    }

    #[test]
    fn duplicates_and_overlaps_in_a_list() {
        let names = |list: serde_json::Value| config(serde_json::json!([list])).entries.remove(0).resources;
        let list = names(serde_json::json!(["secrets", "pods", "secrets."]));
        assert_eq!(texts(duplicates(&list)), pairs(&[("secrets", "secrets.")]));
        assert!(overlaps(&list).is_empty());
        let rows = [
            (serde_json::json!(["*.", "secrets"]), vec![("*.", "secrets")]),
            (serde_json::json!(["secrets", "*.*"]), vec![("*.*", "secrets")]),
            (serde_json::json!(["*.*", "*.apps"]), vec![("*.*", "*.apps")]),
            (serde_json::json!(["*.apps", "deployments.apps"]), vec![("*.apps", "deployments.apps")]),
            (serde_json::json!(["*.apps", "secrets"]), vec![]),
            (serde_json::json!(["*.*"]), vec![]),
        ];
        for (list, expected) in rows {
            assert_eq!(texts(overlaps(&names(list.clone()))), pairs(&expected), "{list}");
        }
    }

    #[test]
    fn masking_across_entries() {
        let rows = [
            (serde_json::json!([["*."], ["secrets"]]), vec![("*.", "secrets")]),
            (serde_json::json!([["secrets"], ["*."]]), vec![]),
            (serde_json::json!([["*.*"], ["*.apps"]]), vec![("*.*", "*.apps")]),
            (serde_json::json!([["*.apps"], ["*.*"], ["a.apps"]]), vec![("*.apps", "a.apps")]),
            (serde_json::json!([["*."], ["*."]]), vec![("*.", "*.")]),
            (serde_json::json!([["secrets"], ["secrets"]]), vec![]),
            (serde_json::json!([["*.apps"], ["secrets"]]), vec![]),
        ];
        for (lists, expected) in rows {
            assert_eq!(texts(masked(&config(lists.clone()))), pairs(&expected), "{lists}");
        }
    }
}
