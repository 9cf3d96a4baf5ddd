use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::{Etcd, Side, State};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_peer::etcd213_peer_client_same_certificate::names_same_file;
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD214",
    name: "peer-ca-accepts-clients",
    summary: "every client certificate is also a peer certificate",
    severity: Severity::Info,
    category: Category::InTransit,
    opt_in: true,
    profiles: &[(Profile::Strict, Severity::Info)],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd214_peer_ca_accepts_clients.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let is_mutual = etcd.client.state == State::Mtls && etcd.peer.state == State::Mtls;
    let is_open = Side::Peer.flags_of_names().iter().all(|flag| etcd.demands_name(flag) == Some(false));
    if is_mutual && is_open && names_same_file(etcd, "trusted-ca-file", "peer-trusted-ca-file") {
        out.report(
            etcd.place_of_value("peer-trusted-ca-file"),
            "clients and peers have one CA and peers are not told apart by name: every client certificate \
             is also a peer certificate",
        )
        .label("signs clients, too")
        .related(etcd.place_of_value("trusted-ca-file"), "the same CA")
        .fix(Fix::advice("set --peer-cert-allowed-cn, or use a CA of its own for peers"));
    }
}
