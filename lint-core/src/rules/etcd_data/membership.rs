//! The members that a cluster is started with.

use std::collections::BTreeSet;

use crate::model::etcd::Etcd;

/// How many members `initial-cluster` names; nothing if that cannot be seen, or if the server joins
/// a cluster: then the list holds those that were there at the time. One member may have several URLs.
pub(super) fn initial_members(etcd: &Etcd) -> Option<usize> {
    let is_found_elsewhere = ["discovery", "discovery-srv", "discovery-endpoints"]
        .iter()
        .any(|flag| etcd.is_given(flag) != Some(false));
    let is_new = etcd.is_given("initial-cluster-state").is_some()
        && etcd.text("initial-cluster-state").as_deref() != Some("existing");
    if is_found_elsewhere || !is_new {
        return None;
    }
    let members = etcd.initial_cluster()?;
    let names: BTreeSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    Some(names.len())
}
