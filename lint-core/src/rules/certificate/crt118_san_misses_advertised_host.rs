use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::model::certificates::{Certificate, Credential, San, User};
use crate::model::etcd::{Etcd, Side, Url};
use crate::model::etcd_url::Host;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::object::ObjectId;

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
    let urls = dialled(etcd, side, credential.ca, cx);
    let all_known = urls.iter().all(|dialled| *dialled.url.host() != Host::Unknown);
    let mut missing = Vec::new();
    for dialled in urls {
        let Some(host) = uncovered(leaf.certificate, dialled.url.host()) else { continue };
        if missing.contains(&host) {
            continue;
        }
        let severity = match (dialled.by, all_known) {
            (By::Probe | By::Nobody, _) => Severity::Warning,
            (By::Others, true) => Severity::Error,
            (By::Others, false) => Severity::Info,
        };
        let what = match dialled.by {
            By::Nobody => "which etcd advertises: whoever dials it by that and verifies it refuses",
            By::Others | By::Probe => "by which etcd is dialled: whoever verifies it refuses",
        };
        out.report(
            leaf.block.place.clone(),
            message!(
                "the certificate of {} is not for {}, {}",
                show(&leaf.certificate.subject.text),
                show(&host),
                what
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
    /// Nobody who is seen: there are no other members, or kube-apiserver dials another host.
    Nobody,
}

/// The https URLs by which one side of a server is reached, as far as the input shows them.
fn dialled(etcd: &Etcd, side: Side, ca: Option<usize>, cx: &Context) -> Vec<Dialled> {
    let advertised = etcd.urls(side.flag("advertise-client-urls")).unwrap_or_default();
    let (named, is_alone): (Vec<Url>, bool) = if side == Side::Peer {
        let name = etcd.name();
        let members = etcd.initial_cluster().unwrap_or_default();
        let is_alone = members.len() == 1 && etcd.is_given("discovery") != Some(true);
        let own = members.into_iter().filter(|(member, _)| Some(member) == name.as_ref());
        (own.map(|(_, url)| url).collect(), is_alone)
    } else {
        let apiservers = cx.apiservers_near(etcd.document);
        let servers: Vec<Url> = apiservers.filter_map(|one| only_server(one, etcd, ca, cx)).collect();
        let is_alone = !servers.is_empty();
        (servers, is_alone)
    };
    let by = if is_alone { By::Nobody } else { By::Others };
    // What a member is called in `initial-cluster` is what it is dialled by where there are others.
    let named_by = if side == Side::Peer { by } else { By::Others };
    let probes = etcd
        .transport(side)
        .listeners
        .iter()
        .filter(|url| url.is_loopback() && side == Side::Client)
        .cloned();
    let probes = probes.map(|url| Dialled { url, by: By::Probe });
    let named = named.into_iter().map(|url| Dialled { url, by: named_by });
    let advertised = advertised.into_iter().map(|url| Dialled { url, by });
    named
        .chain(advertised)
        .chain(probes)
        .filter(|dialled| dialled.url.is_secure() && !dialled.url.is_unix())
        .collect()
}

/// The server of a kube-apiserver that knows only one, where the input has only one and something says that it is
/// this one: of several it is not known which one this is.
fn only_server(apiserver: &Apiserver, etcd: &Etcd, ca: Option<usize>, cx: &Context) -> Option<Url> {
    let has_others =
        !apiserver.etcd_servers_overrides().is_empty() || cx.etcds_near(apiserver.document).nth(1).is_some();
    let mut servers = apiserver.etcd_servers();
    let only = servers.pop().filter(|_| servers.is_empty() && !has_others)?;
    let url = Url::written(only.word);
    let is_it = shares_ca(apiserver, ca, cx) || is_host_of(url.host(), apiserver, etcd, cx);
    is_it.then_some(url)
}

/// Whether a kube-apiserver verifies etcd with the file that etcd verifies its clients with.
fn shares_ca(apiserver: &Apiserver, ca: Option<usize>, cx: &Context) -> bool {
    let own = cx.inventory.credentials.iter().filter(|one| match one.user {
        User::Apiserver(position) => {
            cx.inventory.apiservers.get(position).is_some_and(|one| one.place == apiserver.place)
        }
        _ => false,
    });
    ca.is_some() && own.into_iter().any(|one| one.ca == ca)
}

/// Whether a host that a kube-apiserver dials is one that an etcd has: one that it advertises or listens on, or its
/// name in the cluster's DNS.
fn is_host_of(host: &Host, apiserver: &Apiserver, etcd: &Etcd, cx: &Context) -> bool {
    let (workload, _) = cx.inventory.home(apiserver.home);
    let on_one_node = workload.host_network && cx.is_on_host_network(etcd);
    let advertised = etcd.urls("advertise-client-urls").unwrap_or_default();
    let listens = etcd.transport(Side::Client).listeners.iter().cloned();
    let mut own = advertised.into_iter().chain(listens).filter(|url| on_one_node || !url.is_loopback());
    own.any(|url| url.host() == host)
        || matches!((host, cx.home(etcd)), (Host::Name(name), Some((workload, _))) if is_name_of(name, &workload.object))
}

/// Whether a name of the cluster's DNS is that of a workload, of its Service or of one of its pods.
fn is_name_of(host: &str, workload: &ObjectId) -> bool {
    let Some(name) = workload.name.as_deref() else { return false };
    let own_namespace = workload.namespace.as_deref().unwrap_or("default");
    let is_ordinal = |rest: &str| rest.chars().all(|c| c.is_ascii_digit());
    let is_own = |label: &str| {
        label == name
            || label.strip_prefix(name).and_then(|rest| rest.strip_prefix('-')).is_some_and(is_ordinal)
    };
    match host.split('.').collect::<Vec<_>>().as_slice() {
        [own] => is_own(own),
        [own, service] if *service == name => is_own(own),
        [own, namespace] | [own, namespace, "svc", ..] | [own, _, namespace, "svc", ..] => {
            is_own(own) && *namespace == own_namespace
        }
        _ => false,
    }
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
