//! Whether a NetworkPolicy guards an etcd pod.

use super::{port, selector};
use crate::context::Context;
use crate::model::etcd::Etcd;
use crate::source::Cursor;

/// Whether the NetworkPolicies in the input limit who may connect to a port of the pod; for an unknown port,
/// to any. Policies add up: one that lets everybody in does so whatever the others say. Whom they let in is
/// not judged otherwise. They do not apply to pods on the host network; that is for the caller to look at.
pub(super) fn guards(etcd: &Etcd, cx: &Context, port: Option<u16>) -> bool {
    let Some((workload, _)) = cx.home(etcd) else { return false };
    let policies = cx.inventory.others.iter().filter(|other| {
        other.id.kind == "NetworkPolicy"
            // Calico's has the same name and other fields.
            && matches!(other.id.group(), "networking.k8s.io" | "extensions")
            && other.id.namespace == workload.object.namespace
            && cx.inventory.are_neighbours(other.place.document, workload.document)
    });
    let specs = policies.filter_map(|policy| cx.at(&policy.place)?.get("spec"));
    let mut ours = specs.filter(|spec| is_for_ingress(spec) && selects(spec, &workload.labels)).peekable();
    let container = port::container(etcd, cx);
    let opens = |rule: &Cursor| lets_everybody_in(rule) && concerns(rule, port, container.as_ref());
    ours.peek().is_some()
        && !ours
            .flat_map(|spec| spec.get("ingress").map(|rules| rules.items().collect::<Vec<_>>()))
            .flatten()
            .any(|rule| opens(&rule))
}

/// Without `podSelector` a policy is for all pods.
fn selects(spec: &Cursor, labels: &[(String, String)]) -> bool {
    spec.get("podSelector").is_none_or(|pods| selector::matches(&pods, labels))
}

fn is_for_ingress(spec: &Cursor) -> bool {
    let types = spec.get("policyTypes").filter(|types| !types.node.items().is_empty());
    types.is_none_or(|types| types.items().any(|item| item.node.as_str() == Some("Ingress")))
}

fn lets_everybody_in(rule: &Cursor) -> bool {
    let from = rule.get("from").filter(|from| !from.node.items().is_empty());
    from.is_none_or(|from| from.items().any(|peer| is_everybody(&peer)))
}

fn is_everybody(peer: &Cursor) -> bool {
    if let Some(block) = peer.get("ipBlock") {
        let excepts = block.get("except").is_some_and(|except| !except.node.items().is_empty());
        return matches!(block.str("cidr"), Some("0.0.0.0/0" | "::/0")) && !excepts;
    }
    let is_for_all = |selector: Cursor| selector::matches(&selector, &[]) && !has_exclusions(&selector);
    peer.get("namespaceSelector").is_some_and(is_for_all) && peer.get("podSelector").is_none_or(is_for_all)
}

/// Whether a selector has expressions, which may hold for nothing and not for something.
fn has_exclusions(selector: &Cursor) -> bool {
    selector.get("matchExpressions").is_some_and(|list| !list.node.items().is_empty())
}

/// Whether a rule is about a port; one that does not name any is about all.
fn concerns(rule: &Cursor, port: Option<u16>, container: Option<&Cursor>) -> bool {
    let ports = rule.get("ports").filter(|ports| !ports.node.items().is_empty());
    let (Some(ports), Some(wanted)) = (ports, port) else { return true };
    ports.items().any(|entry| {
        let is_tcp = entry.str("protocol").is_none_or(|protocol| protocol == "TCP");
        is_tcp && holds(&entry, wanted, container)
    })
}

fn holds(entry: &Cursor, wanted: u16, container: Option<&Cursor>) -> bool {
    let Some(port) = entry.get("port") else { return true };
    let Some(first) = container.and_then(|container| port::number(&port, container)) else { return false };
    let last = entry.get("endPort").as_ref().and_then(port::literal).unwrap_or(first);
    (first..=last).contains(&wanted)
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
