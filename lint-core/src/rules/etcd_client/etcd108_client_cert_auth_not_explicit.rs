use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::{Config, Etcd, Side};
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD108",
    name: "client-cert-auth-not-explicit",
    summary: "clients are authenticated only because a CA file is set",
    severity: Severity::Info,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[(Profile::Cis, Severity::Error), (Profile::Stig, Severity::Error)],
    fix: FixKind::Safe,
    controls: &["CIS 2.2", "STIG V-242423"],
    since: "0.1.0",
    page: page!("etcd108_client_cert_auth_not_explicit.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    report(etcd, Side::Client, out);
}

/// Reports a side on which the CA file alone switches authentication on.
pub(in crate::rules) fn report(etcd: &Etcd, side: Side, out: &mut Findings) {
    let transport = etcd.transport(side);
    let is_side_effect = transport.asks == Some(true) && transport.auth == Some(false);
    if transport.secure().next().is_none() || !is_side_effect {
        return;
    }
    let (auth, ca) = (side.flag("client-cert-auth"), side.flag("trusted-ca-file"));
    let others = match side {
        Side::Client => "clients",
        Side::Peer => "peers",
    };
    // In a configuration file both sides' keys have one name, in a section each.
    let is_file = matches!(etcd.config, Config::Given(_));
    let (auth_text, ca_text) = match is_file {
        true => (message!("client-cert-auth: true"), message!("trusted-ca-file")),
        false => (message!("--{}=true", auth), message!("--{}", ca)),
    };
    let title = message!("set {}", auth_text);
    let fix = Fix::safe_or_advice(title, etcd.set(auth, "true"));
    let finding = match etcd.option(auth) {
        Setting::Unset => out
            .report(
                etcd.place_of(ca),
                message!(
                    "{} are authenticated only as a side effect of {}; set {} so that it survives edits",
                    others,
                    ca_text,
                    auth_text
                ),
            )
        .label("demands certificates by itself"),
        _ => out
            .report(
                etcd.place_of(auth),
                message!(
                    "{} switched off has no effect while {} is set; {} without a certificate are still rejected",
                    auth,
                    ca_text,
                    others
                ),
            )
            .severity(Severity::Warning)
            .label("has no effect")
            .related(etcd.place_of(ca), "this alone demands certificates"),
    };
    finding.fix(fix);
}
