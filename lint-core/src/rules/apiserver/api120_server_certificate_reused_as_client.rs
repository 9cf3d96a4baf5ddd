use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::volume::clean;

pub(crate) static RULE: Rule = Rule {
    id: "API120",
    name: "server-certificate-reused-as-client",
    summary: "kube-apiserver presents a certificate of etcd's own",
    severity: Severity::Info,
    category: Category::Certificates,
    opt_in: true,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["STIG V-242430", "STIG V-242431"],
    since: "0.1.0",
    page: page!("api120_server_certificate_reused_as_client.md"),
    check: Check::Apiserver(check),
};

/// Names under which kubeadm keeps etcd's own certificates.
const OF_ETCD: [&str; 3] = ["/etcd/server.crt", "/etcd/peer.crt", "/etcd/healthcheck-client.crt"];

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    let Some(path) = apiserver.text("etcd-certfile").map(|path| clean(&path)) else { return };
    let used_by = used_by_etcd(apiserver, &path, cx);
    if used_by.is_none() && !OF_ETCD.iter().any(|name| path.ends_with(name)) {
        return;
    }
    let finding = out.report(
        apiserver.place_of("etcd-certfile"),
        message!(
            "{} is etcd's own certificate: it cannot be replaced or revoked for kube-apiserver alone",
            show(&path)
        ),
    );
    finding.fix(Fix::advice("give kube-apiserver a client certificate of its own"));
    if let Some(place) = used_by {
        finding.related(place, "etcd uses it here");
    }
}

/// Where an etcd beside the kube-apiserver uses the same file.
fn used_by_etcd(apiserver: &Apiserver, path: &str, cx: &Context) -> Option<Place> {
    cx.etcds_near(apiserver.document).find_map(|etcd| {
        ["cert-file", "peer-cert-file"].into_iter().find_map(|flag| {
            let is_same = etcd.text(flag).is_some_and(|other| clean(&other) == path);
            is_same.then(|| etcd.place_of(flag))
        })
    })
}
