//! Telling an EncryptionConfiguration from other documents, mistakes included.

use crate::source::Cursor;

use super::config::ProviderName;
use super::decode::{self, TypeField};

/// By what a document was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// `apiVersion` and `kind` are right; the legacy pair counts.
    Registered,
    /// The kind is right or nearly so, the pair is not.
    Name,
    /// It has entries with providers.
    Shape,
}

/// Whether `root` is an EncryptionConfiguration, or was meant to be one.
pub fn looks_like(root: &Cursor<'_>) -> Option<Recognised> {
    let field = |field| decode::type_field(root, field).map(|text| text.value);
    let api_version = field(TypeField::ApiVersion).unwrap_or_default();
    let kind = field(TypeField::Kind).unwrap_or_default();
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    if decode::is_registered(&api_version, &kind) {
        Some(Recognised::Registered)
    } else if is_near_kind(&kind) && !is_foreign(group) {
        Some(Recognised::Name)
    } else if has_shape(root, kind.is_empty() || group == "apiserver.config.k8s.io") {
        Some(Recognised::Shape)
    } else {
        None
    }
}

/// Whether a file of this name or path must be meant as an EncryptionConfiguration, whatever is in it.
///
/// True for names with both `encryption` and `config` in them, for `secrets-encryption`, and for the
/// `enc/enc.yaml` of the Kubernetes documentation; with the ending of YAML or JSON, or none.
pub fn is_file_name(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let mut parts = path.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or_default();
    let folder = parts.next().unwrap_or_default();
    let (stem, ending) = name.split_once('.').unwrap_or((name, "yaml"));
    let letters: String = stem.chars().filter(char::is_ascii_alphanumeric).collect();
    let says_so = letters.contains("encryption") && letters.contains("config")
        || letters == "secretsencryption"
        || folder == "enc" && letters == "enc";
    says_so && matches!(ending, "yaml" | "yml" | "json")
}

/// `EncryptionConfig…` and `EncryptionProviderConfig…`, whatever the case and punctuation.
pub(crate) fn is_near_kind(kind: &str) -> bool {
    let letters: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = letters.to_ascii_lowercase();
    ["encryptionconfig", "encryptionproviderconfig"].iter().any(|prefix| letters.starts_with(prefix))
}

/// A group that belongs to somebody else, who may have a kind of the same name.
fn is_foreign(group: &str) -> bool {
    group.contains('.') && !group.ends_with("k8s.io")
}

/// Whether an item of `resources` has a list of `providers`. In a document with a name of its own
/// one of them must be a provider of Kubernetes.
fn has_shape(root: &Cursor<'_>, is_nameless: bool) -> bool {
    let is_provider = |key: &str| ProviderName::parse(&key.to_ascii_lowercase()).is_some();
    let entries = root.get("resources").into_iter().flat_map(|entries| entries.items());
    let mut providers = entries.filter_map(|entry| entry.get("providers"));
    if is_nameless {
        return providers.next().is_some();
    }
    providers.flat_map(|list| list.items()).any(|item| item.entries().any(|(key, _)| is_provider(key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Node};

    fn recognised(json: serde_json::Value) -> Option<Recognised> {
        looks_like(&Cursor::new(&Node::from(&json), DocumentId(0)))
    }

    #[test]
    fn by_name() {
        let rows = [
            ("apiserver.config.k8s.io/v1", "EncryptionConfiguration", Some(Recognised::Registered)),
            ("v1", "EncryptionConfig", Some(Recognised::Registered)),
            ("apiserver.config.k8s.io/v1", "EncryptionConfig", Some(Recognised::Name)),
            ("v1", "EncryptionConfiguration", Some(Recognised::Name)),
            ("apiserver.config.k8s.io/v1beta1", "EncryptionConfiguration", Some(Recognised::Name)),
            ("apiserver.k8s.io/v1", "EncryptionConfiguration", Some(Recognised::Name)),
            ("apiserver.config.k8s.io/v1", "encryptionconfiguration", Some(Recognised::Name)),
            ("apiserver.config.k8s.io/v1", "encryption-config", Some(Recognised::Name)),
            ("", "EncryptionConfiguration", Some(Recognised::Name)),
            ("security.example.com/v1", "EncryptionConfig", None),
            ("v1", "Secret", None),
            ("v1", "ConfigMap", None),
            ("apiserver.config.k8s.io/v1", "AdmissionConfiguration", None),
            ("", "", None),
        ];
        for (api_version, kind, expected) in rows {
            let json = serde_json::json!({ "apiVersion": api_version, "kind": kind });
            assert_eq!(recognised(json), expected, "{api_version} {kind}");
        }
    }

    #[test]
    fn by_shape() {
        let entry = |provider: &str| serde_json::json!([{ "providers": [{ provider: {} }] }]);
        let rows = [
            (serde_json::json!({ "resources": entry("aescbc") }), true),
            (serde_json::json!({ "resources": [{ "providers": null }] }), true),
            (
                serde_json::json!({ "resources": entry("vault"), "apiVersion": "apiserver.config.k8s.io/v1" }),
                true,
            ),
            (serde_json::json!({ "resources": entry("aesCBC"), "apiVersion": "v1", "kind": "Foo" }), true),
            (serde_json::json!({ "resources": entry("vault"), "apiVersion": "v1", "kind": "Foo" }), false),
            (serde_json::json!({ "resources": ["a.yaml"], "kind": "Kustomization" }), false),
            (serde_json::json!({ "providers": [{ "aescbc": {} }] }), false),
            (serde_json::json!([]), false),
            (serde_json::json!(null), false),
        ];
        for (json, expected) in rows {
            assert_eq!(recognised(json.clone()) == Some(Recognised::Shape), expected, "{json}");
        }
    }

    #[test]
    fn fields_in_the_wrong_case_still_name_it() {
        let json = serde_json::json!({ "apiVersion": "apiserver.config.k8s.io/v1", "Kind": "EncryptionConfiguration" });
        assert_eq!(recognised(json), Some(Recognised::Registered));
    }

    #[test]
    fn by_the_name_of_the_file() {
        let rows = [
            ("encryption-config.yaml", true),
            ("/etc/kubernetes/EncryptionConfiguration.yml", true),
            ("encryption-provider-config.json", true),
            ("C:\\cluster\\encryption_config.yaml", true),
            ("encryptionconfig", true),
            ("secrets-encryption.yaml", true),
            ("/etc/kubernetes/enc/enc.yaml", true),
            ("enc.yaml", false),
            ("config.yaml", false),
            ("encryption.yaml", false),
            ("encryption/config.yaml", false),
            ("encryption-config.tf", false),
            ("encryption-config.yaml.md", false),
            ("", false),
        ];
        for (name, expected) in rows {
            assert_eq!(is_file_name(name), expected, "{name}");
        }
    }
}
