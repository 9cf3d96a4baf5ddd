//! What keeps etcd's data, and what endangers it on the node.

mod data_directory;
mod membership;

family!(
    etcd340_force_new_cluster,
    etcd341_unsafe_no_fsync,
    etcd342_data_dir_ephemeral,
    etcd343_strict_reconfig_check_off,
    etcd344_quota_unreasonable,
    etcd345_even_or_single_membership,
    etcd346_default_cluster_token,
    etcd347_scattered_pki_mount,
    etcd348_privileged_etcd,
    etcd349_data_dir_permissions_unknowable,
);
