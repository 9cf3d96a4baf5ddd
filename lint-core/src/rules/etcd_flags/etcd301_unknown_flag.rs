use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::go_value::parse_bool;
use crate::message;
use crate::message::{show, show_all};
use crate::model::etcd::Etcd;
use crate::model::etcd_flags::{self, Presence};
use crate::model::go_flag::{FlagUse, How, ProblemKind};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;
use crate::subject::word::Word;

use super::argument::{decides_reach, is_explained, is_set, renamed, rewritten, used_at, weakens};
use super::etcd302_apiserver_flag_on_etcd::is_of_apiserver;
use super::values::refusal;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD301",
    name: "unknown-flag",
    summary: "no version of etcd has the flag",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd301_unknown_flag.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for problem in etcd.flags.problems_of(ProblemKind::BadSyntax) {
        let Some(word) = etcd.words().get(problem.index) else { continue };
        let finding =
            out.report(problem.place.clone(), message!("etcd exits: bad flag syntax: {}", show(&word.text)));
        finding.label("not a flag").fix(fewer_dashes(word));
    }
    for problem in etcd.flags.problems_of(ProblemKind::NotDefined) {
        if is_of_apiserver(&problem.name) || is_in_other_version(&problem.name, etcd.version) {
            continue;
        }
        let name = show(&problem.name);
        let message = message!(
            "etcd has no flag --{}; it exits with status 2: flag provided but not defined: -{}",
            name,
            name
        );
        let finding = out.report(problem.place.clone(), message).label("unknown flag");
        let used = used_at(&etcd.flags, problem.index);
        if let Some(fix) = used.and_then(|used| fix(etcd, used)) {
            finding.fix(fix);
        }
    }
}

/// Whether a flag is known, but not to the version that is known to run.
pub(super) fn is_in_other_version(name: &str, version: Option<Version>) -> bool {
    match (etcd_flags::lookup(name), version) {
        (Some(flag), Some(version)) => flag.in_version(version) == Presence::Absent,
        _ => false,
    }
}

fn fewer_dashes(word: &Word) -> Fix {
    let name = word.text.trim_start_matches('-');
    let dashes = word.text.len() - name.len();
    let is_flag = etcd_flags::lookup(name.split('=').next().unwrap_or_default()).is_some();
    let edit = rewritten(&word.slice(0..dashes), "--").filter(|_| is_flag);
    Fix::suggested("write two dashes", edit.into_iter().collect())
}

fn fix(etcd: &Etcd, used: &FlagUse) -> Option<Fix> {
    let suggestion = etcd_flags::suggest(&used.name);
    if suggestion.etcdctl {
        return Some(Fix::advice("remove it: it is a flag of etcdctl, not of etcd"));
    }
    let exists = |name: &&str| !is_in_other_version(name, etcd.version);
    let names: Vec<&'static str> = suggestion.names.into_iter().filter(exists).collect();
    let [name] = names.as_slice() else {
        return (!names.is_empty()).then(|| Fix::advice(message!("use one of {}", show_all(names))));
    };
    let title = message!("use --{}", name);
    let Some(edit) = renamed(used, name) else { return Some(Fix::advice(title)) };
    let is_safe = suggestion.only_spelling && may_be_renamed(etcd, used, name);
    Some(if is_safe { Fix::safe(title, vec![edit]) } else { Fix::suggested(title, vec![edit]) })
}

/// Whether the flag is right once it has its right name, and does not open anything.
fn may_be_renamed(etcd: &Etcd, used: &FlagUse, name: &str) -> bool {
    let Some(kind) = etcd_flags::lookup(name).and_then(|flag| flag.kind(etcd.version)) else { return false };
    let Some(value) = used.value.as_ref().and_then(Word::known) else { return false };
    let is_joined_rightly = match used.how {
        How::Joined => true,
        How::Implied => kind.is_bool(),
        How::Separate => !kind.is_bool(),
    };
    let weakens = parse_bool(value).is_some_and(|value| weakens(name, value));
    is_joined_rightly
        && !weakens
        && !decides_reach(name)
        && !is_set(etcd, name)
        && !is_explained(&etcd.flags, used)
        && refusal(name, kind, value, etcd.version).is_none()
}
