use std::collections::BTreeSet;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show_all;
use crate::model::etcd::Etcd;
use crate::model::etcd::variable_in;
use crate::model::etcd_flags::{self, Flag};
use crate::model::go_flag::Kind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;

use super::argument::has_config_file;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD316",
    name: "flags-ignored-by-config-file",
    summary: "a configuration file makes etcd ignore its flags and variables",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd316_flags_ignored_by_config_file.md"),
    check: Check::Etcd(check),
};

/// How many options the message names; the finding points at all of them.
const NAMED: usize = 4;

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if !has_config_file(etcd) {
        return;
    }
    let ignored = ignored(etcd);
    if ignored.is_empty() {
        return;
    }
    let names = show_all(ignored.iter().take(NAMED).map(|one| &one.name));
    let message = match ignored.len().saturating_sub(NAMED) {
        0 if ignored.len() > 1 => {
            message!("the configuration file makes etcd ignore {}, which only look effective", names)
        }
        0 => message!("the configuration file makes etcd ignore {}, which only looks effective", names),
        more => message!(
            "the configuration file makes etcd ignore {} and {} more, which only look effective",
            names,
            more
        ),
    };
    let finding = out.report(place_of_config_file(etcd), message).label("decides alone");
    for one in &ignored {
        finding.related(one.place.clone(), "has no effect");
    }
    if !ignored.iter().any(|one| one.flag.is_security_relevant()) {
        finding.severity(Severity::Warning);
    }
    finding.fix(Fix::advice("move the options into the file, or do without it"));
}

/// An option that has no effect.
struct Ignored {
    name: String,
    place: Place,
    flag: &'static Flag,
}

/// The flags in order, then the variables in the order of their names.
fn ignored(etcd: &Etcd) -> Vec<Ignored> {
    let mut found: Vec<Ignored> = Vec::new();
    let mut named = BTreeSet::new();
    for used in etcd.flags.uses.iter().filter(|used| !used.after_stop && !is_kept(&used.name)) {
        let Some(flag) = etcd_flags::lookup(&used.name).filter(|flag| is_setting(flag, etcd)) else {
            continue;
        };
        if named.insert(flag.name) {
            found.push(Ignored { name: format!("--{}", flag.name), place: used.place.clone(), flag });
        }
    }
    for flag in etcd_flags::all().iter().filter(|flag| is_setting(flag, etcd)) {
        let environment = etcd.command.as_ref().map(|command| &command.environment);
        if let Some(variable) = environment.and_then(|environment| variable_in(environment, flag.name)) {
            found.push(Ignored { name: variable.name.clone(), place: variable.name_place.clone(), flag });
        }
    }
    found
}

/// Whether a flag, though not its variable, has its effect all the same: etcd reads it into no configuration.
fn is_kept(name: &str) -> bool {
    matches!(name, "raft-read-timeout" | "raft-write-timeout")
}

/// Whether a flag would have an effect without the configuration file.
fn is_setting(flag: &Flag, etcd: &Etcd) -> bool {
    !matches!(flag.name, "config-file" | "version")
        && flag.kind(etcd.version).is_some_and(|kind| kind != Kind::Ignored)
}

fn place_of_config_file(etcd: &Etcd) -> Place {
    let variable = etcd.command.as_ref().and_then(|command| command.environment.get("ETCD_CONFIG_FILE"));
    match (etcd.flags.last("config-file"), variable) {
        (Some(used), _) if used.value.as_ref().is_none_or(|value| !value.text.is_empty()) => {
            used.place.clone()
        }
        (_, Some(variable)) => variable.place.clone(),
        _ => etcd.place.clone(),
    }
}
