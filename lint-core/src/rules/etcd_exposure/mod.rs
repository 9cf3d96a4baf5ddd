//! What of etcd can be reached, and from where.

mod etcd330_listen_on_all_interfaces;
mod etcd331_metrics_plaintext_exposed;
mod etcd332_pprof_enabled;
mod etcd333_etcd_port_published;
mod etcd334_probe_needs_client_certificate;
mod etcd335_v2_api_enabled;

mod network_policy;
mod port;
mod selector;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &etcd330_listen_on_all_interfaces::RULE,
    &etcd331_metrics_plaintext_exposed::RULE,
    &etcd332_pprof_enabled::RULE,
    &etcd333_etcd_port_published::RULE,
    &etcd334_probe_needs_client_certificate::RULE,
    &etcd335_v2_api_enabled::RULE,
];
