//! An EncryptionConfiguration as data: for kube-apiserver's model as it is, for etcdlint as JSON.

use base64::Engine;
use serde_json::{Value, json};

/// The entries of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config(pub(crate) Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) resources: Vec<&'static str>,
    /// One element of `providers` each.
    pub(crate) credentials: Vec<Credential>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Credential {
    Identity,
    Key { provider: &'static str, name: &'static str, material: u8 },
    Kms { version: &'static str, name: &'static str, endpoint: u8 },
}

impl Config {
    /// A configuration for Secrets. Without credentials it does not cover them.
    pub(crate) fn secrets(credentials: &[Credential]) -> Config {
        let (resource, credentials) = match credentials {
            [] => ("events", vec![Credential::Identity]),
            _ => ("secrets", credentials.to_vec()),
        };
        Config(vec![Entry { resources: vec![resource], credentials }])
    }

    /// A configuration for everything.
    pub(crate) fn everything(credential: Credential) -> Config {
        Config(vec![Entry { resources: vec!["*.*"], credentials: vec![credential] }])
    }

    /// What is in effect for a resource: the lists of all entries that name it, one behind the other; else
    /// of its group's wildcard; else of `*.*`; else identity.
    pub(crate) fn credentials(&self, resource: &str) -> Vec<Credential> {
        let group = resource.split_once('.').map_or("", |(_, group)| group);
        for name in [resource, &format!("*.{group}"), "*.*"] {
            let entries = self.0.iter().filter(|entry| entry.resources.contains(&name));
            let found: Vec<Credential> = entries.flat_map(|entry| entry.credentials.clone()).collect();
            if !found.is_empty() {
                return found;
            }
        }
        vec![Credential::Identity]
    }

    /// The file.
    pub(crate) fn to_json(&self) -> Value {
        let entries = self.0.iter().map(|entry| {
            let providers: Vec<Value> = entry.credentials.iter().map(|one| one.to_json()).collect();
            json!({ "resources": entry.resources, "providers": providers })
        });
        json!({
            "apiVersion": "apiserver.config.k8s.io/v1", "kind": "EncryptionConfiguration",
            "resources": entries.collect::<Vec<_>>(),
        })
    }
}

impl Credential {
    fn to_json(self) -> Value {
        match self {
            Credential::Identity => json!({ "identity": {} }),
            Credential::Key { provider, name, material } => {
                let secret = base64::engine::general_purpose::STANDARD.encode(bytes(material));
                json!({ provider: { "keys": [{ "name": name, "secret": secret }] } })
            }
            Credential::Kms { version, name, endpoint } => {
                json!({ "kms": { "apiVersion": version, "name": name, "endpoint": format!("unix:///run/{endpoint}.sock") } })
            }
        }
    }
}

/// 32 bytes that look like a key.
pub(crate) fn bytes(seed: u8) -> [u8; 32] {
    let mut state = u64::from(seed) + 1;
    std::array::from_fn(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
}
