//! What an EncryptionConfiguration protects, and what it leaves open.

mod enc201_identity_first;
mod enc202_identity_only;
mod enc203_secrets_not_covered;
mod enc204_earlier_entry_wins;
mod enc205_unknown_resource_name;
mod enc206_other_sensitive_resources;
mod enc207_no_identity_fallback;
mod enc208_identity_left_over;
mod enc209_aescbc;
mod enc210_aesgcm_nonce_limit;
mod enc211_aes_key_shorter_than_256;
mod enc212_static_local_key;
mod enc214_weak_key;
mod enc215_known_published_key;
mod enc216_placeholder_key;
mod enc217_duplicate_key_name;
mod enc218_duplicate_key_material;
mod enc219_key_name_colon;
mod enc220_kms_endpoint_two_slashes;
mod enc221_kms_abstract_socket;
mod enc222_kms_timeout_long;
mod enc223_kms_v1_cache;
mod enc224_kms_socket_not_mounted;
mod enc225_kms_and_local_key_writer;
mod enc226_key_in_configmap;
mod enc227_key_inline_in_cluster_api;
mod enc228_key_committed;
mod enc229_key_secret_in_same_cluster;
mod enc230_legacy_kind;
mod enc232_applied_as_object;

mod chain;
mod keys;
#[cfg(test)]
mod tests;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &enc201_identity_first::RULE,
    &enc202_identity_only::RULE,
    &enc203_secrets_not_covered::RULE,
    &enc204_earlier_entry_wins::RULE,
    &enc205_unknown_resource_name::RULE,
    &enc206_other_sensitive_resources::RULE,
    &enc207_no_identity_fallback::RULE,
    &enc208_identity_left_over::RULE,
    &enc209_aescbc::RULE,
    &enc210_aesgcm_nonce_limit::RULE,
    &enc211_aes_key_shorter_than_256::RULE,
    &enc212_static_local_key::RULE,
    &enc214_weak_key::RULE,
    &enc215_known_published_key::RULE,
    &enc216_placeholder_key::RULE,
    &enc217_duplicate_key_name::RULE,
    &enc218_duplicate_key_material::RULE,
    &enc219_key_name_colon::RULE,
    &enc220_kms_endpoint_two_slashes::RULE,
    &enc221_kms_abstract_socket::RULE,
    &enc222_kms_timeout_long::RULE,
    &enc223_kms_v1_cache::RULE,
    &enc224_kms_socket_not_mounted::RULE,
    &enc225_kms_and_local_key_writer::RULE,
    &enc226_key_in_configmap::RULE,
    &enc227_key_inline_in_cluster_api::RULE,
    &enc228_key_committed::RULE,
    &enc229_key_secret_in_same_cluster::RULE,
    &enc230_legacy_kind::RULE,
    &enc232_applied_as_object::RULE,
];
