use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::Etcd;
use crate::model::etcd::variable_in;
use crate::model::etcd_flags;
use crate::model::setting::Origin;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::environment::EnvValue;

use super::argument::{drops_variable, has_config_file, is_overruled};
use super::etcd305_invalid_flag_value::fix;
use super::values::refusal;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD314",
    name: "env-invalid-value",
    summary: "etcd cannot read the value of the environment variable",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd314_env_invalid_value.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Some(command) = etcd.command.as_ref().filter(|_| !has_config_file(etcd)) else {
        return;
    };
    for flag in etcd_flags::all() {
        let Some(variable) = variable_in(&command.environment, flag.name) else { continue };
        let EnvValue::Literal(word) = &variable.value else { continue };
        let Some(value) = word.known().filter(|value| !value.is_empty()) else { continue };
        if drops_variable(etcd, flag.name)
            || is_overruled(etcd, flag.name)
            || etcd.flags.last(flag.name).is_some()
        {
            continue;
        }
        let Some(kind) = flag.kind(etcd.version) else { continue };
        let Some(refusal) = refusal(flag.name, kind, value, etcd.version) else { continue };
        let message = refusal.message(flag.name, value, Origin::Environment);
        let fix = if flag.name == "version" {
            Fix::advice("give the variable a name that does not begin with ETCD_")
        } else {
            fix(flag.name, kind, word)
        };
        out.report(word.place.clone(), message).label("etcd cannot read this").fix(fix);
    }
}
