//! The step from one EncryptionConfiguration to the next, and what can no longer be read after it.

mod enc240_writer_key_removed;
mod enc241_new_writer_not_readable_elsewhere;
mod enc242_key_material_changed_under_same_name;
mod enc243_encryption_disabled;
mod enc244_reader_removed;
mod enc245_resource_leaves_configuration;
mod enc246_key_applies_elsewhere;
mod enc247_provider_changed_under_same_name;
mod enc248_identity_removed;
mod enc249_kms_endpoint_changed;

mod lost;
#[cfg(test)]
mod tests;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &enc240_writer_key_removed::RULE,
    &enc241_new_writer_not_readable_elsewhere::RULE,
    &enc242_key_material_changed_under_same_name::RULE,
    &enc243_encryption_disabled::RULE,
    &enc244_reader_removed::RULE,
    &enc245_resource_leaves_configuration::RULE,
    &enc246_key_applies_elsewhere::RULE,
    &enc247_provider_changed_under_same_name::RULE,
    &enc248_identity_removed::RULE,
    &enc249_kms_endpoint_changed::RULE,
];
