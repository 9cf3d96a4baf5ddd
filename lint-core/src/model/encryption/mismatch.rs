//! Names of resources that kube-apiserver accepts although they match nothing.

use super::builtin_resources;
use super::resources::{GroupResource, refusal};

/// A name that kube-apiserver accepts but that matches no resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What is wrong with the name.
    pub cause: Cause,
    /// The name that was probably meant.
    pub candidate: Option<GroupResource>,
}

impl Mismatch {
    /// Whether the cause leaves no doubt that the candidate was meant. Of a wildcard there is doubt: it stands for
    /// more than whoever wrote the name may have thought of.
    pub fn is_certain(&self) -> bool {
        let is_clear = matches!(self.cause, Cause::Singular | Cause::Version | Cause::Blanks);
        is_clear && self.candidate.as_ref().is_some_and(|name| !name.is_wildcard())
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
        return Some(Mismatch { cause: Cause::Empty, candidate: None });
    }
    let name = GroupResource::parse(text);
    if may_match(&name) {
        return None;
    }
    let squeezed: String = text.split_whitespace().collect();
    let (cause, candidate) = if squeezed != text {
        (Cause::Blanks, meant(&squeezed))
    } else if let Some(name) = without_version(text) {
        (Cause::Version, meant(&name))
    } else if let Some((left, right)) = text.split_once('/') {
        slashed(left, right)
    } else if let Some(plural) = plural_in(&name.group, &name.resource) {
        (Cause::Singular, Some(plural))
    } else {
        (wrong_group(&name.resource), anywhere(&name.resource))
    };
    Some(Mismatch { cause, candidate })
}

/// Whether the name can match, as far as the built-in resources tell. One that is refused cannot.
fn may_match(name: &GroupResource) -> bool {
    let text = name.to_string();
    if text.contains(|c: char| c == '/' || c.is_whitespace()) || refusal(&text).is_some() {
        return false;
    }
    match builtin_resources::in_group(&name.group) {
        Some(resources) => {
            let resource = name.resource.as_str();
            name.is_wildcard()
                || resources.contains(&resource)
                || builtin_resources::was_stored(&name.group, resource)
        }
        None if name.is_everything() => true,
        None => name.is_custom() && !name.resource.is_empty() && !is_builtin_with_version(&text),
    }
}

/// `deployments.v1.apps`, which would be a custom resource of the group `v1.apps`.
fn is_builtin_with_version(text: &str) -> bool {
    without_version(text).is_some_and(|text| {
        let name = GroupResource::parse(&text);
        builtin_resources::in_group(&name.group).is_some()
    })
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
fn slashed(left: &str, right: &str) -> (Cause, Option<GroupResource>) {
    let name = GroupResource::new(left, right);
    if refusal(&name.to_string()).is_some() {
        // With a dot it would be refused: the group says nothing of what was meant.
        return (Cause::Slash, anywhere(right));
    }
    if let Some(name) = in_its_group(name) {
        return (Cause::Slash, Some(name));
    }
    match meant(left) {
        Some(resource) => (Cause::Subresource, Some(resource)),
        None => (Cause::Slash, meant(right)),
    }
}

fn wrong_group(resource: &str) -> Cause {
    if builtin_resources::groups_with(resource).next().is_some() { Cause::WrongGroup } else { Cause::Unknown }
}

/// The name itself if it can match, else the built-in resource it resembles.
fn meant(text: &str) -> Option<GroupResource> {
    let name = GroupResource::parse(text);
    in_its_group(name.clone()).or_else(|| anywhere(&name.resource))
}

/// The name itself if it can match, else the resource of its group that it resembles.
fn in_its_group(name: GroupResource) -> Option<GroupResource> {
    if may_match(&name) { Some(name) } else { plural_in(&name.group, &name.resource) }
}

/// The resource of a built-in group that `resource` is the plural or singular of.
fn plural_in(group: &str, resource: &str) -> Option<GroupResource> {
    let plurals = builtin_resources::in_group(group)?;
    plurals
        .iter()
        .find(|plural| is_plural_of(plural, resource))
        .map(|plural| GroupResource::new(group, plural))
}

/// The resource of any built-in group that `resource` is the plural or singular of.
fn anywhere(resource: &str) -> Option<GroupResource> {
    builtin_resources::STORED.iter().find_map(|(group, _)| plural_in(group, resource))
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
            "podsecuritypolicies.policy",
            "resourceclasses.resource.k8s.io",
        ];
        for text in rows {
            assert_eq!(mismatch(text), None, "{text}");
        }
    }

    #[test]
    fn names_that_match_nothing() {
        let rows: [(&str, Cause, Option<&str>, bool); 48] = [
            ("", Cause::Empty, None, false),
            (" ", Cause::Empty, None, false),
            (" secrets", Cause::Blanks, Some("secrets"), true),
            ("secrets ", Cause::Blanks, Some("secrets"), true),
            (" secret", Cause::Blanks, Some("secrets"), true),
            ("secret", Cause::Singular, Some("secrets"), true),
            ("configmap", Cause::Singular, Some("configmaps"), true),
            ("ingress.networking.k8s.io", Cause::Singular, Some("ingresses.networking.k8s.io"), true),
            (
                "networkpolicy.networking.k8s.io",
                Cause::Singular,
                Some("networkpolicies.networking.k8s.io"),
                true,
            ),
            ("v1/secrets", Cause::Version, Some("secrets"), true),
            ("secrets/v1", Cause::Version, Some("secrets"), true),
            ("core/secrets", Cause::Version, Some("secrets"), true),
            ("core/v1/secret", Cause::Version, Some("secrets"), true),
            ("secrets.v1", Cause::Version, Some("secrets"), true),
            ("secrets.core", Cause::Version, Some("secrets"), true),
            ("apps/v1/deployments", Cause::Version, Some("deployments.apps"), true),
            ("deployments.v1.apps", Cause::Version, Some("deployments.apps"), true),
            ("events.k8s.io/v1/events", Cause::Version, Some("events"), true),
            ("events.events.k8s.io ", Cause::Blanks, Some("events"), true),
            ("*.events.k8s.io ", Cause::Blanks, None, false),
            ("secrets. ", Cause::Blanks, Some("secrets"), true),
            ("v1", Cause::Version, None, false),
            ("* ", Cause::Blanks, Some("*."), false),
            ("v1/*", Cause::Version, Some("*."), false),
            ("core/*", Cause::Version, Some("*."), false),
            ("*.v1", Cause::Version, Some("*."), false),
            ("*.core", Cause::Version, Some("*."), false),
            ("apps/v1/*", Cause::Version, Some("*.apps"), false),
            ("apps/*", Cause::Slash, Some("*.apps"), false),
            ("*/*", Cause::Slash, Some("*.*"), false),
            ("*/secrets", Cause::Slash, Some("secrets"), false),
            ("*/status", Cause::Slash, None, false),
            ("events.k8s.io/events", Cause::Slash, Some("events"), false),
            ("pods/*", Cause::Subresource, Some("pods"), false),
            ("apps/deployments", Cause::Slash, Some("deployments.apps"), false),
            ("example.com/pandas", Cause::Slash, Some("pandas.example.com"), false),
            ("foo/secrets", Cause::Slash, Some("secrets"), false),
            ("pods/status", Cause::Subresource, Some("pods"), false),
            ("deployments", Cause::WrongGroup, Some("deployments.apps"), false),
            ("ingresses", Cause::WrongGroup, Some("ingresses.networking.k8s.io"), false),
            ("volumeattachments", Cause::WrongGroup, Some("volumeattachments.storage.k8s.io"), false),
            ("secrets.apps", Cause::WrongGroup, Some("secrets"), false),
            ("ingress", Cause::Unknown, Some("ingresses.networking.k8s.io"), false),
            ("pandas", Cause::Unknown, None, false),
            ("podsecuritypolicies", Cause::Unknown, None, false),
            ("*.foo", Cause::Unknown, None, false),
            ("foo.apps", Cause::Unknown, None, false),
            (".", Cause::Unknown, None, false),
        ];
        for (text, cause, candidate, is_certain) in rows {
            let found = mismatch(text).unwrap_or_else(|| panic!("{text} may match"));
            let written = found.candidate.as_ref().map(GroupResource::to_string);
            assert_eq!((found.cause, written.as_deref()), (cause, candidate), "{text}");
            assert_eq!(found.is_certain(), is_certain, "{text}");
            // What is written in its place is accepted and may match.
            assert!(written.iter().all(|name| refusal(name).is_none() && mismatch(name).is_none()), "{text}");
        }
    }

    /// So there is never a choice of candidates.
    #[test]
    fn no_name_is_of_two_resources() {
        let plurals: Vec<&str> =
            builtin_resources::STORED.iter().flat_map(|(_, plurals)| plurals.iter().copied()).collect();
        for plural in &plurals {
            let singulars = ["s", "es"].into_iter().filter_map(|end| plural.strip_suffix(end));
            let of_y = plural.strip_suffix("ies").map(|stem| format!("{stem}y"));
            for name in singulars.chain([*plural]).chain(of_y.as_deref()) {
                let of = plurals.iter().filter(|plural| is_plural_of(plural, name));
                assert_eq!(of.collect::<Vec<_>>(), [plural], "{name}");
            }
        }
    }
}
