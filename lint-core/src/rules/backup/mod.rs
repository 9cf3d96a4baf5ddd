//! Backups of etcd: jobs and scripts that save snapshots.

mod change;
mod fate;
#[cfg(test)]
mod tests;

family!(
    bak101_snapshot_over_plaintext,
    bak102_tls_verification_off,
    bak103_client_credentials_missing,
    bak104_several_endpoints,
    bak105_v2_backup,
    bak106_api_version_unset_old_client,
    bak107_etcdctl_env_flag_conflict,
    bak108_fixed_destination,
    bak109_ephemeral_destination,
    bak110_same_node_only,
    bak111_unverified,
    bak112_no_timeout,
    bak113_loopback_without_hostnetwork,
    bak114_not_on_control_plane,
    bak115_shell_missing_in_image,
    bak116_tool_missing_in_image,
    bak117_substitution_without_shell,
    bak118_failure_masked,
    bak119_credentials_in_plain,
    bak120_removed_subcommand,
    bak121_suspended,
    bak122_schedule,
    bak123_concurrency,
    bak124_no_retention,
    bak125_unencrypted_export,
    bak126_no_backup_found,
    bak127_job_without_failure_policy,
    bak128_over_privileged_job,
    bak129_snapshot_world_readable,
    bak130_snapshot_copied_from_live_file,
    bak131_restore_in_place,
    bak132_keys_not_backed_up,
);
