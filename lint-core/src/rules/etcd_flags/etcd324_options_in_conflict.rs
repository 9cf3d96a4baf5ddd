//! ETCD324: options that are right each by itself, and that etcd refuses together.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::go_value::{parse_bool, parse_duration, parse_uint};
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::{Config, Etcd, Side};
use crate::model::etcd_flags;
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::word::Word;

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
    check_gates(etcd, out);
    check_names(etcd, out);
    check_outputs(etcd, cx, out);
    check_compaction(etcd, out);
}

/// Reports what etcd says of two options, at the value of the first one that is set.
fn report(etcd: &Etcd, [first, second]: [&str; 2], said: impl Into<Message>, out: &mut Findings) {
    let places = [first, second].map(|flag| place_of_value(etcd, flag));
    let mut set = places.into_iter().flatten();
    let at = set.next().unwrap_or_else(|| etcd.place.clone());
    let finding = out.report(at, message!("etcd exits: {}", said.into()));
    if let Some(other) = set.next() {
        finding.related(other, "together with this");
    }
    let [first, second] = [first, second].map(|flag| show(&written(etcd, flag)));
    finding.fix(Fix::advice(message!("change {} or {}", first, second)));
}

/// Where the value of an option is written, that of a list in a configuration file as well.
fn place_of_value(etcd: &Etcd, flag: &str) -> Option<Place> {
    match &etcd.config {
        Config::Given(file) => file.key(flag).map(|key| key.place.clone()),
        _ => etcd.option(flag).fact().map(|fact| fact.value.place.clone()),
    }
}

/// How an option is written where etcd takes it from.
fn written(etcd: &Etcd, flag: &str) -> String {
    match &etcd.config {
        Config::Given(file) => file.key(flag).map_or(flag, |key| &key.name).to_owned(),
        _ => format!("--{flag}"),
    }
}

fn is_set(etcd: &Etcd, flag: &str) -> bool {
    !matches!(etcd.option(flag), Setting::Unset)
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

/// A flag of etcd up to 3.6, and the feature gate of the same from 3.6 on.
type Feature = (&'static str, &'static str);

/// Leases keep their remaining time through a change of the leader.
const CHECKPOINT: Feature = ("experimental-enable-lease-checkpoint", "LeaseCheckpoint");
/// They keep it through a restart, too.
const PERSIST: Feature = ("experimental-enable-lease-checkpoint-persist", "LeaseCheckpointPersist");

fn check_leases(etcd: &Etcd, out: &mut Findings) {
    if etcd.at_most(5) == Some(true) {
        if etcd.bool(PERSIST.0) == Some(true) && etcd.bool(CHECKPOINT.0) == Some(false) {
            let said = message!("setting {} requires {}", PERSIST.0, CHECKPOINT.0);
            report(etcd, [PERSIST.0, CHECKPOINT.0], said, out);
        }
        return;
    }
    let Some(gates) = feature_gates(etcd) else { return };
    // From 3.7 on there is no flag for a gate any more.
    let has_flag = |flag| etcd.at_most(6) != Some(false) && is_set(etcd, flag);
    let is_on = |(flag, gate): Feature| if has_flag(flag) { etcd.bool(flag) } else { is_open(&gates, gate) };
    // etcd refuses them for another reason, see `check_gates`.
    let is_twofold = [PERSIST, CHECKPOINT].iter().any(|(flag, gate)| has_flag(flag) && gates.contains(gate));
    if is_on(PERSIST) == Some(true) && is_on(CHECKPOINT) == Some(false) && !is_twofold {
        let at = if has_flag(PERSIST.0) { PERSIST.0 } else { FEATURE_GATES };
        out.report(
            etcd.place_of_value(at),
            message!(
                "etcd exits: enabling feature gate {} requires enabling feature gate {}",
                PERSIST.1,
                CHECKPOINT.1
            ),
        )
        .fix(Fix::advice(message!("enable {}, too", CHECKPOINT.1)));
    }
}

/// etcd 3.6 takes a feature by its flag or by its gate. It looks for the name of the gate anywhere in the list, in a
/// longer name as well.
fn check_gates(etcd: &Etcd, out: &mut Findings) {
    if etcd.at_most(5) != Some(false) || etcd.at_most(6) != Some(true) {
        return;
    }
    let Some(gates) = feature_gates(etcd).filter(|gates| !gates.is_empty()) else { return };
    for flag in etcd_flags::all().iter().filter(|flag| is_set(etcd, flag.name)) {
        let Some(successor) = flag.successor().filter(|successor| successor.name == FEATURE_GATES) else {
            continue;
        };
        let gate = successor.value.and_then(|value| value.strip_suffix("=true"));
        if let (Some(gate), Some(value)) = (gate.filter(|gate| gates.contains(gate)), etcd.bool(flag.name)) {
            let said = message!(
                "cannot specify both flags: --{}={} and --{}={}",
                flag.name,
                show(&value.to_string()),
                FEATURE_GATES,
                gate
            );
            report(etcd, [flag.name, FEATURE_GATES], said, out);
        }
    }
}

const FEATURE_GATES: &str = "feature-gates";

/// The list of feature gates, in which the values of a repeated flag add up; `None` if it cannot be seen.
fn feature_gates(etcd: &Etcd) -> Option<String> {
    let values: Vec<&Word> = etcd.flags.all(FEATURE_GATES).filter_map(|used| used.value.as_ref()).collect();
    if has_config_file(etcd) || values.is_empty() {
        return match etcd.option(FEATURE_GATES) {
            Setting::Unset => Some(String::new()),
            setting => setting.text().map(str::to_owned),
        };
    }
    let texts: Option<Vec<&str>> = values.into_iter().map(Word::known).collect();
    Some(texts?.join(","))
}

/// Whether a gate that is closed by default is open; `None` if etcd cannot read what the list says of it.
fn is_open(gates: &str, name: &str) -> Option<bool> {
    let said = |name: &str| {
        let mut pairs = gates.split(',').filter_map(|pair| pair.split_once('='));
        pairs.rfind(|(gate, _)| gate.trim() == name).map(|(_, value)| value.trim())
    };
    said(name).or_else(|| said("AllAlpha")).map_or(Some(false), parse_bool)
}

/// Of who shows a certificate, only one name can be looked at.
fn check_names(etcd: &Etcd, out: &mut Findings) {
    for side in [Side::Client, Side::Peer] {
        let options = match side {
            Side::Client => ["client-cert-allowed-cn", "client-cert-allowed-hostname"],
            Side::Peer => ["peer-cert-allowed-cn", "peer-cert-allowed-hostname"],
        };
        let transport = etcd.transport(side);
        // What a certificate lacks etcd says first, and with one of its own it looks at no names.
        let is_used = transport.cert == Some(true)
            && transport.key == Some(true)
            && etcd.opens_certificate(side) == Some(true);
        if is_used && options.iter().all(|flag| etcd.demands_name(flag) == Some(true)) {
            let said = match etcd.lists_names() {
                true => "AllowedCNs and AllowedHostnames are mutually exclusive",
                false => "AllowedCN and AllowedHostname are mutually exclusive",
            };
            report(etcd, options, said, out);
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
        _ if outputs.iter().any(String::is_empty) => {
            message!("open sink \"\": open : no such file or directory")
        }
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
    let mut outputs: Vec<String> = setting.text()?.split(',').map(str::to_owned).collect();
    outputs.sort();
    outputs.dedup();
    Some(outputs)
}

/// Without a mode etcd takes a number, and no duration. A configuration file has no mode up to etcd 3.5.
fn check_compaction(etcd: &Etcd, out: &mut Findings) {
    const OPTIONS: [&str; 2] = ["auto-compaction-retention", "auto-compaction-mode"];
    // Later versions refuse an empty mode by itself, see ETCD305.
    if etcd.at_most(5) == Some(false) {
        return;
    }
    let has_mode = match etcd.option(OPTIONS[1]) {
        Setting::Unset => !(has_config_file(etcd) && etcd.at_most(5) == Some(true)),
        setting => setting.text().is_none_or(|mode| !mode.is_empty()),
    };
    let duration = etcd.text(OPTIONS[0]).and_then(|text| parse_duration(&text).ok());
    if !has_mode && duration.is_some_and(|duration| duration != 0) {
        report(etcd, OPTIONS, message!("unsupported compaction mode"), out);
    }
}
