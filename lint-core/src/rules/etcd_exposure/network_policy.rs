//! Whether a NetworkPolicy guards an etcd pod.

use super::selector;
use crate::context::Context;
use crate::model::etcd::Etcd;
use crate::source::Cursor;

/// Whether a NetworkPolicy in the input limits who may connect to the pod. What it allows is not
/// judged, unless it allows everybody. Policies do not apply to pods on the host network; that is
/// for the caller to look at.
pub(super) fn guards(etcd: &Etcd, cx: &Context) -> bool {
    let Some((workload, _)) = cx.home(etcd) else { return false };
    let policies = cx.inventory.others.iter().filter(|other| {
        other.id.kind == "NetworkPolicy"
            && other.id.namespace == workload.object.namespace
            && cx.inventory.are_neighbours(other.place.document, workload.document)
    });
    policies.filter_map(|policy| cx.at(&policy.place)?.get("spec")).any(|spec| {
        let selects = spec.get("podSelector").is_some_and(|pods| selector::matches(&pods, &workload.labels));
        selects && limits_ingress(&spec)
    })
}

fn limits_ingress(spec: &Cursor) -> bool {
    let types = spec.get("policyTypes");
    let is_for_ingress =
        types.is_none_or(|types| types.items().any(|item| item.node.as_str() == Some("Ingress")));
    let mut rules = spec.get("ingress").into_iter().flat_map(|rules| rules.items());
    is_for_ingress && rules.all(|rule| !rule.get("from").is_none_or(|from| from.node.items().is_empty()))
}

/// A policy that guards the pods of tests.
#[cfg(test)]
pub(super) const EXAMPLE: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: etcd, namespace: kube-system}
spec:
  podSelector: {matchLabels: {app: etcd}}
  ingress: []
";
