use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::etcd_flags::{self, Presence};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::cipher_list::CipherList;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD115",
    name: "tls-version-invalid",
    summary: "the range of TLS versions is one that etcd refuses",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &["NSA Encryption"],
    since: "0.1.0",
    page: page!("etcd115_tls_version_invalid.md"),
    check: Check::Etcd(check),
};

const MINIMUM: &str = "tls-min-version";
const MAXIMUM: &str = "tls-max-version";

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    for flag in [MINIMUM, MAXIMUM] {
        report_unknown(etcd, flag, out);
    }
    // An older etcd does not get so far: it does not know the flag.
    if etcd.text(MINIMUM).as_deref() != Some("TLS1.3") || !has_flag(etcd, MINIMUM) {
        return;
    }
    if etcd.text(MAXIMUM).as_deref() == Some("TLS1.2") {
        out.report(
            etcd.place_of_value(MINIMUM),
            "--tls-min-version is greater than --tls-max-version: etcd exits with \"min version (TLS1.3) \
             is greater than max version (TLS1.2)\"",
        )
        .related(etcd.place_of_value(MAXIMUM), "the maximum")
        .fix(Fix::advice("remove one of the two limits"));
    }
    if let Some(list) = CipherList::of(etcd, cx).filter(|list| !list.names.is_empty()) {
        out.report(
            etcd.place_of_value(MINIMUM),
            "etcd exits with \"cipher suites cannot be configured when only TLS1.3 is enabled\"",
        )
        .related(list.place, "the cipher suites")
        .fix(Fix::advice("remove --cipher-suites"));
    }
}

fn report_unknown(etcd: &Etcd, flag: &'static str, out: &mut Findings) {
    let Some(value) = etcd.text(flag) else { return };
    if matches!(value.as_str(), "" | "TLS1.2" | "TLS1.3") || !has_flag(etcd, flag) {
        return;
    }
    let fix = match meant(&value) {
        Some(version) => Fix::safe_or_advice(message!("set --{}={}", flag, version), etcd.set(flag, version)),
        None => Fix::advice(message!("set --{} to TLS1.2 or TLS1.3", flag)),
    };
    out.report(
        etcd.place_of_value(flag),
        message!("--{} takes \"TLS1.2\" and \"TLS1.3\"; etcd exits at \"{}\"", flag, show(&value)),
    )
    .label("not a version for etcd")
    .fix(fix);
}

/// What other programs, kube-apiserver above all, call the versions that etcd knows.
fn meant(value: &str) -> Option<&'static str> {
    match value.to_uppercase().as_str() {
        "VERSIONTLS12" | "TLS12" | "TLS1.2" | "TLSV1.2" | "1.2" => Some("TLS1.2"),
        "VERSIONTLS13" | "TLS13" | "TLS1.3" | "TLSV1.3" | "1.3" => Some("TLS1.3"),
        _ => None,
    }
}

fn has_flag(etcd: &Etcd, flag: &str) -> bool {
    let in_version =
        etcd_flags::lookup(flag).zip(etcd.version).map(|(flag, version)| flag.in_version(version));
    in_version != Some(Presence::Absent)
}
