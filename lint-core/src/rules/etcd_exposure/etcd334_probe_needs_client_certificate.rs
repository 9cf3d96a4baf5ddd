use std::net::IpAddr;

use super::port;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::Message;
use crate::model::etcd::{Etcd, State, Url};
use crate::model::etcd_url::Scheme;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Cursor;
use crate::subject::image::Version;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD334",
    name: "probe-needs-client-certificate",
    summary: "a probe goes to a TLS port of etcd that refuses it",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd334_probe_needs_client_certificate.md"),
    check: Check::Etcd(check),
};

/// The probes of a container, with what follows when they fail.
const PROBES: [(&str, &str); 3] = [
    ("livenessProbe", "the kubelet restarts a healthy etcd for ever"),
    ("startupProbe", "the kubelet restarts a healthy etcd for ever"),
    ("readinessProbe", "the pod is never ready"),
];

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some(container) = port::container(etcd, cx) else { return };
    for (kind, effect) in PROBES {
        let Some(probe) = container.get(kind).and_then(|probe| Probe::of(&probe, &container)) else {
            continue;
        };
        let listeners = listeners_on(etcd, probe.port);
        let on_node = cx.is_on_host_network(etcd);
        let (reason, label, advice) =
            if let Some((reason, advice)) = probe.misses(&listeners, on_node, &container) {
                (reason, "reaches no listener", advice.unwrap_or_else(|| way_out(etcd.version, on_node)))
            } else if let Some(reason) = probe.refused_by(etcd, &listeners) {
                (reason, "refused by etcd", way_out(etcd.version, on_node))
            } else {
                continue;
            };
        let message: Message = message!("this probe never succeeds, so {}: {}", effect, reason);
        out.report(probe.at.place(), message).label(label).fix(Fix::advice(advice));
    }
}

/// The listeners for clients and for metrics on a port; none where one is not seen, which may be there.
fn listeners_on(etcd: &Etcd, port: u16) -> Vec<Url> {
    let metrics = etcd.urls("listen-metrics-urls").unwrap_or_default();
    let all: Vec<Url> = etcd.client.listeners.iter().cloned().chain(metrics).collect();
    if all.iter().any(|url| url.scheme() == Scheme::Unknown) {
        return Vec::new();
    }
    all.into_iter().filter(|url| url.port() == Some(port)).collect()
}

/// A probe that connects to a port.
struct Probe<'a> {
    at: Cursor<'a>,
    port: u16,
    speaks: Speaks,
}

/// What a probe speaks. The kubelet has no client certificate, and does gRPC without TLS only.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Speaks {
    Http,
    Https,
    Grpc,
    /// It only connects.
    Tcp,
}

impl<'a> Probe<'a> {
    fn of(probe: &Cursor<'a>, container: &Cursor) -> Option<Probe<'a>> {
        let (at, speaks) = match (probe.get("httpGet"), probe.get("grpc"), probe.get("tcpSocket")) {
            (Some(http), ..) if http.str("scheme") == Some("HTTPS") => (http, Speaks::Https),
            (Some(http), ..) => (http, Speaks::Http),
            (None, Some(grpc), _) => (grpc, Speaks::Grpc),
            (None, None, Some(socket)) => (socket, Speaks::Tcp),
            (None, None, None) => return None,
        };
        let port = port::number(&at.get("port")?, container)?;
        Some(Probe { at, port, speaks })
    }

    /// Why the probe reaches none of the listeners, if it does not, with advice of its own. Without `host`
    /// the kubelet asks the pod's address, and any other host it asks from the node.
    fn misses(
        &self,
        listeners: &[Url],
        on_node: bool,
        container: &Cursor,
    ) -> Option<(&'static str, Option<&'static str>)> {
        const LOOPBACK_ONLY: &str =
            "etcd listens there on loopback only, and the kubelet asks the pod's address";
        let host = self.at.get("host").filter(|host| !host.node.is_null() && host.node.as_str() != Some(""));
        let is_local = listeners.iter().all(Url::is_loopback);
        match host {
            _ if listeners.is_empty() => None,
            None if !is_local => None,
            None if on_node => Some((LOOPBACK_ONLY, Some("set host: 127.0.0.1 in the probe"))),
            None => Some((LOOPBACK_ONLY, None)),
            Some(host) if on_node || has_host_port(container) || !names_loopback(&host) => None,
            Some(_) => {
                let reason = "the kubelet asks loopback of the node, which is not that of the pod";
                Some((reason, Some("remove host, and let etcd listen for the probe on 0.0.0.0")))
            }
        }
    }

    /// Why etcd refuses the probe, if it does; nothing if a listener without TLS has the same port.
    fn refused_by(&self, etcd: &Etcd, listeners: &[Url]) -> Option<&'static str> {
        if listeners.is_empty() || !listeners.iter().all(Url::is_secure) {
            return None;
        }
        match self.speaks {
            Speaks::Http => Some("it speaks plain http to an https port"),
            Speaks::Grpc => Some("gRPC probes cannot speak TLS"),
            Speaks::Https if etcd.client.state == State::Mtls => {
                Some("etcd wants a client certificate and the kubelet has none")
            }
            Speaks::Https | Speaks::Tcp => None,
        }
    }
}

/// A port of the node may lead to the pod.
fn has_host_port(container: &Cursor) -> bool {
    let mut ports = container.get("ports").into_iter().flat_map(|ports| ports.items());
    ports.any(|port| port.get("hostPort").is_some())
}

fn names_loopback(host: &Cursor) -> bool {
    host.node.as_str().is_some_and(|host| {
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
    })
}

/// Where to probe. `/livez` came with 3.5.11 and 3.4.29.
fn way_out(version: Option<Version>, on_node: bool) -> &'static str {
    let first = match version {
        Some(version) if version.minor <= 4 => Version::new(3, 4, 29),
        _ => Version::new(3, 5, 11),
    };
    let is_older = version.and_then(|version| version.is_at_least(first)) == Some(false);
    match (on_node, is_older) {
        (true, true) => {
            "set --listen-metrics-urls=http://127.0.0.1:2381 and probe /health there, with host: 127.0.0.1"
        }
        (true, false) => {
            "set --listen-metrics-urls=http://127.0.0.1:2381 and probe /livez or /readyz there, with host: 127.0.0.1"
        }
        (false, true) => {
            "set --listen-metrics-urls=http://0.0.0.0:2381, guard it with a NetworkPolicy, and probe /health there"
        }
        (false, false) => {
            "set --listen-metrics-urls=http://0.0.0.0:2381, guard it with a NetworkPolicy, and probe /livez or /readyz there"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::way_out;
    use crate::subject::image::Version;
    use crate::testing::pod::{Pod, found};

    const TLS: &[&str] = &["--listen-client-urls=https://127.0.0.1:2379", "--cert-file=/c", "--key-file=/k"];

    #[test]
    fn probes_of_a_port_that_wants_certificates() {
        let one: &[&str] = &["ETCD334 warning"];
        let table: [(&str, &[&str]); 11] = [
            ("livenessProbe: {httpGet: {port: 2379, scheme: HTTPS}}", one),
            ("livenessProbe: {httpGet: {port: client, scheme: HTTPS}}", one),
            ("readinessProbe: {httpGet: {port: 2379}}", one),
            ("startupProbe: {grpc: {port: 2379}}", one),
            ("livenessProbe: {httpGet: {host: 127.0.0.1, port: 2381}}", &[]),
            ("livenessProbe: {tcpSocket: {host: 127.0.0.1, port: 2379}}", &[]),
            ("livenessProbe: {httpGet: {port: 2381}}", one),
            ("livenessProbe: {tcpSocket: {port: 2379}}", one),
            ("livenessProbe: {exec: {command: [etcdctl, endpoint, health]}}", &[]),
            ("livenessProbe: {httpGet: {port: unknown}}", &[]),
            ("livenessProbe: {httpGet: {port: 8080, scheme: HTTPS}}", &[]),
        ];
        let pod = Pod::etcd()
            .args(TLS)
            .args(&["--trusted-ca-file=/ca", "--listen-metrics-urls=http://127.0.0.1:2381"])
            .pod("hostNetwork: true")
            .container("ports: [{name: client, containerPort: 2379}]");
        for (probe, expected) in table {
            assert_eq!(found(&pod.clone().container(probe), "ETCD334"), expected, "{probe}");
        }
    }

    #[test]
    fn without_client_certificates_https_works() {
        let pod = Pod::etcd().args(&[
            "--listen-client-urls=https://0.0.0.0:2379",
            "--cert-file=/c",
            "--key-file=/k",
        ]);
        let https = pod.clone().container("livenessProbe: {httpGet: {port: 2379, scheme: HTTPS}}");
        assert!(found(&https, "ETCD334").is_empty());
        let http = pod.container("livenessProbe: {httpGet: {port: 2379, scheme: HTTP}}");
        assert_eq!(found(&http, "ETCD334"), ["ETCD334 warning"]);
    }

    #[test]
    fn a_plaintext_listener_on_the_same_port_may_answer() {
        let pod = Pod::etcd()
            .args(&["--cert-file=/c", "--key-file=/k", "--trusted-ca-file=/ca"])
            .arg("--listen-client-urls=https://10.0.0.4:2379,http://127.0.0.1:2379")
            .pod("hostNetwork: true")
            .container("livenessProbe: {httpGet: {port: 2379, host: 127.0.0.1}}");
        assert!(found(&pod, "ETCD334").is_empty());
    }

    #[test]
    fn https_metrics_want_a_certificate_too() {
        let pod = Pod::etcd()
            .args(TLS)
            .args(&["--trusted-ca-file=/ca", "--listen-metrics-urls=https://0.0.0.0:2381"])
            .container("livenessProbe: {httpGet: {port: 2381, scheme: HTTPS}}");
        assert_eq!(found(&pod, "ETCD334"), ["ETCD334 warning"]);
    }

    #[test]
    fn loopback_of_the_pod_and_of_the_node() {
        let table: [(&str, &str, &[&str]); 8] = [
            ("127.0.0.1", "port: 2381", &["ETCD334 warning"]),
            ("127.0.0.1", "host: '', port: 2381", &["ETCD334 warning"]),
            ("127.0.0.1", "host: null, port: 2381", &["ETCD334 warning"]),
            ("127.0.0.1", "host: 127.0.0.1, port: 2381", &["ETCD334 warning"]),
            ("0.0.0.0", "host: localhost, port: 2381", &["ETCD334 warning"]),
            ("0.0.0.0", "port: 2381", &[]),
            ("$(POD_IP)", "port: 2381", &[]),
            ("0.0.0.0", "host: etcd.example.com, port: 2381", &[]),
        ];
        for (address, probe, expected) in table {
            let pod = Pod::etcd()
                .arg(&format!("--listen-metrics-urls=http://{address}:2381"))
                .container(&format!("livenessProbe: {{httpGet: {{{probe}}}}}"));
            assert_eq!(found(&pod, "ETCD334"), expected, "{address} {probe}");
        }
    }

    #[test]
    fn the_path_depends_on_the_version() {
        let table = [
            (None, "/livez"),
            (Some(Version::new(3, 6, 0)), "/livez"),
            (Some(Version::new(3, 5, 11)), "/livez"),
            (Some(Version::new(3, 5, 10)), "/health"),
            (Some(Version::new(3, 4, 29)), "/livez"),
            (Some(Version::new(3, 4, 28)), "/health"),
            (Some(Version::new(3, 3, 10)), "/health"),
        ];
        for (version, path) in table {
            assert!(way_out(version, true).contains(path), "{version:?}");
        }
    }
}
