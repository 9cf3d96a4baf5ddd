use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::etcd109_client_auto_tls::report;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD209",
    name: "peer-auto-tls",
    summary: "etcd makes its own certificate and authenticates no peer",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.6", "STIG V-242380"],
    since: "0.1.0",
    page: page!("etcd209_peer_auto_tls.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    report(etcd, Side::Peer, out);
}
