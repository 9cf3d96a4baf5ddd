//! Backups of etcd: jobs and scripts that save snapshots.

mod bak101_snapshot_over_plaintext;
mod bak102_tls_verification_off;
mod bak103_client_credentials_missing;
mod bak104_several_endpoints;
mod bak105_v2_backup;
mod bak106_api_version_unset_old_client;
mod bak107_etcdctl_env_flag_conflict;
mod bak108_fixed_destination;
mod bak109_ephemeral_destination;
mod bak110_same_node_only;
mod bak111_unverified;
mod bak112_no_timeout;
mod bak113_loopback_without_hostnetwork;
mod bak114_not_on_control_plane;
mod bak115_shell_missing_in_image;
mod bak116_tool_missing_in_image;
mod bak117_substitution_without_shell;
mod bak118_failure_masked;
mod bak119_credentials_in_plain;
mod bak120_removed_subcommand;
mod bak121_suspended;
mod bak122_schedule;
mod bak123_concurrency;
mod bak124_no_retention;
mod bak125_unencrypted_export;
mod bak126_no_backup_found;
mod bak127_job_without_failure_policy;
mod bak128_over_privileged_job;
mod bak129_snapshot_world_readable;
mod bak130_snapshot_copied_from_live_file;
mod bak131_restore_in_place;
mod bak132_keys_not_backed_up;

mod change;
mod fate;
#[cfg(test)]
mod tests;
pub(crate) mod unseen;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &bak101_snapshot_over_plaintext::RULE,
    &bak102_tls_verification_off::RULE,
    &bak103_client_credentials_missing::RULE,
    &bak104_several_endpoints::RULE,
    &bak105_v2_backup::RULE,
    &bak106_api_version_unset_old_client::RULE,
    &bak107_etcdctl_env_flag_conflict::RULE,
    &bak108_fixed_destination::RULE,
    &bak109_ephemeral_destination::RULE,
    &bak110_same_node_only::RULE,
    &bak111_unverified::RULE,
    &bak112_no_timeout::RULE,
    &bak113_loopback_without_hostnetwork::RULE,
    &bak114_not_on_control_plane::RULE,
    &bak115_shell_missing_in_image::RULE,
    &bak116_tool_missing_in_image::RULE,
    &bak117_substitution_without_shell::RULE,
    &bak118_failure_masked::RULE,
    &bak119_credentials_in_plain::RULE,
    &bak120_removed_subcommand::RULE,
    &bak121_suspended::RULE,
    &bak122_schedule::RULE,
    &bak123_concurrency::RULE,
    &bak124_no_retention::RULE,
    &bak125_unencrypted_export::RULE,
    &bak126_no_backup_found::RULE,
    &bak127_job_without_failure_policy::RULE,
    &bak128_over_privileged_job::RULE,
    &bak129_snapshot_world_readable::RULE,
    &bak130_snapshot_copied_from_live_file::RULE,
    &bak131_restore_in_place::RULE,
    &bak132_keys_not_backed_up::RULE,
];
