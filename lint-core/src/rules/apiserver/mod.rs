//! How kube-apiserver reaches etcd, and what it does about encryption at rest.

#[cfg(test)]
mod kubeadm_tests;
#[cfg(test)]
mod tests;

family!(
    api101_etcd_servers_plaintext,
    api102_etcd_client_certificate_missing,
    api103_etcd_cafile_missing,
    api104_etcd_cert_key_unpaired,
    api106_encryption_config_missing,
    api107_experimental_encryption_flag,
    api108_reload_without_config,
    api109_reload_off,
    api110_path_not_mounted,
    api111_encryption_mount_writable,
    api112_encryption_config_from_configmap,
    api113_etcd_servers_missing,
    api114_etcd_servers_schemeless,
    api115_overrides_plaintext,
    api116_invalid_value,
    api117_kmsv1_gate,
    api118_unknown_etcd_or_encryption_flag,
    api119_missing_or_quoted_value,
    api120_server_certificate_reused_as_client,
    api121_kubeadm_external_etcd,
    api122_extraargs_name_with_dashes,
    api123_extraargs_shape,
    api124_extraargs_overrides_secure_default,
    api125_extraargs_duplicate_sorted_by_value,
);
