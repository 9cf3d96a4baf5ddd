//! Whether etcd understands its flags, variables and configuration file, and what it makes of them.

mod etcd301_unknown_flag;
mod etcd302_apiserver_flag_on_etcd;
mod etcd303_flag_not_in_version;
mod etcd304_flag_deprecated;
mod etcd305_invalid_flag_value;
mod etcd306_bool_separate_value;
mod etcd307_stray_argument;
mod etcd308_swallowed_flag;
mod etcd309_missing_value;
mod etcd310_several_flags_in_one_argument;
mod etcd311_literal_quotes;
mod etcd312_repeated_flag;
mod etcd313_env_flag_conflict;
mod etcd314_env_invalid_value;
mod etcd315_env_unrecognised;
mod etcd316_flags_ignored_by_config_file;
mod etcd317_config_file_unknown_key;
mod etcd318_config_file_type;
mod etcd319_config_file_duplicate_key;
mod etcd320_crl_unsupported_in_config_file;
mod etcd321_invalid_listen_url;
mod etcd322_initial_cluster_name_mismatch;
mod etcd323_config_is_not_config_file;
mod etcd324_options_in_conflict;
mod etcd325_initial_cluster_url_mismatch;

pub(in crate::rules) mod argument;
mod auth_token;
mod feature_gates;
mod log_outputs;
#[cfg(test)]
mod tests;
mod values;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &etcd301_unknown_flag::RULE,
    &etcd302_apiserver_flag_on_etcd::RULE,
    &etcd303_flag_not_in_version::RULE,
    &etcd304_flag_deprecated::RULE,
    &etcd305_invalid_flag_value::RULE,
    &etcd306_bool_separate_value::RULE,
    &etcd307_stray_argument::RULE,
    &etcd308_swallowed_flag::RULE,
    &etcd309_missing_value::RULE,
    &etcd310_several_flags_in_one_argument::RULE,
    &etcd311_literal_quotes::RULE,
    &etcd312_repeated_flag::RULE,
    &etcd313_env_flag_conflict::RULE,
    &etcd314_env_invalid_value::RULE,
    &etcd315_env_unrecognised::RULE,
    &etcd316_flags_ignored_by_config_file::RULE,
    &etcd317_config_file_unknown_key::RULE,
    &etcd318_config_file_type::RULE,
    &etcd319_config_file_duplicate_key::RULE,
    &etcd320_crl_unsupported_in_config_file::RULE,
    &etcd321_invalid_listen_url::RULE,
    &etcd322_initial_cluster_name_mismatch::RULE,
    &etcd323_config_is_not_config_file::RULE,
    &etcd324_options_in_conflict::RULE,
    &etcd325_initial_cluster_url_mismatch::RULE,
];
