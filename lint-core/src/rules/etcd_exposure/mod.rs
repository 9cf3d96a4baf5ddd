//! What of etcd can be reached, and from where.

mod network_policy;
mod port;
mod selector;

family!(
    etcd330_listen_on_all_interfaces,
    etcd331_metrics_plaintext_exposed,
    etcd332_pprof_enabled,
    etcd333_etcd_port_published,
    etcd334_probe_needs_client_certificate,
    etcd335_v2_api_enabled,
);
