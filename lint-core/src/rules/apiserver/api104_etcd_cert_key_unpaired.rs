use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::apiserver::Apiserver;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API104",
    name: "etcd-cert-key-unpaired",
    summary: "only one of --etcd-certfile and --etcd-keyfile is set",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 1.2.23", "STIG V-242430", "STIG V-242431"],
    since: "0.1.0",
    page: page!("api104_etcd_cert_key_unpaired.md"),
    check: Check::Apiserver(check),
};

fn check(apiserver: &Apiserver, _: &Context, out: &mut Findings) {
    for (given, missing) in [("etcd-certfile", "etcd-keyfile"), ("etcd-keyfile", "etcd-certfile")] {
        if apiserver.is_given(given) == Some(true) && apiserver.lacks(missing) {
            let message = message!(
                "--{} without --{}: the client of etcd is not made (\"KeyFile and CertFile must both be present\")",
                given,
                missing
            );
            out.report(apiserver.place_of(given), message)
                .label("half of a pair")
                .fix(Fix::advice(message!("set --{} too", missing)));
        }
    }
}
