use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD109",
    name: "client-auto-tls",
    summary: "etcd makes its own certificate and authenticates no client",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.3", "STIG V-242379"],
    since: "0.1.0",
    page: page!("etcd109_client_auto_tls.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    report(etcd, Side::Client, out);
}

/// Reports a side whose certificate etcd makes itself.
pub(in crate::rules) fn report(etcd: &Etcd, side: Side, out: &mut Findings) {
    let transport = etcd.transport(side);
    if transport.is_self_signed() != Some(true) {
        return;
    }
    let (auto, auth, ca) =
        (side.flag("auto-tls"), side.flag("client-cert-auth"), side.flag("trusted-ca-file"));
    let discarded = [(transport.auth, auth), (transport.ca, ca)];
    let discarded: Vec<&'static str> =
        discarded.into_iter().filter(|(given, _)| *given == Some(true)).map(|(_, flag)| flag).collect();
    let message = match discarded.as_slice() {
        [] => message!(
            "--{}: the certificate is self-signed and nobody is asked for one, so anyone can connect",
            auto
        ),
        [one] => message!(
            "--{}: the certificate is self-signed, and etcd discards --{}: anyone can connect",
            auto,
            one
        ),
        _ => message!(
            "--{}: the certificate is self-signed, and etcd discards --{} and --{}: anyone can connect",
            auto,
            auth,
            ca
        ),
    };
    let finding = out.report(etcd.place_of(auto), message).label("no authentication").fix(Fix::advice(
        message!("remove --{} and set --{} and --{}", auto, side.flag("cert-file"), side.flag("key-file")),
    ));
    for flag in discarded {
        finding.related(etcd.place_of(flag), "discarded");
    }
}
