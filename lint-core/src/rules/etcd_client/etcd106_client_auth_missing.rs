use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD106",
    name: "client-auth-missing",
    summary: "etcd asks its clients for no certificate",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.2", "STIG V-242423", "NSA Etcd"],
    since: "0.1.0",
    page: page!("etcd106_client_auth_missing.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Some(place) = unauthenticated(etcd, Side::Client) else { return };
    out.report(
        place,
        "clients are not authenticated: any host that can open the port has full access to the cluster \
         state (TLS only encrypts it)",
    )
    .severity(if etcd.client.is_local() { Severity::Warning } else { Severity::Error })
    .label("no client certificate asked for")
    .fix(Fix::advice("set --client-cert-auth=true and --trusted-ca-file"));
}

/// The place of a TLS listener that has a certificate of its own and asks for none.
pub(in crate::rules) fn unauthenticated(etcd: &Etcd, side: Side) -> Option<Place> {
    let transport = etcd.transport(side);
    let listener = transport.secure().next()?;
    (transport.has_certificate()? && !transport.asks?).then(|| listener.place.clone())
}
