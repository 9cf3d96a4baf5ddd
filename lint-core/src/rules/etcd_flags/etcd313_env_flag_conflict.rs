use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::etcd::variable_in;
use crate::model::etcd_flags;
use crate::model::go_flag::FlagUse;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::environment::{EnvValue, EnvVar};
use crate::subject::word::Word;

use super::argument::{drops_variable, has_config_file};
use super::etcd312_repeated_flag::equal;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD313",
    name: "env-flag-conflict",
    summary: "an option is set by a flag and by its environment variable",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd313_env_flag_conflict.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Some(command) = etcd.command.as_ref().filter(|_| !has_config_file(etcd)) else {
        return;
    };
    for flag in etcd_flags::all().iter().filter(|flag| !drops_variable(etcd, flag.name)) {
        let Some(variable) = variable_in(&command.environment, flag.name) else { continue };
        if let Some(used) = etcd.flags.last(flag.name).filter(|used| used.kind.is_some()) {
            report(etcd, used, variable, out);
        }
    }
}

fn report(etcd: &Etcd, used: &FlagUse, variable: &EnvVar, out: &mut Findings) {
    let (name, flag) = (show(&variable.name), show(&used.name));
    let is_only_logged = etcd.at_most(3) == Some(true);
    let message = match is_only_logged {
        true => message!("{} and --{} are both set: the flag counts, and from 3.4 on etcd exits", name, flag),
        false => message!(
            "{} and --{} are both set: etcd exits with \"conflicting environment variable\" even where they agree",
            name,
            flag
        ),
    };
    let severity = if is_only_logged { Severity::Warning } else { Severity::Error };
    out.report(variable.name_place.clone(), message)
        .severity(severity)
        .label("set here")
        .related(used.place.clone(), "and by this flag")
        .fix(match etcd.remove_variable(&used.name) {
            Some(edits) if agrees(used, variable) => Fix::safe("remove the variable", edits),
            _ => Fix::advice("keep one of the two"),
        });
}

fn agrees(used: &FlagUse, variable: &EnvVar) -> bool {
    match (&variable.value, used.value.as_ref().and_then(Word::known)) {
        (EnvValue::Literal(word), Some(value)) => {
            word.known().is_some_and(|text| equal(used.kind, text, value))
        }
        _ => false,
    }
}
