//! What kube-apiserver refuses in an EncryptionConfiguration.

mod providers;
mod resource_names;

family!(
    enc101_file_empty,
    enc102_kind_or_apiversion_missing,
    enc103_wrong_group_version_kind,
    enc104_unknown_field,
    enc105_duplicate_field,
    enc106_wrong_type,
    enc107_flow_mapping_root,
    enc108_multi_document,
    enc110_no_entries,
    enc111_entry_without_resources,
    enc112_entry_without_providers,
    enc113_uppercase_resource,
    enc114_bare_star,
    enc115_non_rest_resource,
    enc116_events_group,
    enc117_extensions_group,
    enc118_resource_across_groups,
    enc119_duplicate_in_list,
    enc120_overlap_in_list,
    enc121_masked_by_earlier_entry,
    enc122_wildcard_or_cr_version,
    enc130_provider_empty,
    enc131_providers_in_one_element,
    enc132_keys_empty,
    enc133_key_name_missing,
    enc134_key_secret_missing,
    enc135_key_not_base64,
    enc136_key_length,
    enc140_kms_name_missing,
    enc141_kms_name_colon,
    enc142_kms_name_duplicate,
    enc143_kms_timeout_not_positive,
    enc144_kms_endpoint_missing,
    enc145_kms_endpoint_scheme,
    enc146_kms_v2_cachesize,
    enc147_kms_v1_cachesize_zero,
    enc148_kms_apiversion,
    enc149_kms_v1_disabled,
);

#[cfg(test)]
mod tests;
