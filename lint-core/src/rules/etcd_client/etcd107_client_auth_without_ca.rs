use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD107",
    name: "client-auth-without-ca",
    summary: "client certificates are checked against the system's CAs",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.2", "CIS 2.7"],
    since: "0.1.0",
    page: page!("etcd107_client_auth_without_ca.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if trusts_system_roots(etcd, Side::Client) {
        out.report(
            etcd.place_of("client-cert-auth"),
            "--client-cert-auth without --trusted-ca-file checks clients against the system's CAs: any \
             publicly issued client certificate is accepted, or nobody's",
        )
        .label("no CA given")
        .fix(Fix::advice("set --trusted-ca-file to a CA of etcd's own"));
    }
}

/// Whether a side asks for certificates without saying whose.
pub(in crate::rules) fn trusts_system_roots(etcd: &Etcd, side: Side) -> bool {
    let transport = etcd.transport(side);
    transport.secure().next().is_some()
        && transport.auth == Some(true)
        && transport.ca == Some(false)
        && transport.is_self_signed() == Some(false)
}
