use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::model::certificates::{Certificate, Credential, San};
use crate::model::etcd::{Etcd, Side, Url};
use crate::model::etcd_url::Host;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT118",
    name: "san-misses-advertised-host",
    summary: "a certificate is not for a host that etcd is reached by",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt118_san_misses_advertised_host.md"),
    check: Check::Credential(check),
};

fn check(credential: &Credential, cx: &Context, out: &mut Findings) {
    let Some((etcd, side)) = cx.inventory.etcd_of(credential.user) else { return };
    let Some(leaf) = cx.inventory.leaf_of(credential) else { return };
    // CRT107 speaks of a certificate without any name.
    if leaf.certificate.sans.iter().all(|san| *san == San::Other) {
        return;
    }
    let urls = dialled(etcd, side, cx);
    let all_known = urls.iter().all(|dialled| *dialled.url.host() != Host::Unknown);
    let mut missing = Vec::new();
    for dialled in urls {
        let Some(host) = uncovered(leaf.certificate, dialled.url.host()) else { continue };
        if missing.contains(&host) {
            continue;
        }
        let severity = match (dialled.by, all_known) {
            (By::Probe, _) => Severity::Warning,
            (By::Others, true) => Severity::Error,
            (By::Others, false) => Severity::Info,
        };
        out.report(
            leaf.block.place.clone(),
            message!(
                "the certificate of {} is not for {}, by which etcd is dialled: whoever verifies it refuses",
                show(&leaf.certificate.subject.text),
                show(&host)
            ),
        )
        .severity(severity)
        .label("the host is missing")
        .related(dialled.url.place.clone(), "dialled here");
        missing.push(host);
    }
}

/// A URL by which a server is reached.
struct Dialled {
    url: Url,
    by: By,
}

/// Who dials.
#[derive(Clone, Copy)]
enum By {
    /// Clients or members.
    Others,
    /// Health checks and `etcdctl` on the machine itself.
    Probe,
}

/// The https URLs by which one side of a server is reached, as far as the input shows them.
fn dialled(etcd: &Etcd, side: Side, cx: &Context) -> Vec<Dialled> {
    let advertised = etcd.urls(side.flag("advertise-client-urls")).unwrap_or_default();
    let mut others = advertised;
    if side == Side::Peer {
        let name = etcd.name();
        let members = etcd.initial_cluster().unwrap_or_default();
        others.extend(
            members.into_iter().filter(|(member, _)| Some(member) == name.as_ref()).map(|(_, url)| url),
        );
    } else {
        others.extend(cx.apiservers_near(etcd.document).filter_map(|one| only_server(one, cx)));
    }
    let probes =
        etcd.transport(side).known().filter(|url| url.is_loopback() && side == Side::Client).cloned();
    let probes = probes.map(|url| Dialled { url, by: By::Probe });
    let others = others.into_iter().map(|url| Dialled { url, by: By::Others });
    others.chain(probes).filter(|dialled| dialled.url.is_secure() && !dialled.url.is_unix()).collect()
}

/// The server of a kube-apiserver that knows only one, where the input has only one: of several it is not known
/// which one this is.
fn only_server(apiserver: &Apiserver, cx: &Context) -> Option<Url> {
    let has_others =
        !apiserver.etcd_servers_overrides().is_empty() || cx.etcds_near(apiserver.document).nth(1).is_some();
    let mut servers = apiserver.etcd_servers();
    let only = servers.pop().filter(|_| servers.is_empty() && !has_others)?;
    Some(Url::written(only.word))
}

/// The host, if the certificate is not for it.
fn uncovered(certificate: &Certificate, host: &Host) -> Option<String> {
    match host {
        Host::Ip(ip) if !ip.to_canonical().is_unspecified() && !certificate.covers_ip(*ip) => {
            Some(ip.to_string())
        }
        Host::Name(name) if !certificate.covers_name(name) => Some(name.clone()),
        _ => None,
    }
}
