use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::Shown;
use crate::model::etcd::{Config, Etcd};
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "INPUT102",
    name: "unknown-value",
    summary: "options of etcd get their value from where it cannot be seen",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("input102_unknown_value.md"),
    check: Check::Etcd(check),
};

/// The options that other rules judge.
const JUDGED: [&str; 17] = [
    "config-file",
    "listen-client-urls",
    "listen-client-http-urls",
    "cert-file",
    "key-file",
    "trusted-ca-file",
    "client-cert-auth",
    "auto-tls",
    "listen-peer-urls",
    "peer-cert-file",
    "peer-key-file",
    "peer-trusted-ca-file",
    "peer-client-cert-auth",
    "peer-auto-tls",
    "listen-metrics-urls",
    "data-dir",
    "cipher-suites",
];

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    // A configuration file that is not there hides all options; INPUT103 says so.
    if matches!(etcd.config, Config::NotGiven(_)) {
        return;
    }
    let unknown: Vec<(&'static str, Setting)> = JUDGED
        .into_iter()
        .filter(|name| !etcd.lacks_flag(name))
        .map(|name| (name, etcd.option(name)))
        .filter(|(_, setting)| setting.is_given().is_none())
        .collect();
    let Some((_, first)) = unknown.first() else { return };
    let place = first.place().unwrap_or(&etcd.place).clone();
    let names: Vec<&'static str> = unknown.iter().map(|(name, _)| *name).collect();
    let message = message!(
        "the values of {} cannot be seen, so rules about them were not checked",
        Shown::list(&names)
    );
    out.report(place, message);
}
