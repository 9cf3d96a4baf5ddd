//! The content of an EncryptionConfiguration, each fact with its place.
//!
//! Reading is lenient: what has a wrong type is left out here and listed in
//! [`EncryptionConfig::problems`]. `null` is the same as absent, as in Go.

use crate::source::{Cursor, Duplicate, Place};

use super::decode::{self, Problem, TypeField};
use super::endpoint::{Endpoint, EndpointError};
use super::resources::GroupResource;
use super::secret::KeyMaterial;
use crate::go_value::parse_duration;

/// A fact and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The fact.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// An EncryptionConfiguration.
#[derive(Clone, Debug)]
pub struct EncryptionConfig {
    /// The whole of it.
    pub place: Place,
    /// `apiVersion`, if it is a string.
    pub api_version: Option<Located<String>>,
    /// `kind`, if it is a string.
    pub kind: Option<Located<String>>,
    /// What the decoder refuses.
    pub problems: Vec<Problem>,
    /// `resources`, whatever it is; `None` if missing or null.
    pub entries_place: Option<Place>,
    /// The entries in order; an earlier one takes precedence.
    pub entries: Vec<Entry>,
    /// The `sops` mapping of a file that SOPS has encrypted.
    pub sops: Option<Place>,
}

/// One entry: resources, and the providers for them.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The entry.
    pub place: Place,
    /// Its `resources`, whatever it is; `None` if missing or null.
    pub resources_place: Option<Place>,
    /// The names in it.
    pub resources: Vec<ResourceName>,
    /// Its `providers`, whatever it is; `None` if missing or null.
    pub providers_place: Option<Place>,
    /// The elements of `providers`.
    pub providers: Vec<Provider>,
}

/// The name of a resource as it is written.
#[derive(Clone, Debug)]
pub struct ResourceName {
    /// The text; empty for `null`.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// What kube-apiserver makes of it.
    pub group_resource: GroupResource,
}

/// One element of `providers`.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The element.
    pub place: Place,
    /// The providers in it, in source order. kube-apiserver wants exactly one.
    pub kinds: Vec<ProviderKind>,
    /// Providers without a value, such as `identity:` without `{}`; `place` is the key's.
    pub null_kinds: Vec<Located<ProviderName>>,
}

/// The name of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProviderName {
    /// AES-CBC with PKCS#7 padding, unauthenticated.
    Aescbc,
    /// AES-GCM with a random nonce.
    Aesgcm,
    /// XSalsa20 and Poly1305.
    Secretbox,
    /// No encryption.
    Identity,
    /// A plugin that encrypts data keys.
    Kms,
}

/// A provider with its settings.
#[derive(Clone, Debug)]
pub struct ProviderKind {
    /// Which provider it is.
    pub name: ProviderName,
    /// Its settings; [`Place::to_key`] is its name.
    pub place: Place,
    /// `keys`, whatever it is; `None` if missing or null.
    pub keys_place: Option<Place>,
    /// The keys of aescbc, aesgcm and secretbox: the first one encrypts, all decrypt.
    pub keys: Vec<Key>,
    /// The settings of kms.
    pub kms: Option<Kms>,
}

/// A key of aescbc, aesgcm or secretbox.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key with its name.
    pub place: Place,
    /// `name`, if it is a string.
    pub name: Option<Located<String>>,
    /// `secret`, if it is a string.
    pub secret: Option<Located<KeyMaterial>>,
}

/// The settings of kms. The methods give the values in effect, defaults included.
#[derive(Clone, Debug)]
pub struct Kms {
    /// The settings.
    pub place: Place,
    /// `apiVersion`
    pub api_version: Option<Located<String>>,
    /// `name`
    pub name: Option<Located<String>>,
    /// `cachesize`
    pub cache_size: Option<Located<i32>>,
    /// `endpoint`
    pub endpoint: Option<Located<String>>,
    /// `timeout` in nanoseconds.
    pub timeout: Option<Located<i64>>,
}

impl EncryptionConfig {
    /// Reads the configuration at `root`. `duplicates` are those of the document.
    pub fn read(root: &Cursor<'_>, duplicates: &[Duplicate]) -> EncryptionConfig {
        let entries = present(root, "resources");
        EncryptionConfig {
            place: root.place(),
            api_version: decode::type_field(root, TypeField::ApiVersion),
            kind: decode::type_field(root, TypeField::Kind),
            problems: decode::problems(root, duplicates),
            entries_place: entries.as_ref().map(Cursor::place),
            entries: items(entries).map(|entry| Entry::read(&entry)).collect(),
            sops: present(root, "sops").map(|sops| sops.place()),
        }
    }

    /// Whether it carries the name that an error in the documentation once gave it
    /// (`apiVersion: v1`, `kind: EncryptionConfig`), which still loads.
    pub fn is_legacy(&self) -> bool {
        let is_kind = |kind: &Located<String>| kind.value == "EncryptionConfig";
        self.kind.as_ref().is_some_and(is_kind)
            && self
                .api_version
                .as_ref()
                .is_some_and(|api| decode::is_registered(&api.value, "EncryptionConfig"))
    }

    /// All providers, in order.
    pub fn provider_kinds(&self) -> impl Iterator<Item = &ProviderKind> {
        self.entries.iter().flat_map(|entry| &entry.providers).flat_map(|provider| &provider.kinds)
    }

    /// All keys with the provider they belong to, in order.
    pub fn keys(&self) -> impl Iterator<Item = (&ProviderKind, &Key)> {
        self.provider_kinds().flat_map(|kind| kind.keys.iter().map(move |key| (kind, key)))
    }
}

impl Entry {
    fn read(cursor: &Cursor<'_>) -> Entry {
        let resources = present(cursor, "resources");
        let providers = present(cursor, "providers");
        Entry {
            place: cursor.place(),
            resources_place: resources.as_ref().map(Cursor::place),
            resources: items(resources).filter_map(|name| ResourceName::read(&name)).collect(),
            providers_place: providers.as_ref().map(Cursor::place),
            providers: items(providers).map(|provider| Provider::read(&provider)).collect(),
        }
    }
}

impl ResourceName {
    /// Go reads `null` into the empty string.
    fn read(cursor: &Cursor<'_>) -> Option<ResourceName> {
        let text = if cursor.node.is_null() { "" } else { cursor.node.as_str()? };
        Some(ResourceName {
            text: text.to_owned(),
            place: cursor.place(),
            group_resource: GroupResource::parse(text),
        })
    }
}

impl Provider {
    fn read(cursor: &Cursor<'_>) -> Provider {
        let mut provider = Provider { place: cursor.place(), kinds: Vec::new(), null_kinds: Vec::new() };
        for (key, settings) in cursor.entries() {
            let Some(name) = ProviderName::parse(key) else { continue };
            if settings.node.is_null() {
                provider.null_kinds.push(Located { value: name, place: settings.place().to_key() });
            } else {
                provider.kinds.push(ProviderKind::read(name, &settings));
            }
        }
        provider
    }

    /// The provider whose settings kube-apiserver validates: with several in one element, kms before
    /// aesgcm before aescbc before secretbox.
    pub fn validated(&self) -> Option<&ProviderKind> {
        let order = |kind: &&ProviderKind| match kind.name {
            ProviderName::Kms => 0,
            ProviderName::Aesgcm => 1,
            ProviderName::Aescbc => 2,
            ProviderName::Secretbox => 3,
            ProviderName::Identity => 4,
        };
        self.kinds.iter().min_by_key(order)
    }
}

impl ProviderName {
    /// The provider with this name; the case of the letters counts.
    pub fn parse(text: &str) -> Option<ProviderName> {
        const ALL: [ProviderName; 5] = [
            ProviderName::Aescbc,
            ProviderName::Aesgcm,
            ProviderName::Secretbox,
            ProviderName::Identity,
            ProviderName::Kms,
        ];
        ALL.into_iter().find(|name| name.as_str() == text)
    }

    /// The name as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            ProviderName::Aescbc => "aescbc",
            ProviderName::Aesgcm => "aesgcm",
            ProviderName::Secretbox => "secretbox",
            ProviderName::Identity => "identity",
            ProviderName::Kms => "kms",
        }
    }

    /// The lengths in bytes that kube-apiserver accepts for a key; none for identity and kms.
    pub fn key_lengths(self) -> &'static [usize] {
        match self {
            ProviderName::Aescbc | ProviderName::Aesgcm => &[16, 24, 32],
            ProviderName::Secretbox => &[32],
            ProviderName::Identity | ProviderName::Kms => &[],
        }
    }

    /// Whether its keys stand in the configuration itself.
    pub fn has_local_keys(self) -> bool {
        !self.key_lengths().is_empty()
    }
}

impl ProviderKind {
    fn read(name: ProviderName, cursor: &Cursor<'_>) -> ProviderKind {
        let keys = if name.has_local_keys() { present(cursor, "keys") } else { None };
        ProviderKind {
            name,
            place: cursor.place(),
            keys_place: keys.as_ref().map(Cursor::place),
            keys: items(keys).map(|key| Key::read(&key)).collect(),
            kms: (name == ProviderName::Kms).then(|| Kms::read(cursor)),
        }
    }

    /// Whether this provider encrypts.
    pub fn encrypts(&self) -> bool {
        self.name != ProviderName::Identity
    }
}

impl Key {
    fn read(cursor: &Cursor<'_>) -> Key {
        let secret = text(cursor, "secret");
        Key {
            place: cursor.place(),
            name: text(cursor, "name"),
            secret: secret.map(|text| Located { value: KeyMaterial::new(text.value), place: text.place }),
        }
    }

    /// The name; empty if it is missing, which kube-apiserver treats alike.
    pub fn name(&self) -> &str {
        self.name.as_ref().map_or("", |name| &name.value)
    }
}

impl Kms {
    fn read(cursor: &Cursor<'_>) -> Kms {
        let duration = |text: Located<String>| {
            Some(Located { value: parse_duration(&text.value).ok()?, place: text.place })
        };
        let integer =
            |cursor: Cursor<'_>| Some(Located { value: decode::int32(cursor.node)?, place: cursor.place() });
        Kms {
            place: cursor.place(),
            api_version: text(cursor, "apiVersion"),
            name: text(cursor, "name"),
            cache_size: present(cursor, "cachesize").and_then(integer),
            endpoint: text(cursor, "endpoint"),
            timeout: text(cursor, "timeout").and_then(duration),
        }
    }

    /// The version of the plugin's API in effect: `v1` if missing or empty.
    pub fn effective_api_version(&self) -> &str {
        match &self.api_version {
            Some(version) if !version.value.is_empty() => &version.value,
            _ => "v1",
        }
    }

    /// The name; empty if it is missing.
    pub fn name(&self) -> &str {
        self.name.as_ref().map_or("", |name| &name.value)
    }

    /// The endpoint taken apart; `None` if it is missing or empty.
    pub fn parsed_endpoint(&self) -> Option<Result<Endpoint, EndpointError>> {
        let endpoint = self.endpoint.as_ref().filter(|endpoint| !endpoint.value.is_empty())?;
        Some(Endpoint::parse(&endpoint.value))
    }
}

/// The value of `key`, unless it is missing or null.
fn present<'a>(cursor: &Cursor<'a>, key: &str) -> Option<Cursor<'a>> {
    cursor.get(key).filter(|value| !value.node.is_null())
}

/// The string at `key`.
fn text(cursor: &Cursor<'_>, key: &str) -> Option<Located<String>> {
    let value = cursor.get(key)?;
    Some(Located { value: value.node.as_str()?.to_owned(), place: value.place() })
}

/// The items of a list, if there is one.
fn items(list: Option<Cursor<'_>>) -> impl Iterator<Item = Cursor<'_>> {
    list.into_iter().flat_map(|list| list.items())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Node};

    fn config(resources: serde_json::Value) -> EncryptionConfig {
        let json = serde_json::json!({
            "apiVersion": "apiserver.config.k8s.io/v1",
            "kind": "EncryptionConfiguration",
            "resources": resources,
        });
        EncryptionConfig::read(&Cursor::new(&Node::from(&json), DocumentId(0)), &[])
    }

    fn provider(json: serde_json::Value) -> Provider {
        let mut config = config(serde_json::json!([{ "resources": ["secrets"], "providers": [json] }]));
        config.entries.remove(0).providers.remove(0)
    }

    fn kms(settings: serde_json::Value) -> Kms {
        provider(serde_json::json!({ "kms": settings })).kinds.remove(0).kms.unwrap()
    }

    #[test]
    fn facts_have_places() {
        let config = config(serde_json::json!([{
            "resources": ["secrets"],
            "providers": [{ "aescbc": { "keys": [{ "name": "a", "secret": "AQ==" }] } }, { "identity": {} }],
        }]));
        let (kind, key) = config.keys().next().unwrap();
        let secret = key.secret.as_ref().unwrap();
        assert_eq!(secret.place.path.to_string(), "resources[0].providers[0].aescbc.keys[0].secret");
        assert_eq!(kind.place.path.to_string(), "resources[0].providers[0].aescbc");
        assert_eq!(config.entries[0].resources[0].place.path.to_string(), "resources[0].resources[0]");
        assert_eq!(
            config.provider_kinds().map(|kind| kind.name.as_str()).collect::<Vec<_>>(),
            ["aescbc", "identity"]
        );
        assert_eq!((key.name(), secret.value.len()), ("a", 4));
        assert!(config.problems.is_empty());
        assert!(!format!("{config:?}").contains("AQ=="));
    }

    #[test]
    fn null_is_absent() {
        let config = config(
            serde_json::json!([null, { "resources": null, "providers": [null] }, { "resources": [null] }]),
        );
        assert!(config.problems.is_empty());
        assert_eq!(config.entries.len(), 3);
        assert!(config.entries.iter().take(2).all(|entry| entry.resources_place.is_none()));
        assert!(config.entries[1].providers[0].kinds.is_empty());
        assert_eq!(config.entries[2].resources[0].text, "");
    }

    #[test]
    fn a_provider_without_value_is_kept_apart() {
        let provider = provider(serde_json::json!({ "identity": null, "aescbc": {}, "aesCBC": {} }));
        assert_eq!(provider.kinds.iter().map(|kind| kind.name).collect::<Vec<_>>(), [ProviderName::Aescbc]);
        assert_eq!(provider.null_kinds[0].value, ProviderName::Identity);
        assert_eq!(provider.kinds[0].keys_place, None);
    }

    #[test]
    fn with_several_in_one_element_kms_is_validated() {
        let rows = [
            (
                serde_json::json!({ "aescbc": {}, "identity": {}, "kms": {}, "aesgcm": {} }),
                Some(ProviderName::Kms),
            ),
            (serde_json::json!({ "aescbc": {}, "aesgcm": {} }), Some(ProviderName::Aesgcm)),
            (serde_json::json!({ "identity": {}, "secretbox": {} }), Some(ProviderName::Secretbox)),
            (serde_json::json!({ "identity": null }), None),
        ];
        for (json, expected) in rows {
            assert_eq!(provider(json).validated().map(|kind| kind.name), expected);
        }
    }

    #[test]
    fn wrong_types_are_left_out() {
        let config = config(serde_json::json!([{
            "resources": "secrets",
            "providers": [{ "aescbc": { "keys": [{ "name": 1, "secret": 1234 }] } }],
        }]));
        let key = &config.entries[0].providers[0].kinds[0].keys[0];
        assert!(key.name.is_none() && key.secret.is_none() && config.entries[0].resources.is_empty());
        assert!(config.entries[0].resources_place.is_some());
        assert_eq!(config.problems.len(), 3);
    }

    #[test]
    fn kms_defaults() {
        let rows = [
            (serde_json::json!({}), "v1"),
            (serde_json::json!({ "apiVersion": "" }), "v1"),
            (serde_json::json!({ "apiVersion": "v2" }), "v2"),
            (serde_json::json!({ "apiVersion": "v1" }), "v1"),
        ];
        for (json, api_version) in rows {
            let kms = kms(json.clone());
            assert_eq!(kms.effective_api_version(), api_version, "{json}");
        }
    }

    #[test]
    fn kms_endpoints() {
        assert_eq!(kms(serde_json::json!({ "endpoint": "" })).parsed_endpoint(), None);
        let parsed = kms(serde_json::json!({ "endpoint": "unix:///run/kms.sock" })).parsed_endpoint();
        assert!(matches!(parsed, Some(Ok(endpoint)) if endpoint.path == "/run/kms.sock"));
    }

    #[test]
    fn the_legacy_name() {
        let rows = [
            ("v1", "EncryptionConfig", true, 0),
            ("apiserver.config.k8s.io/v1", "EncryptionConfiguration", false, 0),
            ("v1", "EncryptionConfiguration", false, 1),
            ("apiserver.config.k8s.io/v1", "EncryptionConfig", false, 1),
        ];
        for (api_version, kind, expected, problems) in rows {
            let node = Node::from(&serde_json::json!({ "apiVersion": api_version, "kind": kind }));
            let config = EncryptionConfig::read(&Cursor::new(&node, DocumentId(0)), &[]);
            assert_eq!(config.is_legacy(), expected, "{api_version} {kind}");
            assert_eq!(config.problems.len(), problems, "{api_version} {kind}");
        }
    }
}
