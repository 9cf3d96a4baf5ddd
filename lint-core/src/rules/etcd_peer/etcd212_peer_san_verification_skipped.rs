use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD212",
    name: "peer-san-verification-skipped",
    summary: "addresses in peer certificates are not checked",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd212_peer_san_verification_skipped.md"),
    check: Check::Etcd(check),
};

/// The option's name to etcd 3.6, and from 3.6 on; a configuration file has the second one.
const FLAGS: [&str; 2] =
    ["experimental-peer-skip-client-san-verification", "peer-skip-client-san-verification"];

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for flag in FLAGS.into_iter().filter(|flag| etcd.bool(flag) == Some(true)) {
        out.report(
            etcd.place_of(flag),
            message!("--{}: a certificate taken from one member passes for a peer from every host", flag),
        )
        .label("no check of addresses")
        .fix(Fix::suggested("remove the option", etcd.unset(flag).unwrap_or_default()));
    }
}
