//! ETCD324: options that are right each by itself, and that etcd refuses together.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::go_value::{parse_duration, parse_uint};
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::{Config, Etcd, Side};
use crate::model::setting::{Origin, Setting};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

use super::argument::has_config_file;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD324",
    name: "options-in-conflict",
    summary: "etcd refuses two options together",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd324_options_in_conflict.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    check_timing(etcd, out);
    check_leases(etcd, out);
    check_names(etcd, out);
    check_outputs(etcd, cx, out);
    check_compaction(etcd, out);
}

/// Reports what etcd says of two options, at the value of the first one that is set.
fn report(etcd: &Etcd, [first, second]: [&str; 2], said: impl Into<Message>, out: &mut Findings) {
    let is_set = |flag: &str| !matches!(etcd.option(flag), Setting::Unset);
    let (at, other) = if is_set(first) { (first, second) } else { (second, first) };
    let finding = out.report(etcd.place_of_value(at), message!("etcd exits: {}", said.into()));
    if is_set(other) {
        finding.related(etcd.place_of_value(other), "together with this");
    }
    finding.fix(Fix::advice(message!("change --{} or --{}", show(first), show(second))));
}

/// Members would call elections all the time.
fn check_timing(etcd: &Etcd, out: &mut Findings) {
    const OPTIONS: [&str; 2] = ["election-timeout", "heartbeat-interval"];
    let number = |flag, default| match etcd.option(flag) {
        Setting::Unset => Some(default),
        setting => parse_uint(setting.text()?).ok(),
    };
    let (Some(election), Some(heartbeat)) = (number(OPTIONS[0], 1000), number(OPTIONS[1], 100)) else {
        return;
    };
    let said = match (election, heartbeat) {
        (_, 0) => message!("--heartbeat-interval must be >0"),
        (0, _) => message!("--election-timeout must be >0"),
        _ if heartbeat.saturating_mul(5) > election => message!(
            "--election-timeout[{}ms] should be at least as 5 times as --heartbeat-interval[{}ms]",
            election,
            heartbeat
        ),
        (50_001.., _) => {
            message!("--election-timeout[{}ms] is too long, and should be set less than 50000ms", election)
        }
        _ => return,
    };
    report(etcd, OPTIONS, said, out);
}

fn check_leases(etcd: &Etcd, out: &mut Findings) {
    const OPTIONS: [&str; 2] =
        ["experimental-enable-lease-checkpoint-persist", "experimental-enable-lease-checkpoint"];
    if etcd.bool(OPTIONS[0]) == Some(true) && etcd.bool(OPTIONS[1]) == Some(false) {
        report(etcd, OPTIONS, message!("setting {} requires {}", OPTIONS[0], OPTIONS[1]), out);
    }
}

/// Of who shows a certificate, only one name can be looked at.
fn check_names(etcd: &Etcd, out: &mut Findings) {
    // Up to 3.4 the configuration file has no keys for them.
    if has_config_file(etcd) && etcd.at_most(4) == Some(true) {
        return;
    }
    for side in [Side::Client, Side::Peer] {
        let options = match side {
            Side::Client => ["client-cert-allowed-cn", "client-cert-allowed-hostname"],
            Side::Peer => ["peer-cert-allowed-cn", "peer-cert-allowed-hostname"],
        };
        let transport = etcd.transport(side);
        let dials = side == Side::Peer && transport.has_certificate() == Some(true);
        let is_used =
            transport.is_self_signed() == Some(false) && (dials || transport.secure().next().is_some());
        if is_used && options.iter().all(|flag| etcd.is_given(flag) == Some(true)) {
            report(etcd, options, message!("AllowedCN and AllowedHostname are mutually exclusive"), out);
        }
    }
}

/// The logger of etcd 3.4 writes to one place only, and no logger to `default` and others.
fn check_outputs(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    const OPTIONS: [&str; 2] = ["log-outputs", "logger"];
    let Some(outputs) = outputs(etcd, "log-outputs", cx) else { return };
    let logger = match etcd.option("logger") {
        Setting::Unset if etcd.at_most(4) == Some(true) => "capnslog".to_owned(),
        Setting::Unset => "zap".to_owned(),
        setting => setting.text().unwrap_or_default().to_owned(),
    };
    // The deprecated flag of another value is ignored.
    let is_repeated = etcd.at_most(4) == Some(true)
        && outputs.len() == 1
        && outputs != ["default"]
        && self::outputs(etcd, "log-output", cx).as_ref() == Some(&outputs);
    if is_repeated {
        report(
            etcd,
            ["log-output", "log-outputs"],
            message!("'--log-output' and '--log-outputs' are incompatible"),
            out,
        );
        return;
    }
    let said = match outputs.as_slice() {
        [_, _, ..] if logger == "capnslog" => {
            message!("--logger=capnslog supports only 1 value in '--log-outputs'")
        }
        [_, _, ..] if outputs.iter().any(|output| output == "default") => {
            message!("multi logoutput for \"default\" is not supported yet")
        }
        [one] if logger == "capnslog" && !["default", "stderr", "stdout"].contains(&one.as_str()) => {
            message!(
                "unknown log-output \"{}\" (only supports \"default\", \"stderr\", \"stdout\")",
                show(one)
            )
        }
        _ if outputs.iter().any(String::is_empty) => message!("open sink \"\": no such file or directory"),
        _ => return,
    };
    report(etcd, OPTIONS, said, out);
}

/// Where etcd is to log to; `None` where nothing says so, or where it cannot be seen. Flags name each place once.
fn outputs(etcd: &Etcd, flag: &str, cx: &Context) -> Option<Vec<String>> {
    if let Config::Given(file) = &etcd.config {
        let list = cx.at(&file.key(flag)?.place)?;
        return list.node.items().iter().map(|item| item.as_str().map(str::to_owned)).collect();
    }
    let setting = etcd.option(flag);
    // An empty variable is none.
    let is_flag = setting.fact().is_some_and(|fact| fact.origin == Origin::Flag);
    let text = setting.text().filter(|text| is_flag || !text.is_empty())?;
    let mut outputs: Vec<String> = text.split(',').map(str::to_owned).collect();
    outputs.sort();
    outputs.dedup();
    Some(outputs)
}

/// Without a mode etcd takes a number, and no duration. A configuration file has no mode up to etcd 3.5.
fn check_compaction(etcd: &Etcd, out: &mut Findings) {
    const OPTIONS: [&str; 2] = ["auto-compaction-retention", "auto-compaction-mode"];
    let has_mode = match etcd.option(OPTIONS[1]) {
        Setting::Unset => !(has_config_file(etcd) && etcd.at_most(5) == Some(true)),
        setting => setting.text().is_none_or(|mode| !mode.is_empty()),
    };
    let duration = etcd.text(OPTIONS[0]).and_then(|text| parse_duration(&text).ok());
    if !has_mode && duration.is_some_and(|duration| duration != 0) {
        report(etcd, OPTIONS, message!("unsupported compaction mode"), out);
    }
}
