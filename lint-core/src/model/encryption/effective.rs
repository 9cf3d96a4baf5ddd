//! Which providers are in effect for a resource.

use super::config::{EncryptionConfig, ProviderKind, ResourceName};
use super::resources::GroupResource;

/// The providers in effect for one resource.
#[derive(Clone, Debug)]
pub struct Effective<'a> {
    /// The names in the configuration that apply, in order; none if no entry does.
    pub names: Vec<&'a ResourceName>,
    /// The providers of their entries, concatenated. Without any, data is stored as it is.
    pub providers: Vec<ProviderRef<'a>>,
}

/// A provider and where it stands in the lists.
#[derive(Clone, Copy, Debug)]
pub struct ProviderRef<'a> {
    /// Position of its entry.
    pub entry: usize,
    /// Position of its element in the entry's `providers`.
    pub element: usize,
    /// The provider.
    pub kind: &'a ProviderKind,
}

impl EncryptionConfig {
    /// The providers for `target`: those of every entry that names it, else of `*.GROUP`, else of
    /// `*.*`, else none.
    pub fn effective(&self, target: &GroupResource) -> Effective<'_> {
        let of_group = GroupResource::new(&target.group, "*");
        let everything = GroupResource::new("*", "*");
        [target, &of_group, &everything]
            .into_iter()
            .map(|name| self.providers_of(name))
            .find(|effective| !effective.names.is_empty())
            .unwrap_or(Effective { names: Vec::new(), providers: Vec::new() })
    }

    /// The providers of all entries that have exactly this name.
    fn providers_of(&self, target: &GroupResource) -> Effective<'_> {
        let mut effective = Effective { names: Vec::new(), providers: Vec::new() };
        for (index, entry) in self.entries.iter().enumerate() {
            for name in entry.resources.iter().filter(|name| name.group_resource == *target) {
                effective.names.push(name);
                let elements = entry.providers.iter().enumerate();
                effective.providers.extend(elements.flat_map(|(element, provider)| {
                    provider.kinds.iter().map(move |kind| ProviderRef { entry: index, element, kind })
                }));
            }
        }
        effective
    }
}

impl<'a> Effective<'a> {
    /// Whether any entry applies.
    pub fn is_covered(&self) -> bool {
        !self.names.is_empty()
    }

    /// The provider that writes; `None` stores data as it is, like identity.
    pub fn writer(&self) -> Option<ProviderRef<'a>> {
        self.providers.first().copied()
    }

    /// The providers that are tried for reading, the writer included.
    pub fn readers(&self) -> &[ProviderRef<'a>] {
        &self.providers
    }

    /// Whether what is written now is encrypted.
    pub fn writes_encrypted(&self) -> bool {
        self.writer().is_some_and(|writer| writer.kind.encrypts())
    }

    /// Whether some provider encrypts, be it only for reading.
    pub fn can_decrypt(&self) -> bool {
        self.providers.iter().any(|provider| provider.kind.encrypts())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Cursor, DocumentId, Node};

    fn config(json: &serde_json::Value) -> EncryptionConfig {
        EncryptionConfig::read(&Cursor::new(&Node::from(json), DocumentId(0)), &[])
    }

    /// The providers for a resource, as `ENTRY:ELEMENT:NAME`.
    fn providers(config: &EncryptionConfig, name: &str) -> Vec<String> {
        let effective = config.effective(&GroupResource::parse(name));
        let show = |p: &ProviderRef<'_>| format!("{}:{}:{}", p.entry, p.element, p.kind.name.as_str());
        effective.readers().iter().map(show).collect()
    }

    #[test]
    fn explicit_before_group_before_everything() {
        let config = config(&serde_json::json!({ "resources": [
            { "resources": ["secrets", "deployments.apps"], "providers": [{ "aescbc": {} }, { "identity": {} }] },
            { "resources": ["secrets."], "providers": [{ "kms": {} }] },
            { "resources": ["*."], "providers": [{ "secretbox": {} }] },
            { "resources": ["*.*"], "providers": [{ "identity": {} }] },
        ]}));
        let rows: [(&str, &[&str]); 4] = [
            ("secrets", &["0:0:aescbc", "0:1:identity", "1:0:kms"]),
            ("deployments.apps", &["0:0:aescbc", "0:1:identity"]),
            ("configmaps", &["2:0:secretbox"]),
            ("pandas.example.com", &["3:0:identity"]),
        ];
        for (name, expected) in rows {
            assert_eq!(providers(&config, name), expected, "{name}");
        }
        assert_eq!(config.effective(&GroupResource::secrets()).names.len(), 2);
    }

    #[test]
    fn the_first_provider_writes() {
        let rows = [
            (serde_json::json!([{ "aescbc": {} }, { "identity": {} }]), true, true),
            (serde_json::json!([{ "identity": {} }, { "aescbc": {} }]), false, true),
            (serde_json::json!([{ "identity": {} }]), false, false),
            (serde_json::json!([{ "identity": null }, { "kms": {} }]), true, true),
            (serde_json::json!([]), false, false),
        ];
        for (list, encrypted, decrypts) in rows {
            let config =
                config(&serde_json::json!({ "resources": [{ "resources": ["secrets"], "providers": list }]}));
            let effective = config.effective(&GroupResource::secrets());
            assert!(effective.is_covered());
            assert_eq!(
                (effective.writes_encrypted(), effective.can_decrypt()),
                (encrypted, decrypts),
                "{list}"
            );
        }
    }

    #[test]
    fn what_no_entry_names_is_not_covered() {
        let config = config(&serde_json::json!({ "resources": [
            { "resources": ["secret", "*.apps"], "providers": [{ "aescbc": {} }] },
        ]}));
        let effective = config.effective(&GroupResource::secrets());
        assert!(!effective.is_covered() && effective.writer().is_none());
    }
}
