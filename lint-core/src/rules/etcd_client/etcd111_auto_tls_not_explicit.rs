use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::{Etcd, Side};
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD111",
    name: "auto-tls-not-explicit",
    summary: "--auto-tls and --peer-auto-tls are not explicitly false",
    severity: Severity::Info,
    category: Category::InTransit,
    opt_in: true,
    profiles: &[(Profile::Stig, Severity::Error)],
    fix: FixKind::Safe,
    controls: &["STIG V-242379", "STIG V-242380"],
    since: "0.1.0",
    page: page!("etcd111_auto_tls_not_explicit.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for side in [Side::Client, Side::Peer] {
        let flag = side.flag("auto-tls");
        if !matches!(etcd.option(flag), Setting::Unset) {
            continue;
        }
        out.report(
            etcd.place.clone(),
            message!(
                "--{} is not set: false is its default, but the STIG wants it set to false explicitly",
                flag
            ),
        )
        .fix(Fix::safe_or_advice(message!("set --{}=false", flag), etcd.set(flag, "false")));
    }
}
