use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD110",
    name: "client-auto-tls-inert",
    summary: "--auto-tls waits for the certificate to go away",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &["CIS 2.3", "STIG V-242379"],
    since: "0.1.0",
    page: page!("etcd110_client_auto_tls_inert.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    report(etcd, Side::Client, out);
}

/// Reports a side that has a certificate and would make its own without it.
pub(in crate::rules) fn report(etcd: &Etcd, side: Side, out: &mut Findings) {
    let transport = etcd.transport(side);
    if transport.auto != Some(true) || transport.has_certificate() != Some(true) {
        return;
    }
    let auto = side.flag("auto-tls");
    let given = if transport.cert == Some(true) { side.flag("cert-file") } else { side.flag("key-file") };
    out.report(
        etcd.place_of(auto),
        message!(
            "--{} is ignored because a certificate is given; if that is ever removed, etcd silently falls \
             back to unauthenticated self-signed TLS",
            auto
        ),
    )
    .label("no effect today")
    .related(etcd.place_of(given), "takes precedence")
    // Not removed: a benchmark asks for the explicit false.
    .fix(Fix::safe_or_advice(message!("set --{}=false", auto), etcd.set(auto, "false")));
}
