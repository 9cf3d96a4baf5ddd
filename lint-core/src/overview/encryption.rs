//! What an EncryptionConfiguration does to each resource: which provider writes, and which read.

use crate::message;
use crate::message::{Message, show};
use crate::model::encryption::{EncryptionConfig, GroupResource, ProviderName, ProviderRef};
use crate::report::{Locator, Site};

/// What happens to a resource, or to all of a sort.
#[derive(Clone, Debug)]
pub struct ResourceFacts {
    /// The resource as it is written; `None` for whatever no entry names.
    pub resource: Option<Message>,
    /// Where it is named.
    pub site: Option<Site>,
    /// The providers: the first one writes, all of them read. Without any, data is stored as it is.
    pub providers: Vec<ProviderFacts>,
}

/// A provider that is in effect for a resource.
#[derive(Clone, Debug)]
pub struct ProviderFacts {
    /// Which one it is.
    pub name: ProviderName,
    /// The name of its plugin or of its first key, which encrypts; `v2` of kms stands before it.
    pub detail: Option<Message>,
    /// Where it stands.
    pub site: Site,
}

/// The resources in the order in which they are named, then Secrets and everything else where no
/// entry names them.
pub(super) fn resources(config: &EncryptionConfig, locator: &mut Locator) -> Vec<ResourceFacts> {
    let mut seen: Vec<&GroupResource> = Vec::new();
    let mut facts = Vec::new();
    for name in config.entries.iter().flat_map(|entry| &entry.resources) {
        if seen.contains(&&name.group_resource) {
            continue;
        }
        seen.push(&name.group_resource);
        facts.push(ResourceFacts {
            resource: Some(show(&name.text).into()),
            site: Some(locator.site(&name.place)),
            providers: providers(config, &name.group_resource, locator),
        });
    }
    let secrets = GroupResource::secrets();
    if !config.effective(&secrets).is_covered() {
        facts.push(ResourceFacts { resource: Some("secrets".into()), site: None, providers: Vec::new() });
    }
    if !seen.iter().any(|resource| resource.is_everything()) {
        facts.push(ResourceFacts { resource: None, site: None, providers: Vec::new() });
    }
    facts
}

fn providers(
    config: &EncryptionConfig,
    resource: &GroupResource,
    locator: &mut Locator,
) -> Vec<ProviderFacts> {
    let effective = config.effective(resource);
    effective
        .readers()
        .iter()
        .map(|provider| ProviderFacts {
            name: provider.kind.name,
            detail: detail(provider),
            site: locator.site(&provider.kind.place.to_key()),
        })
        .collect()
}

fn detail(provider: &ProviderRef) -> Option<Message> {
    match (&provider.kind.kms, provider.kind.keys.first()) {
        (Some(kms), _) => Some(message!("{} {}", show(kms.effective_api_version()), show(kms.name()))),
        (None, Some(key)) if !key.name().is_empty() => Some(show(key.name()).into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Facts;
    use super::super::tests::only;

    /// Each resource with its providers: `secrets: aescbc key1, identity`.
    fn rows(entries: &str) -> Vec<String> {
        let text = format!(
            "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources: {entries}\n"
        );
        let Facts::Encryption(resources) = only(&text) else { panic!("not an EncryptionConfiguration") };
        let shown = resources.iter().map(|one| {
            let providers = one.providers.iter().map(|provider| {
                let detail = provider.detail.as_ref().map(|detail| format!(" {detail}"));
                format!("{}{}", provider.name.as_str(), detail.unwrap_or_default())
            });
            let name = one.resource.as_ref().map_or("else", |name| name.as_str());
            format!("{name}: {}", providers.collect::<Vec<_>>().join(", "))
        });
        shown.collect()
    }

    #[test]
    fn writer_and_readers_of_each_resource() {
        let table: [(&str, &[&str]); 5] = [
            ("[]", &["secrets: ", "else: "]),
            (
                "[{resources: [secrets, configmaps], providers: [{aescbc: {keys: [{name: key1}]}}, {identity: {}}]}]",
                &["secrets: aescbc key1, identity", "configmaps: aescbc key1, identity", "else: "],
            ),
            (
                "[{resources: ['*.*'], providers: [{kms: {apiVersion: v2, name: vault}}]}]",
                &["*.*: kms v2 vault"],
            ),
            (
                "[{resources: [configmaps], providers: [{secretbox: {}}]}]",
                &["configmaps: secretbox", "secrets: ", "else: "],
            ),
            (
                "[{resources: [secrets], providers: [{identity: {}}]}, {resources: [secrets], providers: [{aesgcm: {}}]}]",
                &["secrets: identity, aesgcm", "else: "],
            ),
        ];
        for (entries, expected) in table {
            assert_eq!(rows(entries), expected, "{entries}");
        }
    }
}
