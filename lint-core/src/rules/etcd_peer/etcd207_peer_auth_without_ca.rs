use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::etcd107_client_auth_without_ca::trusts_system_roots;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD207",
    name: "peer-auth-without-ca",
    summary: "peer certificates are checked against the system's CAs",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.5", "CIS 2.7"],
    since: "0.1.0",
    page: page!("etcd207_peer_auth_without_ca.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if trusts_system_roots(etcd, Side::Peer) {
        out.report(
            etcd.place_of("peer-client-cert-auth"),
            "--peer-client-cert-auth without --peer-trusted-ca-file checks peers against the system's CA \
             bundle: a certificate of any public CA makes a peer",
        )
        .label("no CA given")
        .fix(Fix::advice("set --peer-trusted-ca-file to a CA of etcd's own"));
    }
}
