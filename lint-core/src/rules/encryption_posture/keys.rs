//! The keys of a configuration.

use crate::message::{Shown, show};
use crate::model::encryption::{EncryptionConfig, Key, KeyMaterial, Located, ProviderKind};

/// A key whose secret is not empty.
pub(super) struct AnyKey<'a> {
    /// Its provider.
    pub(super) kind: &'a ProviderKind,
    /// The key.
    pub(super) key: &'a Key,
    /// Its material, or what stands in its place.
    pub(super) secret: &'a Located<KeyMaterial>,
}

/// All keys with a secret, in order; placeholders too.
pub(super) fn all_keys(config: &EncryptionConfig) -> impl Iterator<Item = AnyKey<'_>> {
    config.keys().filter_map(|(kind, key)| {
        let secret = key.secret.as_ref().filter(|secret| !secret.value.is_empty())?;
        Some(AnyKey { kind, key, secret })
    })
}

/// Keys that lie open: neither placeholders nor encrypted by a tool such as SOPS.
pub(super) fn open_keys(config: &EncryptionConfig) -> impl Iterator<Item = AnyKey<'_>> {
    all_keys(config).filter(|key| !key.secret.value.is_placeholder())
}

/// The key's name for the beginning of a message.
pub(super) fn name_of(key: &Key) -> Shown {
    if key.name().is_empty() {
        show("a key without a name")
    } else {
        show(&format!("key \"{}\"", key.name()))
    }
}
