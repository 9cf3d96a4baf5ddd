use std::net::IpAddr;

use super::{port, selector};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::OtherObject;
use crate::message;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Cursor, Place};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD333",
    name: "etcd-port-published",
    summary: "a port of etcd is reachable from outside the cluster",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &["NSA Etcd"],
    since: "0.1.0",
    page: page!("etcd333_etcd_port_published.md"),
    check: Check::Inventory(check),
};

fn check(cx: &Context, out: &mut Findings) {
    for service in cx.inventory.others.iter().filter(|other| other.id.kind == "Service") {
        check_service(service, cx, out);
    }
    for etcd in &cx.inventory.etcds {
        check_host_ports(etcd, cx, out);
    }
}

fn check_service(service: &OtherObject, cx: &Context, out: &mut Findings) {
    let Some(spec) = cx.at(&service.place).and_then(|object| object.get("spec")) else { return };
    let Some((place, how)) = publication(&spec) else { return };
    let selected = selected(service, &spec, cx);
    let mut ports = spec.get("ports").into_iter().flat_map(|ports| ports.items());
    let is_hinted = speaks_of_etcd(service, &spec);
    let number = |port: &Cursor| {
        etcd_port(port, &selected, cx).filter(|number| !selected.is_empty() || *number != OLD || is_hinted)
    };
    let Some((port, number)) = ports.find_map(|port| Some((port.place(), number(&port)?))) else { return };
    let (severity, whom) = match is_limited(&spec, how) {
        true => (Severity::Warning, "the networks in loadBalancerSourceRanges"),
        false => (Severity::Error, "everybody outside the cluster"),
    };
    let message = message!(
        "{} puts etcd's port {} in front of {}; only kube-apiserver and members need it",
        how,
        number,
        whom
    );
    out.report_in(service.id.subject(), place, message)
        .severity(severity)
        .label("reachable from outside")
        .related(port, "a port of etcd");
}

/// etcd's port for clients before it had one of its own; many other programs use it.
const OLD: u16 = 4001;

fn speaks_of_etcd(service: &OtherObject, spec: &Cursor) -> bool {
    let mut labels = spec.get("selector").into_iter().flat_map(|selector| selector.entries());
    service.id.name.as_ref().is_some_and(|name| name.contains("etcd"))
        || labels.any(|(_, value)| value.node.as_str().is_some_and(|text| text.contains("etcd")))
}

/// Whether a load balancer lets in some networks only.
fn is_limited(spec: &Cursor, how: &str) -> bool {
    let ranges = spec.get("loadBalancerSourceRanges").filter(|ranges| !ranges.node.items().is_empty());
    let is_all =
        |range: Cursor| matches!(range.node.as_str().map(str::trim), Some("0.0.0.0/0" | "::/0") | None);
    how == BALANCER && ranges.is_some_and(|ranges| !ranges.items().any(is_all))
}

const BALANCER: &str = "a Service of type LoadBalancer";

/// What makes a Service reachable from outside the cluster.
fn publication(spec: &Cursor) -> Option<(Place, &'static str)> {
    let by_type = spec.get("type").and_then(|kind| match kind.node.as_str()? {
        "LoadBalancer" => Some((kind.place(), BALANCER)),
        "NodePort" => Some((kind.place(), "a Service of type NodePort")),
        _ => None,
    });
    by_type.or_else(|| {
        let addresses = spec.get("externalIPs").filter(|list| !list.node.items().is_empty())?;
        Some((addresses.place(), "a Service with externalIPs"))
    })
}

/// The etcd servers whose pods a Service selects.
fn selected<'a>(service: &OtherObject, spec: &Cursor, cx: &Context<'a>) -> Vec<&'a Etcd> {
    let Some(selector) = spec.get("selector") else { return Vec::new() };
    let is_selected = |etcd: &&Etcd| {
        cx.home(etcd).is_some_and(|(workload, _)| {
            workload.object.namespace == service.id.namespace
                && cx.inventory.are_neighbours(workload.document, service.place.document)
                && selector::is_selected(&selector, &workload.labels)
        })
    };
    cx.inventory.etcds.iter().filter(is_selected).collect()
}

/// The number of a Service's port if it leads to etcd: where the pods are seen, to a port that etcd
/// listens on; elsewhere, to one of the ports that etcd is known by.
fn etcd_port(port: &Cursor, selected: &[&Etcd], cx: &Context) -> Option<u16> {
    let own = port::literal(&port.get("port")?);
    let target = port.get("targetPort");
    if selected.is_empty() {
        let target = target.filter(|target| target.node.as_str().is_none());
        let number = target.as_ref().map_or(own, port::literal);
        return number.filter(|number| port::KNOWN.contains(number));
    }
    selected.iter().find_map(|etcd| {
        let container = port::container(etcd, cx)?;
        let number = target.as_ref().map_or(own, |target| port::number(target, &container))?;
        port::is_of(etcd, number).then_some(number)
    })
}

fn is_loopback(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

/// On the host network a `hostPort` changes nothing: the port is the node's anyway.
fn check_host_ports(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let on_node = cx.is_on_host_network(etcd);
    let Some(container) = port::container(etcd, cx).filter(|_| !on_node) else { return };
    for entry in container.get("ports").into_iter().flat_map(|ports| ports.items()) {
        let number = entry.get("containerPort").as_ref().and_then(port::literal);
        let (Some(number), Some(host_port)) = (number, entry.get("hostPort")) else { continue };
        // Only programs of the node reach it there.
        if entry.str("hostIP").is_some_and(is_loopback) {
            continue;
        }
        if port::is_of(etcd, number) {
            let message = message!(
                "hostPort opens etcd's port {} on the node, past Services and NetworkPolicies",
                number
            );
            out.report_in(etcd.subject.clone(), host_port.place(), message)
                .severity(Severity::Warning)
                .label("opened on the node");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;
    use crate::testing::pod::{Pod, found, found_in};

    fn service(spec: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: etcd, namespace: kube-system}}\nspec: {{{spec}}}\n"
        )
    }

    #[test]
    fn services_alone() {
        let error: &[&str] = &["ETCD333 error"];
        let table: [(&str, &[&str]); 16] = [
            ("type: NodePort, ports: [{port: 2379, targetPort: 8080}]", &[]),
            ("type: NodePort, ports: [{port: 2379, targetPort: client}]", error),
            ("type: LoadBalancer, selector: {app: etcd}, ports: [{port: 4001}]", error),
            (
                "type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 2379}]",
                &["ETCD333 warning"],
            ),
            ("type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/0], ports: [{port: 2379}]", error),
            ("type: LoadBalancer, loadBalancerSourceRanges: [], ports: [{port: 2379}]", error),
            ("type: NodePort, loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 2379}]", error),
            ("type: LoadBalancer, ports: [{port: 2379}]", error),
            ("type: NodePort, ports: [{port: 80, targetPort: 2380}]", error),
            ("type: NodePort, ports: [{port: 4001}, {port: 2379}]", error),
            ("externalIPs: [192.0.2.1], ports: [{port: 2379}]", error),
            ("externalIPs: [], ports: [{port: 2379}]", &[]),
            ("type: ClusterIP, ports: [{port: 2379}]", &[]),
            ("clusterIP: None, ports: [{port: 2379}]", &[]),
            ("type: LoadBalancer, ports: [{port: 443, targetPort: 6443}]", &[]),
            ("type: NodePort, ports: [{port: 2381}]", &[]),
        ];
        for (spec, expected) in table {
            assert_eq!(found_in(&service(spec), "ETCD333", Settings::default()), expected, "{spec}");
        }
    }

    #[test]
    fn programs_on_the_old_port() {
        let of = |app: &str, name: &str| {
            let text =
                service(&format!("type: LoadBalancer, selector: {{app: {app}}}, ports: [{{port: 4001}}]"));
            found_in(&text.replace("name: etcd", &format!("name: {name}")), "ETCD333", Settings::default())
        };
        assert!(of("web", "web").is_empty());
        assert_eq!(of("web", "etcd-client"), ["ETCD333 error"]);
        assert_eq!(of("etcd", "store"), ["ETCD333 error"]);
    }

    #[test]
    fn services_that_select_etcd() {
        let error: &[&str] = &["ETCD333 error"];
        let table: [(&str, &[&str]); 6] = [
            ("selector: {app: etcd}, ports: [{port: 443, targetPort: 12379}]", error),
            ("selector: {app: etcd}, ports: [{port: 443, targetPort: client}]", error),
            ("selector: {app: etcd}, ports: [{port: 443, targetPort: 6443}]", &[]),
            // There the port is one of another program.
            ("selector: {app: etcd}, ports: [{port: 2379, targetPort: 6443}]", &[]),
            ("selector: {app: etcd}, ports: [{port: 2381}]", &[]),
            ("selector: {app: web}, ports: [{port: 443, targetPort: 12379}]", &[]),
        ];
        let pod = Pod::etcd()
            .arg("--listen-client-urls=https://0.0.0.0:12379")
            .arg("--listen-metrics-urls=http://127.0.0.1:2381")
            .container("ports: [{name: client, containerPort: 12379}]");
        for (spec, expected) in table {
            let pod = pod.clone().beside(&service(&format!("type: NodePort, {spec}")));
            assert_eq!(found(&pod, "ETCD333"), expected, "{spec}");
        }
        let elsewhere = service(&format!("type: NodePort, {}", table[0].0)).replace("kube-system", "other");
        assert!(found(&pod.beside(&elsewhere), "ETCD333").is_empty());
    }

    #[test]
    fn host_ports() {
        let pod = Pod::etcd().container("ports: [{containerPort: 2379, hostPort: 32379}]");
        assert_eq!(found(&pod, "ETCD333"), ["ETCD333 warning"]);
        assert!(found(&pod.pod("hostNetwork: true"), "ETCD333").is_empty());
        let of_node =
            Pod::etcd().container("ports: [{containerPort: 2379, hostPort: 2379, hostIP: 10.0.0.4}]");
        assert_eq!(found(&of_node, "ETCD333"), ["ETCD333 warning"]);
        for ports in [
            "[{containerPort: 2379, hostPort: 2379, hostIP: 127.0.0.1}]",
            "[{containerPort: 2379}]",
            "[{containerPort: 2381, hostPort: 2381}]",
        ] {
            let pod = Pod::etcd().container(&format!("ports: {ports}"));
            assert!(found(&pod, "ETCD333").is_empty(), "{ports}");
        }
    }

    /// Where it cannot be seen what etcd listens on, its usual ports are taken for its own.
    #[test]
    fn host_ports_beside_listeners_that_cannot_be_seen() {
        let hidden =
            "    env:\n    - {name: URLS, valueFrom: {configMapKeyRef: {name: etcd, key: client-urls}}}\n";
        for (port, expected) in [(2379, &["ETCD333 warning"][..]), (9100, &[])] {
            let pod = Pod::etcd()
                .arg("--listen-client-urls=$(URLS)")
                .container(&format!("ports: [{{containerPort: {port}, hostPort: {port}}}]"));
            let text = pod.yaml().replace("    env:\n", hidden);
            assert_eq!(found_in(&text, "ETCD333", Settings::default()), expected, "{port}");
        }
    }
}
