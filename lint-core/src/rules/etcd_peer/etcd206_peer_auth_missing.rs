use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::etcd106_client_auth_missing::unauthenticated;
use crate::rules::etcd_peer::membership::is_single;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD206",
    name: "peer-auth-missing",
    summary: "etcd asks its peers for no certificate",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.5", "STIG V-242426"],
    since: "0.1.0",
    page: page!("etcd206_peer_auth_missing.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some(place) = unauthenticated(etcd, Side::Peer) else { return };
    let is_alone = etcd.peer.is_local() && is_single(etcd, cx);
    out.report(
        place,
        "peers are not authenticated: any host that can open the port can talk Raft to this member and \
         list the members",
    )
    .severity(if is_alone { Severity::Info } else { Severity::Error })
    .label("no peer certificate asked for")
    .fix(Fix::advice("set --peer-client-cert-auth=true and --peer-trusted-ca-file"));
}
