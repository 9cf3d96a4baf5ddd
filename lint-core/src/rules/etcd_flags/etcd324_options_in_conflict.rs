//! ETCD324: options that are right each by itself, and that etcd refuses together or takes for something else.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::go_value::{parse_duration, parse_int, parse_uint};
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::{Config, ConfigFile, ConfigKey, Etcd, Side};
use crate::model::etcd_flags::{self, Flag};
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::image::Version;

use super::argument::has_config_file;
use super::{feature_gates, log_outputs};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD324",
    name: "options-in-conflict",
    summary: "two options do not go together",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd324_options_in_conflict.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    check_timing(etcd, out);
    check_hash_times(etcd, out);
    check_twins(etcd, out);
    check_unary_durations(etcd, out);
    feature_gates::check_leases(etcd, out);
    feature_gates::check_flags(etcd, out);
    check_names(etcd, out);
    log_outputs::check(etcd, cx, out);
    check_compaction(etcd, out);
    check_idle_compaction(etcd, out);
    check_revisions(etcd, out);
    check_tracing(etcd, out);
    check_second_version(etcd, out);
    check_bootstrap(etcd, out);
    check_discovery(etcd, out);
}

/// Reports what etcd says of two options, at the value of the first one that is set.
pub(super) fn report(etcd: &Etcd, [first, second]: [&str; 2], said: impl Into<Message>, out: &mut Findings) {
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
        Config::Given(file) => key_of(file, flag).map(|key| key.place.clone()),
        _ => etcd.option(flag).fact().map(|fact| fact.value.place.clone()),
    }
}

/// How an option is written where etcd takes it from.
fn written(etcd: &Etcd, flag: &str) -> String {
    match &etcd.config {
        Config::Given(file) => key_of(file, flag).map_or(flag, |key| &key.name).to_owned(),
        _ => format!("--{flag}"),
    }
}

/// The key of an option, or one that etcd takes for it without reading it.
fn key_of<'f>(file: &'f ConfigFile, flag: &str) -> Option<&'f ConfigKey> {
    file.key(flag).or_else(|| file.explicit_key(flag))
}

fn is_set(etcd: &Etcd, flag: &str) -> bool {
    !matches!(etcd.option(flag), Setting::Unset)
}

/// Whether etcd 3.6 takes an option for set when it looks for others that may not be beside it.
pub(super) fn is_explicit(etcd: &Etcd, flag: &str) -> bool {
    match &etcd.config {
        Config::Given(file) => file.explicit_key(flag).is_some(),
        _ => is_set(etcd, flag),
    }
}

/// Whether the version is known to be the one that has many options under two names.
pub(super) fn is_3_6(etcd: &Etcd) -> bool {
    etcd.at_most(5) == Some(false) && etcd.at_most(6) == Some(true)
}

/// Whether an option is seen to be set that this etcd has.
fn is_used(etcd: &Etcd, flag: &str) -> bool {
    etcd.option(flag).fact().is_some()
        && etcd_flags::lookup(flag).is_some_and(|flag| flag.kind(etcd.version).is_some())
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

/// Time between two comparisons of what the members hold.
fn check_hash_times(etcd: &Etcd, out: &mut Findings) {
    for flag in ["compact-hash-check-time", "experimental-compact-hash-check-time"] {
        // An etcd without the flag has another reason to exit, and without the key it ignores that.
        if is_used(etcd, flag) && nanoseconds(etcd, flag).is_some_and(|time| time <= 0) {
            out.report(etcd.place_of_value(flag), message!("etcd exits: --{} must be >0", flag))
                .fix(Fix::advice("set a time such as 1m, or leave it out"));
        }
    }
}

/// etcd 3.6 has some options under two names, with and without `experimental-`, and takes one of them only.
fn check_twins(etcd: &Etcd, out: &mut Findings) {
    if !is_3_6(etcd) {
        return;
    }
    // What cannot be seen has no place.
    let is_there = |flag: &Flag| {
        flag.kind(etcd.version).is_some()
            && is_explicit(etcd, flag.name)
            && place_of_value(etcd, flag.name).is_some()
    };
    for old in etcd_flags::all().iter().filter(|old| old.name != UNARY_DURATIONS[0] && is_there(old)) {
        let new = old.name.strip_prefix("experimental-").and_then(etcd_flags::lookup);
        if let Some(new) = new.filter(|new| is_there(new)) {
            let (old, new) = (old.name, new.name);
            let said =
                message!("cannot set --{} and --{} at the same time, please use --{} only", old, new, new);
            report(etcd, [old, new], said, out);
        }
    }
}

/// The two names of the one option of which etcd 3.6 compares the values.
const UNARY_DURATIONS: [&str; 2] =
    ["experimental-warning-unary-request-duration", "warning-unary-request-duration"];

/// A duration of 0 counts for none.
fn check_unary_durations(etcd: &Etcd, out: &mut Findings) {
    if is_3_6(etcd)
        && UNARY_DURATIONS.iter().all(|flag| nanoseconds(etcd, flag).is_some_and(|time| time != 0))
    {
        let [old, new] = UNARY_DURATIONS;
        let said = message!("both --{} and --{} flags are set. Use only --{}", old, new, new);
        report(etcd, UNARY_DURATIONS, said, out);
    }
}

/// The value of an option that is a duration, which a configuration file counts in nanoseconds.
fn nanoseconds(etcd: &Etcd, flag: &str) -> Option<i64> {
    let text = etcd.text(flag)?;
    match etcd.config {
        Config::Given(_) => parse_int(&text).ok(),
        _ => parse_duration(&text).ok(),
    }
}

/// Of who shows a certificate, only one name can be looked at.
fn check_names(etcd: &Etcd, out: &mut Findings) {
    for side in [Side::Client, Side::Peer] {
        let options = side.flags_of_names();
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

/// How much of the past is kept, and in which unit.
const COMPACTION: [&str; 2] = ["auto-compaction-retention", "auto-compaction-mode"];

/// Without a mode etcd takes a number, and no duration.
fn check_compaction(etcd: &Etcd, out: &mut Findings) {
    let duration = etcd.text(COMPACTION[0]).and_then(|text| parse_duration(&text).ok());
    if lacks_compaction_mode(etcd) && duration.is_some_and(|duration| duration != 0) {
        report(etcd, COMPACTION, message!("unsupported compaction mode"), out);
    }
}

/// A number without a mode is no time and no count of revisions: etcd takes it for 0.
fn check_idle_compaction(etcd: &Etcd, out: &mut Findings) {
    let number = etcd.text(COMPACTION[0]).and_then(|text| text.parse::<i64>().ok());
    if lacks_compaction_mode(etcd) && number.is_some_and(|number| number > 0) {
        let [retention, mode] = COMPACTION.map(|flag| show(&written(etcd, flag)));
        out.report(
            etcd.place_of_value(COMPACTION[0]),
            message!("etcd starts and never compacts: without {} it takes {} for 0", mode, retention),
        )
        .severity(Severity::Warning)
        .fix(Fix::advice("set the mode, which is periodic where the number stands for hours"));
    }
}

/// Whether nothing says what the retention counts. A configuration file has no mode up to etcd 3.5, and later versions
/// refuse an empty one by itself, see ETCD305.
fn lacks_compaction_mode(etcd: &Etcd) -> bool {
    if etcd.at_most(5) == Some(false) {
        return false;
    }
    match etcd.option(COMPACTION[1]) {
        Setting::Unset => has_config_file(etcd) && etcd.at_most(5) == Some(true),
        setting => setting.text().is_some_and(str::is_empty),
    }
}

/// A duration is a number of nanoseconds to etcd, and in the mode `revision` it keeps as many revisions.
fn check_revisions(etcd: &Etcd, out: &mut Findings) {
    let Some(text) = etcd.text(COMPACTION[0]).filter(|text| text.parse::<i64>().is_err()) else { return };
    let revisions = parse_duration(&text).ok().filter(|revisions| *revisions > 0);
    if let Some(revisions) = revisions.filter(|_| etcd.text(COMPACTION[1]).as_deref() == Some("revision")) {
        let finding = out.report(
            etcd.place_of_value(COMPACTION[0]),
            message!("etcd takes {} for {} revisions, and hardly ever compacts", show(&text), revisions),
        );
        finding.severity(Severity::Warning).related(etcd.place_of_value(COMPACTION[1]), "together with this");
        finding.fix(Fix::advice("write a number of revisions such as 1000, or take the mode periodic"));
    }
}

/// How many of a million requests are traced. Version 3.6 looks at the new names only.
fn check_tracing(etcd: &Etcd, out: &mut Findings) {
    let options = match etcd.at_most(5) {
        Some(true) => {
            ["experimental-distributed-tracing-sampling-rate", "experimental-enable-distributed-tracing"]
        }
        _ => ["distributed-tracing-sampling-rate", "enable-distributed-tracing"],
    };
    if !is_used(etcd, options[1]) || etcd.bool(options[1]) != Some(true) {
        return;
    }
    check_tracing_address(etcd, options[1], out);
    let said = match etcd.text(options[0]).and_then(|text| parse_int(&text).ok()) {
        Some(..0) => "tracing sampling rate must be positive",
        Some(1_000_001..) => "tracing sampling rate must be less than 1000000",
        _ => return,
    };
    report(etcd, options, said, out);
}

/// The last releases of 3.5 need to be told where traces go, and a configuration file says that only if it is written
/// there: the default is that of the flag. Seen in 3.5.24; later versions trace to nowhere.
fn check_tracing_address(etcd: &Etcd, enabled: &'static str, out: &mut Findings) {
    const ADDRESS: &str = "experimental-distributed-tracing-address";
    let is_seen =
        |version: Version| version.minor == 5 && version.is_at_least(Version::new(3, 5, 24)) == Some(true);
    let is_missing = match etcd.option(ADDRESS) {
        Setting::Unset => has_config_file(etcd),
        setting => setting.text() == Some(""),
    };
    if is_missing && etcd.version.is_some_and(is_seen) {
        report(etcd, [enabled, ADDRESS], "passthrough: received empty target in Build()", out);
    }
}

/// etcd 3.5 serves its second version only as long as it does not give it up.
fn check_second_version(etcd: &Etcd, out: &mut Findings) {
    const OPTIONS: [&str; 2] = ["v2-deprecation", "enable-v2"];
    if etcd.at_most(4) != Some(false) || etcd.at_most(5) != Some(true) || etcd.bool(OPTIONS[1]) != Some(true)
    {
        return;
    }
    if let Some(stage) = etcd.text(OPTIONS[0]).filter(|stage| !["", "not-yet"].contains(&stage.as_str())) {
        let said = message!("--enable-v2 and --v2-deprecation={} are mutually exclusive", show(&stage));
        report(etcd, OPTIONS, said, out);
    }
}

/// The ways to find the other members.
const BOOTSTRAP: [&str; 4] = ["initial-cluster", "discovery", "discovery-srv", "discovery-endpoints"];

/// Without discovery the members come from `initial-cluster`, and with it from nowhere else.
fn check_bootstrap(etcd: &Etcd, out: &mut Findings) {
    // A configuration file has the endpoints elsewhere.
    let is_read = |flag: &str| flag != "discovery-endpoints" || !has_config_file(etcd);
    let is_given = |flag: &&str| is_read(flag) && is_used(etcd, flag) && etcd.is_given(flag) == Some(true);
    let mut given = BOOTSTRAP.into_iter().filter(is_given);
    if let (Some(first), Some(second)) = (given.next(), given.next()) {
        report(etcd, [first, second], "multiple discovery or bootstrap flags are set", out);
    }
}

/// The options of the discovery that came with etcd 3.6, which the configuration file has elsewhere.
fn check_discovery(etcd: &Etcd, out: &mut Findings) {
    const OPTIONS: [&str; 2] = ["discovery-token", "discovery-endpoints"];
    if etcd.at_most(5) == Some(true) || has_config_file(etcd) {
        return;
    }
    let token = etcd.is_given(OPTIONS[0]);
    if token.is_some_and(|is_given| is_given != is_set(etcd, OPTIONS[1])) {
        report(etcd, OPTIONS, "both --discovery-token and --discovery-endpoints must be set", out);
    }
}
