use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD204",
    name: "peer-https-without-certificate",
    summary: "a peer URL is https, but there is no peer certificate",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.4", "STIG V-242432", "STIG V-242433"],
    since: "0.1.0",
    page: page!("etcd204_peer_https_without_certificate.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if etcd.peer.has_certificate() != Some(false) || etcd.peer.auto != Some(false) {
        return;
    }
    let Some(listener) = etcd.peer.secure().next() else { return };
    let finding = out.report(
        listener.place.clone(),
        "https peer URL without --peer-cert-file and --peer-key-file: etcd exits with \"KeyFile and \
         CertFile are not presented\"",
    );
    finding.label("needs a peer certificate").fix(Fix::advice("set --peer-cert-file and --peer-key-file"));
    if etcd.client.cert == Some(true) {
        finding.related(etcd.place_of("cert-file"), "not used for peers");
    }
}
