//! Names of resources: what kube-apiserver makes of them, which it refuses, and which match nothing.

use std::fmt;

use super::builtin_resources;
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

/// A name that kube-apiserver accepts but that matches no resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What is wrong with the name.
    pub cause: Cause,
    /// Names that may have been meant, as they are written in a configuration.
    pub candidates: Vec<String>,
}

impl Mismatch {
    /// The only candidate, when the cause leaves no doubt that it was meant.
    pub fn certain(&self) -> Option<&str> {
        match (self.cause, self.candidates.as_slice()) {
            (Cause::Singular | Cause::Version | Cause::Blanks, [only]) => Some(only),
            _ => None,
        }
    }
}

/// Why a name matches no resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The empty string.
    Empty,
    /// Blanks in or around it.
    Blanks,
    /// The singular, such as `secret`.
    Singular,
    /// The API version or the word `core` as part of it: `v1/secrets`, `secrets.v1`, `core/secrets`.
    Version,
    /// A slash where kube-apiserver wants `RESOURCE.GROUP`, such as `apps/deployments`.
    Slash,
    /// A subresource, such as `pods/status`: it is stored with its resource.
    Subresource,
    /// A built-in resource in a group that does not have it, such as `deployments` without `.apps`.
    WrongGroup,
    /// None of these.
    Unknown,
}

/// Why `text` matches no resource; `None` if it may match.
///
/// Wildcards and names in groups with a dot that are not built in always may: custom resources
/// live there, and only there, because the group of a custom resource must have a dot.
pub fn mismatch(text: &str) -> Option<Mismatch> {
    if text.trim().is_empty() {
        return Some(Mismatch { cause: Cause::Empty, candidates: Vec::new() });
    }
    if may_match(text) {
        return None;
    }
    let squeezed: String = text.split_whitespace().collect();
    let (cause, candidates) = if squeezed != text {
        (Cause::Blanks, meant(&squeezed))
    } else if let Some(name) = without_version(text) {
        (Cause::Version, meant(&name))
    } else if let Some((left, right)) = text.split_once('/') {
        slashed(left, right)
    } else {
        let GroupResource { group, resource } = GroupResource::parse(text);
        let plurals = plurals_in(&group, &resource);
        if plurals.is_empty() {
            (wrong_group(&resource), anywhere(&resource))
        } else {
            (Cause::Singular, plurals)
        }
    };
    Some(Mismatch { cause, candidates })
}

/// Whether the name can match, as far as the built-in resources tell.
fn may_match(text: &str) -> bool {
    if text.contains(|c: char| c == '/' || c.is_whitespace()) {
        return false;
    }
    let name = GroupResource::parse(text);
    match builtin_resources::in_group(&name.group) {
        Some(resources) => name.is_wildcard() || resources.contains(&name.resource.as_str()),
        None if name.is_everything() => true,
        None => is_custom(&name.group) && !name.resource.is_empty() && !is_builtin_with_version(text),
    }
}

/// `deployments.v1.apps`, which would be a custom resource of the group `v1.apps`.
fn is_builtin_with_version(text: &str) -> bool {
    without_version(text).is_some_and(|text| {
        let name = GroupResource::parse(&text);
        builtin_resources::in_group(&name.group).is_some()
    })
}

/// A group of custom resources must have a dot.
fn is_custom(group: &str) -> bool {
    group.contains('.') && builtin_resources::in_group(group).is_none()
}

/// `v1/secrets`, `secrets/v1`, `core/v1/secrets`, `apps/v1/deployments`, `secrets.v1`, `secrets.core`
/// without the version or the word `core`.
fn without_version(text: &str) -> Option<String> {
    let separator = if text.contains('/') { '/' } else { '.' };
    let is_noise = |part: &&str| is_version(part) || *part == "core";
    let parts: Vec<&str> = text.split(separator).collect();
    let kept: Vec<&str> = parts.iter().filter(|part| !is_noise(part)).copied().collect();
    if kept.len() == parts.len() {
        return None;
    }
    match (separator, kept.as_slice()) {
        ('/', [group, resource]) => Some(format!("{resource}.{group}")),
        (_, kept) => Some(kept.join(".")),
    }
}

/// `v1`, `v2beta1`, …
fn is_version(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix('v').is_some_and(|rest| {
        let (major, minor) =
            rest.split_once("alpha").or_else(|| rest.split_once("beta")).unwrap_or((rest, "0"));
        digits(major) && digits(minor)
    })
}

/// `apps/deployments` or `pods/status`.
fn slashed(left: &str, right: &str) -> (Cause, Vec<String>) {
    let by_group = plurals_in(left, right);
    if !by_group.is_empty() || is_custom(left) {
        let custom = format!("{right}.{left}");
        return (Cause::Slash, if by_group.is_empty() { vec![custom] } else { by_group });
    }
    let resources = meant(left);
    if resources.is_empty() { (Cause::Slash, meant(right)) } else { (Cause::Subresource, resources) }
}

fn wrong_group(resource: &str) -> Cause {
    if builtin_resources::groups_with(resource).next().is_some() { Cause::WrongGroup } else { Cause::Unknown }
}

/// The name itself if it can match, else the built-in resources it resembles.
fn meant(text: &str) -> Vec<String> {
    if may_match(text) {
        return vec![text.to_owned()];
    }
    let GroupResource { group, resource } = GroupResource::parse(text);
    let plurals = plurals_in(&group, &resource);
    if plurals.is_empty() { anywhere(&resource) } else { plurals }
}

/// The resources of a built-in group that `resource` is the plural or singular of.
fn plurals_in(group: &str, resource: &str) -> Vec<String> {
    builtin_resources::in_group(group)
        .unwrap_or_default()
        .iter()
        .filter(|plural| is_plural_of(plural, resource))
        .map(|plural| GroupResource::new(group, plural).to_string())
        .collect()
}

/// The resources of all built-in groups that `resource` is the plural or singular of.
fn anywhere(resource: &str) -> Vec<String> {
    builtin_resources::STORED.iter().flat_map(|(group, _)| plurals_in(group, resource)).collect()
}

fn is_plural_of(plural: &str, name: &str) -> bool {
    let of_y = || plural.strip_suffix("ies").is_some_and(|stem| name.strip_suffix('y') == Some(stem));
    plural == name
        || plural.strip_suffix('s') == Some(name)
        || plural.strip_suffix("es") == Some(name)
        || of_y()
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

    #[test]
    fn names_that_may_match() {
        let rows = [
            "secrets",
            "secrets.",
            "deployments.apps",
            "*.",
            "*.*",
            "*.apps",
            "pandas.awesome.bears.example",
            "*.example.com",
            "tokenthing.v1.example.com",
            "leases.coordination.k8s.io",
            "oauthaccesstokens.oauth.openshift.io",
        ];
        for text in rows {
            assert_eq!(mismatch(text), None, "{text}");
        }
    }

    #[test]
    fn names_that_match_nothing() {
        let rows: [(&str, Cause, &[&str], bool); 29] = [
            ("", Cause::Empty, &[], false),
            (" ", Cause::Empty, &[], false),
            (" secrets", Cause::Blanks, &["secrets"], true),
            ("secrets ", Cause::Blanks, &["secrets"], true),
            (" secret", Cause::Blanks, &["secrets"], true),
            ("secret", Cause::Singular, &["secrets"], true),
            ("configmap", Cause::Singular, &["configmaps"], true),
            ("ingress.networking.k8s.io", Cause::Singular, &["ingresses.networking.k8s.io"], true),
            (
                "networkpolicy.networking.k8s.io",
                Cause::Singular,
                &["networkpolicies.networking.k8s.io"],
                true,
            ),
            ("v1/secrets", Cause::Version, &["secrets"], true),
            ("secrets/v1", Cause::Version, &["secrets"], true),
            ("core/secrets", Cause::Version, &["secrets"], true),
            ("core/v1/secret", Cause::Version, &["secrets"], true),
            ("secrets.v1", Cause::Version, &["secrets"], true),
            ("secrets.core", Cause::Version, &["secrets"], true),
            ("apps/v1/deployments", Cause::Version, &["deployments.apps"], true),
            ("deployments.v1.apps", Cause::Version, &["deployments.apps"], true),
            ("apps/deployments", Cause::Slash, &["deployments.apps"], false),
            ("example.com/pandas", Cause::Slash, &["pandas.example.com"], false),
            ("foo/secrets", Cause::Slash, &["secrets"], false),
            ("pods/status", Cause::Subresource, &["pods"], false),
            ("deployments", Cause::WrongGroup, &["deployments.apps"], false),
            ("ingresses", Cause::WrongGroup, &["ingresses.networking.k8s.io"], false),
            ("secrets.apps", Cause::WrongGroup, &["secrets"], false),
            ("ingress", Cause::Unknown, &["ingresses.networking.k8s.io"], false),
            ("pandas", Cause::Unknown, &[], false),
            ("*.foo", Cause::Unknown, &[], false),
            ("foo.apps", Cause::Unknown, &[], false),
            (".", Cause::Unknown, &[], false),
        ];
        for (text, cause, candidates, certain) in rows {
            let found = mismatch(text).unwrap_or_else(|| panic!("{text} may match"));
            assert_eq!(
                (found.cause, found.candidates.as_slice()),
                (cause, &candidates.iter().map(|c| c.to_string()).collect::<Vec<_>>()[..]),
                "{text}"
            );
            assert_eq!(found.certain().is_some(), certain, "{text}");
        }
    }
}
