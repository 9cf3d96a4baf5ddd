//! The step from one EncryptionConfiguration to the next, and what can no longer be read after it.

mod lost;
#[cfg(test)]
mod tests;

family!(
    enc240_writer_key_removed,
    enc241_new_writer_not_readable_elsewhere,
    enc242_key_material_changed_under_same_name,
    enc243_encryption_disabled,
    enc244_reader_removed,
    enc245_resource_leaves_configuration,
    enc246_key_applies_elsewhere,
    enc247_provider_changed_under_same_name,
    enc248_identity_removed,
    enc249_kms_endpoint_changed,
);
