//! What an object is stored with: the name in its prefix, and the key behind the name.

use std::fmt;

use crate::message;
use crate::message::{Message, show};
use crate::model::encryption::{Key, Kms, ProviderKind, ProviderName};
use crate::subject::volume::clean;

/// What an object is stored with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Credential {
    /// Nothing: it is stored as it is.
    Plain,
    /// A key that stands in the configuration.
    Key {
        /// Its provider.
        provider: ProviderName,
        /// Its name.
        name: String,
        /// What tells it from other keys of its name; `None` if the file does not hold the key itself.
        material: Option<Material>,
    },
    /// A key that only a plugin knows.
    Kms {
        /// The version of the plugin's API, which is part of the prefix.
        version: String,
        /// The name of the provider.
        name: String,
        /// Where the plugin listens, in one spelling for one socket.
        endpoint: String,
    },
}

/// The SHA-256 of a key, for nothing but comparison: there is no way to print it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Material(String);

impl Credential {
    /// What a provider writes and reads with, in the order in which it tries them.
    pub(super) fn of(kind: &ProviderKind) -> Vec<Credential> {
        match (&kind.kms, kind.encrypts()) {
            (Some(kms), _) => vec![Credential::of_plugin(kms)],
            (None, false) => vec![Credential::Plain],
            (None, true) => kind.keys.iter().map(|key| Credential::of_key(kind.name, key)).collect(),
        }
    }

    fn of_key(provider: ProviderName, key: &Key) -> Credential {
        let secret = key.secret.as_ref().filter(|secret| !secret.value.is_placeholder());
        let bytes = secret.and_then(|secret| secret.value.decode().ok());
        let material = bytes.map(|bytes| Material(bytes.sha256()));
        Credential::Key { provider, name: key.name().to_owned(), material }
    }

    fn of_plugin(kms: &Kms) -> Credential {
        Credential::Kms {
            version: kms.effective_api_version().to_owned(),
            name: kms.name().to_owned(),
            endpoint: socket(kms),
        }
    }

    /// Whether what is stored with it is encrypted.
    pub fn encrypts(&self) -> bool {
        *self != Credential::Plain
    }

    /// Whether objects stored with the one have the same prefix as those stored with the other, so that
    /// kube-apiserver tries the one on the objects of the other.
    pub fn has_prefix_of(&self, other: &Credential) -> bool {
        match (self, other) {
            (Credential::Plain, Credential::Plain) => true,
            (
                Credential::Key { provider, name, .. },
                Credential::Key { provider: other_provider, name: other_name, .. },
            ) => provider == other_provider && name == other_name,
            (
                Credential::Kms { version, name, .. },
                Credential::Kms { version: other_version, name: other_name, .. },
            ) => version == other_version && name == other_name,
            _ => false,
        }
    }

    /// Whether it reads what is stored with `other`, as far as can be told. Which key a plugin has, and
    /// which one a placeholder stands for, cannot.
    pub fn is_key_of(&self, other: &Credential) -> bool {
        self.has_prefix_of(other)
            && match (self.material(), other.material()) {
                (Some(own), Some(others)) => own == others,
                _ => true,
            }
    }

    /// Whether a wrong key of this provider can give garbage instead of an error.
    pub(super) fn may_garble(&self) -> bool {
        matches!(self, Credential::Key { provider: ProviderName::Aescbc, .. })
    }

    /// Whether it is the same key under another name or provider.
    pub(super) fn is_same_material(&self, other: &Credential) -> bool {
        self.material().is_some() && self.material() == other.material()
    }

    /// The name of the key or plugin.
    pub fn name(&self) -> &str {
        match self {
            Credential::Plain => "",
            Credential::Key { name, .. } | Credential::Kms { name, .. } => name,
        }
    }

    /// What the stored form of an object begins with; nothing if it is stored as it is.
    pub fn prefix(&self) -> String {
        match self {
            Credential::Plain => String::new(),
            Credential::Key { provider, name, .. } => format!("k8s:enc:{}:v1:{name}:", provider.as_str()),
            Credential::Kms { version, name, .. } => format!("k8s:enc:kms:{version}:{name}:"),
        }
    }

    /// `aescbc`, `kms v2`, …
    pub fn provider(&self) -> Message {
        match self {
            Credential::Plain => "identity".into(),
            Credential::Key { provider, .. } => provider.as_str().into(),
            Credential::Kms { version, .. } => message!("kms {}", show(version)),
        }
    }

    /// For the middle of a sentence: `aescbc key "key1"`.
    pub fn described(&self) -> Message {
        match self {
            Credential::Plain => "identity".into(),
            Credential::Key { name, .. } => message!("{} key \"{}\"", self.provider(), show(name)),
            Credential::Kms { name, .. } => message!("{} provider \"{}\"", self.provider(), show(name)),
        }
    }

    fn material(&self) -> Option<&Material> {
        match self {
            Credential::Key { material, .. } => material.as_ref(),
            _ => None,
        }
    }
}

/// The path of a plugin's socket, cleaned. `/var/run` is a link to `/run` in most images.
fn socket(kms: &Kms) -> String {
    match kms.parsed_endpoint() {
        Some(Ok(parsed)) if parsed.scheme == "unix" && !parsed.is_abstract() => {
            let path = clean(&parsed.path);
            path.strip_prefix("/var/run/").map_or(path.clone(), |rest| format!("/run/{rest}"))
        }
        _ => kms.endpoint.as_ref().map(|endpoint| endpoint.value.clone()).unwrap_or_default(),
    }
}

impl fmt::Debug for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}
