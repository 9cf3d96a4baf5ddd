use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD201",
    name: "peer-plaintext-listener",
    summary: "etcd listens for peers on plain http",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.4", "CIS 2.5", "STIG V-242426", "STIG V-242432", "STIG V-242433"],
    since: "0.1.0",
    page: page!("etcd201_peer_plaintext_listener.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let bypass = serves_clients(etcd);
    for listener in etcd.peer.plaintext().filter(|listener| !listener.is_loopback()) {
        let url = show(&listener.word.text);
        let message = if bypass {
            message!(
                "plaintext peer URL: etcd up to 3.5 serves the full client API there too, so {} bypasses \
                 client TLS entirely",
                url
            )
        } else {
            message!("plaintext peer URL {}: Raft traffic and membership are unauthenticated", url)
        };
        out.report(listener.place.clone(), message).label("no TLS, no peer certificate").fix(Fix::advice(
            "listen on https, with --peer-cert-file, --peer-key-file, --peer-trusted-ca-file and \
                 --peer-client-cert-auth",
        ));
    }
}

/// Whether a plaintext peer port answers clients: up to etcd 3.5 it does, unless there is a peer certificate.
pub(super) fn serves_clients(etcd: &Etcd) -> bool {
    etcd.at_most(5) != Some(false) && etcd.peer.has_certificate() == Some(false)
}
