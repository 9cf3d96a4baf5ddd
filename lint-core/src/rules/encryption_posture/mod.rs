//! What an EncryptionConfiguration protects, and what it leaves open.

mod chain;
mod keys;
#[cfg(test)]
mod tests;

family!(
    enc201_identity_first,
    enc202_identity_only,
    enc203_secrets_not_covered,
    enc204_earlier_entry_wins,
    enc205_unknown_resource_name,
    enc206_other_sensitive_resources,
    enc207_no_identity_fallback,
    enc208_identity_left_over,
    enc209_aescbc,
    enc210_aesgcm_nonce_limit,
    enc211_aes_key_shorter_than_256,
    enc212_static_local_key,
    enc214_weak_key,
    enc215_known_published_key,
    enc216_placeholder_key,
    enc217_duplicate_key_name,
    enc218_duplicate_key_material,
    enc219_key_name_colon,
    enc220_kms_endpoint_two_slashes,
    enc221_kms_abstract_socket,
    enc222_kms_timeout_long,
    enc223_kms_v1_cache,
    enc224_kms_socket_not_mounted,
    enc225_kms_and_local_key_writer,
    enc226_key_in_configmap,
    enc227_key_inline_in_cluster_api,
    enc228_key_committed,
    enc229_key_secret_in_same_cluster,
    enc230_legacy_kind,
    enc232_applied_as_object,
);
