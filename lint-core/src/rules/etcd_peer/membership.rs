//! Whether there are other members.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::model::etcd::Etcd;

/// Whether `initial-cluster` names more than one member.
pub(in crate::rules) fn has_other_members(etcd: &Etcd) -> bool {
    etcd.initial_cluster().is_some_and(|members| names(&members) > 1)
}

/// Whether there is one member only, as far as can be seen.
pub(super) fn is_single(etcd: &Etcd, cx: &Context) -> bool {
    let finds_others = DISCOVERY.iter().any(|flag| etcd.is_given(flag) != Some(false));
    let replicas = cx.home(etcd).and_then(|(workload, _)| workload.replicas).unwrap_or(1);
    !finds_others && replicas <= 1 && etcd.initial_cluster().is_some_and(|members| names(&members) <= 1)
}

/// The options that let a member find others.
const DISCOVERY: [&str; 3] = ["discovery", "discovery-srv", "discovery-endpoints"];

/// A member may stand there several times, once for each of its URLs.
fn names<T>(members: &[(String, T)]) -> usize {
    members.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len()
}
