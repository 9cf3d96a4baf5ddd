//! Whether etcd understands its flags, variables and configuration file, and what it makes of them.

mod argument;
#[cfg(test)]
mod tests;
mod values;

family!(
    etcd301_unknown_flag,
    etcd302_apiserver_flag_on_etcd,
    etcd303_flag_not_in_version,
    etcd304_flag_deprecated,
    etcd305_invalid_flag_value,
    etcd306_bool_separate_value,
    etcd307_stray_argument,
    etcd308_swallowed_flag,
    etcd309_missing_value,
    etcd310_several_flags_in_one_argument,
    etcd311_literal_quotes,
    etcd312_repeated_flag,
    etcd313_env_flag_conflict,
    etcd314_env_invalid_value,
    etcd315_env_unrecognised,
    etcd316_flags_ignored_by_config_file,
    etcd317_config_file_unknown_key,
    etcd318_config_file_type,
    etcd319_config_file_duplicate_key,
    etcd320_crl_unsupported_in_config_file,
    etcd321_invalid_listen_url,
    etcd322_initial_cluster_name_mismatch,
    etcd323_config_is_not_config_file,
    etcd324_options_in_conflict,
    etcd325_initial_cluster_url_mismatch,
);
