use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::etcd110_client_auto_tls_inert::report;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD210",
    name: "peer-auto-tls-inert",
    summary: "--peer-auto-tls waits for the certificate to go away",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &["CIS 2.6", "STIG V-242380"],
    since: "0.1.0",
    page: page!("etcd210_peer_auto_tls_inert.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    report(etcd, Side::Peer, out);
}
