//! The members that a new cluster is started with.

use crate::model::etcd::Etcd;
use crate::rules::etcd_peer::membership::{finds_others, initial_members};

/// How many members a new cluster is started with; nothing if that cannot be seen, or if the server
/// joins a cluster: then the list holds those that were there at the time.
pub(super) fn founding_members(etcd: &Etcd) -> Option<usize> {
    let is_new = etcd.is_given("initial-cluster-state").is_some()
        && etcd.text("initial-cluster-state").as_deref() != Some("existing");
    if finds_others(etcd) || !is_new { None } else { initial_members(etcd) }
}
