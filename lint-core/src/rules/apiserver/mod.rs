//! How kube-apiserver reaches etcd, and what it does about encryption at rest.

mod api101_etcd_servers_plaintext;
mod api102_etcd_client_certificate_missing;
mod api103_etcd_cafile_missing;
mod api104_etcd_cert_key_unpaired;
mod api106_encryption_config_missing;
mod api107_experimental_encryption_flag;
mod api108_reload_without_config;
mod api109_reload_off;
mod api110_path_not_mounted;
mod api111_encryption_mount_writable;
mod api112_encryption_config_from_configmap;
mod api113_etcd_servers_missing;
mod api114_etcd_servers_schemeless;
mod api115_overrides_plaintext;
mod api116_invalid_value;
mod api117_kmsv1_gate;
mod api118_unknown_etcd_or_encryption_flag;
mod api119_missing_or_quoted_value;
mod api120_server_certificate_reused_as_client;
mod api121_kubeadm_external_etcd;
mod api122_extraargs_name_with_dashes;
mod api123_extraargs_shape;
mod api124_extraargs_overrides_secure_default;
mod api125_extraargs_duplicate_sorted_by_value;
mod dialled;

#[cfg(test)]
mod kubeadm_tests;
#[cfg(test)]
mod tests;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &api101_etcd_servers_plaintext::RULE,
    &api102_etcd_client_certificate_missing::RULE,
    &api103_etcd_cafile_missing::RULE,
    &api104_etcd_cert_key_unpaired::RULE,
    &api106_encryption_config_missing::RULE,
    &api107_experimental_encryption_flag::RULE,
    &api108_reload_without_config::RULE,
    &api109_reload_off::RULE,
    &api110_path_not_mounted::RULE,
    &api111_encryption_mount_writable::RULE,
    &api112_encryption_config_from_configmap::RULE,
    &api113_etcd_servers_missing::RULE,
    &api114_etcd_servers_schemeless::RULE,
    &api115_overrides_plaintext::RULE,
    &api116_invalid_value::RULE,
    &api117_kmsv1_gate::RULE,
    &api118_unknown_etcd_or_encryption_flag::RULE,
    &api119_missing_or_quoted_value::RULE,
    &api120_server_certificate_reused_as_client::RULE,
    &api121_kubeadm_external_etcd::RULE,
    &api122_extraargs_name_with_dashes::RULE,
    &api123_extraargs_shape::RULE,
    &api124_extraargs_overrides_secure_default::RULE,
    &api125_extraargs_duplicate_sorted_by_value::RULE,
];
