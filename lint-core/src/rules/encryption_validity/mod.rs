//! What kube-apiserver refuses in an EncryptionConfiguration.

mod enc101_file_empty;
mod enc102_kind_or_apiversion_missing;
mod enc103_wrong_group_version_kind;
mod enc104_unknown_field;
mod enc105_duplicate_field;
mod enc106_wrong_type;
mod enc107_flow_mapping_root;
mod enc108_multi_document;
mod enc110_no_entries;
mod enc111_entry_without_resources;
mod enc112_entry_without_providers;
mod enc113_uppercase_resource;
mod enc114_bare_star;
mod enc115_non_rest_resource;
mod enc116_events_group;
mod enc117_extensions_group;
mod enc118_resource_across_groups;
mod enc119_duplicate_in_list;
mod enc120_overlap_in_list;
mod enc121_masked_by_earlier_entry;
mod enc122_wildcard_or_cr_version;
mod enc130_provider_empty;
mod enc131_providers_in_one_element;
mod enc132_keys_empty;
mod enc133_key_name_missing;
mod enc134_key_secret_missing;
mod enc135_key_not_base64;
mod enc136_key_length;
mod enc140_kms_name_missing;
mod enc141_kms_name_colon;
mod enc142_kms_name_duplicate;
mod enc143_kms_timeout_not_positive;
mod enc144_kms_endpoint_missing;
mod enc145_kms_endpoint_scheme;
mod enc146_kms_v2_cachesize;
mod enc147_kms_v1_cachesize_zero;
mod enc148_kms_apiversion;
mod enc149_kms_v1_disabled;

mod providers;
mod resource_names;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &enc101_file_empty::RULE,
    &enc102_kind_or_apiversion_missing::RULE,
    &enc103_wrong_group_version_kind::RULE,
    &enc104_unknown_field::RULE,
    &enc105_duplicate_field::RULE,
    &enc106_wrong_type::RULE,
    &enc107_flow_mapping_root::RULE,
    &enc108_multi_document::RULE,
    &enc110_no_entries::RULE,
    &enc111_entry_without_resources::RULE,
    &enc112_entry_without_providers::RULE,
    &enc113_uppercase_resource::RULE,
    &enc114_bare_star::RULE,
    &enc115_non_rest_resource::RULE,
    &enc116_events_group::RULE,
    &enc117_extensions_group::RULE,
    &enc118_resource_across_groups::RULE,
    &enc119_duplicate_in_list::RULE,
    &enc120_overlap_in_list::RULE,
    &enc121_masked_by_earlier_entry::RULE,
    &enc122_wildcard_or_cr_version::RULE,
    &enc130_provider_empty::RULE,
    &enc131_providers_in_one_element::RULE,
    &enc132_keys_empty::RULE,
    &enc133_key_name_missing::RULE,
    &enc134_key_secret_missing::RULE,
    &enc135_key_not_base64::RULE,
    &enc136_key_length::RULE,
    &enc140_kms_name_missing::RULE,
    &enc141_kms_name_colon::RULE,
    &enc142_kms_name_duplicate::RULE,
    &enc143_kms_timeout_not_positive::RULE,
    &enc144_kms_endpoint_missing::RULE,
    &enc145_kms_endpoint_scheme::RULE,
    &enc146_kms_v2_cachesize::RULE,
    &enc147_kms_v1_cachesize_zero::RULE,
    &enc148_kms_apiversion::RULE,
    &enc149_kms_v1_disabled::RULE,
];

#[cfg(test)]
mod tests;
