//! What keeps etcd's data, and what endangers it on the node.

mod etcd340_force_new_cluster;
mod etcd341_unsafe_no_fsync;
mod etcd342_data_dir_ephemeral;
mod etcd343_strict_reconfig_check_off;
mod etcd344_quota_unreasonable;
mod etcd345_even_or_single_membership;
mod etcd346_default_cluster_token;
mod etcd347_scattered_pki_mount;
mod etcd348_privileged_etcd;
mod etcd349_data_dir_permissions_unknowable;

mod data_directory;
mod membership;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &etcd340_force_new_cluster::RULE,
    &etcd341_unsafe_no_fsync::RULE,
    &etcd342_data_dir_ephemeral::RULE,
    &etcd343_strict_reconfig_check_off::RULE,
    &etcd344_quota_unreasonable::RULE,
    &etcd345_even_or_single_membership::RULE,
    &etcd346_default_cluster_token::RULE,
    &etcd347_scattered_pki_mount::RULE,
    &etcd348_privileged_etcd::RULE,
    &etcd349_data_dir_permissions_unknowable::RULE,
];
