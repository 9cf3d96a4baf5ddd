//! The providers and keys that kube-apiserver validates: of each element of `providers` one.

use crate::model::encryption::{EncryptionConfig, Key, Kms, Provider, ProviderKind};

fn validated(config: &EncryptionConfig) -> impl Iterator<Item = &ProviderKind> {
    elements(config).filter_map(Provider::validated)
}

/// The elements of all lists of providers.
pub(super) fn elements(config: &EncryptionConfig) -> impl Iterator<Item = &Provider> {
    config.entries.iter().flat_map(|entry| &entry.providers)
}

/// The providers that need keys: aescbc, aesgcm and secretbox.
pub(super) fn with_keys(config: &EncryptionConfig) -> impl Iterator<Item = &ProviderKind> {
    validated(config).filter(|kind| !kind.name.key_lengths().is_empty())
}

/// The keys, each with its provider.
pub(super) fn keys(config: &EncryptionConfig) -> impl Iterator<Item = (&ProviderKind, &Key)> {
    with_keys(config).flat_map(|kind| kind.keys.iter().map(move |key| (kind, key)))
}

/// The settings of all kms providers, in order.
pub(super) fn kms(config: &EncryptionConfig) -> impl Iterator<Item = &Kms> {
    validated(config).filter_map(|kind| kind.kms.as_ref())
}
