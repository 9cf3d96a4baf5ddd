//! Names of resources that kube-apiserver accepts although they match nothing.

use super::builtin_resources;
use super::resources::GroupResource;

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
