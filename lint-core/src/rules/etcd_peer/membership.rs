//! How many members a cluster has, as far as can be seen.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::model::etcd::{Config, Etcd};

/// Whether `initial-cluster` names more than one member.
pub(in crate::rules) fn has_other_members(etcd: &Etcd) -> bool {
    initial_members(etcd).is_some_and(|members| members > 1)
}

/// How many members `initial-cluster` names; nothing if that cannot be seen.
pub(in crate::rules) fn initial_members(etcd: &Etcd) -> Option<usize> {
    // A member may stand there several times, once for each of its URLs.
    let members = etcd.initial_cluster()?;
    Some(members.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len())
}

/// Whether the member may find others in another way.
pub(in crate::rules) fn finds_others(etcd: &Etcd) -> bool {
    // The file has the options of the newer discovery in a section.
    let has_section = matches!(&etcd.config, Config::Given(file) if file.key("discovery-config").is_some());
    let flags = ["discovery", "discovery-srv", "discovery-endpoints"];
    has_section || flags.iter().any(|flag| etcd.is_given(flag) != Some(false))
}

/// Whether there is one member only, as far as can be seen.
pub(super) fn is_single(etcd: &Etcd, cx: &Context) -> bool {
    let replicas = cx.home(etcd).and_then(|(workload, _)| workload.replicas).unwrap_or(1);
    !finds_others(etcd) && replicas <= 1 && initial_members(etcd).is_some_and(|members| members <= 1)
}
