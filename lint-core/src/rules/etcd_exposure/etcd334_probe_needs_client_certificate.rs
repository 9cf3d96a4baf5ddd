use super::port;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::Message;
use crate::model::etcd::{Etcd, State, Url};
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
        let Some(reason) = probe.refused_by(etcd) else { continue };
        let message: Message = message!("this probe never succeeds, so {}: {}", effect, reason);
        out.report(probe.at.place(), message).label("refused by etcd").fix(Fix::advice(advice(etcd.version)));
    }
}

/// A probe that speaks HTTP or gRPC.
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
}

impl<'a> Probe<'a> {
    fn of(probe: &Cursor<'a>, container: &Cursor) -> Option<Probe<'a>> {
        let (at, speaks) = match (probe.get("httpGet"), probe.get("grpc")) {
            (Some(http), _) if http.str("scheme") == Some("HTTPS") => (http, Speaks::Https),
            (Some(http), _) => (http, Speaks::Http),
            (None, Some(grpc)) => (grpc, Speaks::Grpc),
            (None, None) => return None,
        };
        let port = port::number(&at.get("port")?, container)?;
        Some(Probe { at, port, speaks })
    }

    /// Why etcd refuses the probe, if it does; nothing if a listener without TLS has the same port.
    fn refused_by(&self, etcd: &Etcd) -> Option<&'static str> {
        let metrics = etcd.urls("listen-metrics-urls").unwrap_or_default();
        let on_port = |url: &&Url| url.port() == Some(self.port);
        let mut listeners = etcd.client.known().chain(&metrics).filter(on_port).peekable();
        listeners.peek()?;
        if !listeners.all(|listener| listener.is_secure()) {
            return None;
        }
        match self.speaks {
            Speaks::Http => Some("it speaks plain http to an https port"),
            Speaks::Grpc => Some("gRPC probes cannot speak TLS"),
            Speaks::Https if etcd.client.state == State::Mtls => {
                Some("etcd wants a client certificate and the kubelet has none")
            }
            Speaks::Https => None,
        }
    }
}

/// `/livez` came with 3.5.11 and 3.4.29.
fn advice(version: Option<Version>) -> &'static str {
    let first = match version {
        Some(version) if version.minor <= 4 => Version::new(3, 4, 29),
        _ => Version::new(3, 5, 11),
    };
    if version.and_then(|version| version.is_at_least(first)) == Some(false) {
        "set --listen-metrics-urls=http://127.0.0.1:2381 and probe /health there"
    } else {
        "set --listen-metrics-urls=http://127.0.0.1:2381 and probe /livez or /readyz there"
    }
}

#[cfg(test)]
mod tests {
    use super::advice;
    use crate::subject::image::Version;
    use crate::testing::pod::{Pod, found};

    const TLS: &[&str] = &["--listen-client-urls=https://127.0.0.1:2379", "--cert-file=/c", "--key-file=/k"];

    #[test]
    fn probes_of_a_port_that_wants_certificates() {
        let one: &[&str] = &["ETCD334 warning"];
        let table: [(&str, &[&str]); 9] = [
            ("livenessProbe: {httpGet: {port: 2379, scheme: HTTPS}}", one),
            ("livenessProbe: {httpGet: {port: client, scheme: HTTPS}}", one),
            ("readinessProbe: {httpGet: {port: 2379}}", one),
            ("startupProbe: {grpc: {port: 2379}}", one),
            ("livenessProbe: {httpGet: {port: 2381}}", &[]),
            ("livenessProbe: {tcpSocket: {port: 2379}}", &[]),
            ("livenessProbe: {exec: {command: [etcdctl, endpoint, health]}}", &[]),
            ("livenessProbe: {httpGet: {port: unknown}}", &[]),
            ("livenessProbe: {httpGet: {port: 8080, scheme: HTTPS}}", &[]),
        ];
        let pod = Pod::etcd()
            .args(TLS)
            .args(&["--trusted-ca-file=/ca", "--listen-metrics-urls=http://127.0.0.1:2381"])
            .container("ports: [{name: client, containerPort: 2379}]");
        for (probe, expected) in table {
            assert_eq!(found(&pod.clone().container(probe), "ETCD334"), expected, "{probe}");
        }
    }

    #[test]
    fn without_client_certificates_https_works() {
        let pod = Pod::etcd().args(TLS);
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
            assert!(advice(version).contains(path), "{version:?}");
        }
    }
}
