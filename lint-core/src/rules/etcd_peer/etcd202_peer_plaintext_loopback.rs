use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::{Etcd, State};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_peer::etcd201_peer_plaintext_listener::serves_clients;
use crate::rules::etcd_peer::membership::is_single;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD202",
    name: "peer-plaintext-loopback",
    summary: "clients need TLS, but the peer URL is http on loopback",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.4", "CIS 2.5"],
    since: "0.1.0",
    page: page!("etcd202_peer_plaintext_loopback.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    if !matches!(etcd.client.state, State::Tls | State::Mtls) {
        return;
    }
    // From 3.6 on the port serves members only, and a single member has none.
    if etcd.at_most(5) == Some(false) && is_single(etcd, cx) {
        return;
    }
    let is_shared = cx.is_on_host_network(etcd);
    for listener in etcd.peer.plaintext().filter(|listener| listener.is_loopback()) {
        let url = show(&listener.word.text);
        let message = if serves_clients(etcd) {
            message!(
                "client TLS is on but the peer URL is {}: on etcd up to 3.5 local processes read and write \
                 all data there without a certificate",
                url
            )
        } else {
            message!(
                "client TLS is on but the peer URL is {}: local processes reach Raft and membership \
                 without a certificate",
                url
            )
        };
        out.report(listener.place.clone(), message)
            .severity(if is_shared { Severity::Warning } else { Severity::Info })
            .label("no TLS for peers")
            .fix(Fix::advice(
                "set --listen-peer-urls and --initial-advertise-peer-urls to https://127.0.0.1:2380, and the \
                 flags for the peer certificate",
            ));
    }
}
