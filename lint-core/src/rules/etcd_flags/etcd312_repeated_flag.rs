use std::collections::BTreeMap;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::go_value::parse_bool;
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::{ANY_ORIGIN, Effective, Etcd};
use crate::model::etcd_flags::{self, Flag};
use crate::model::go_flag::{FlagUse, Kind};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

use super::argument::has_config_file;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD312",
    name: "repeated-flag",
    summary: "the same flag is given more than once",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd312_repeated_flag.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if has_config_file(etcd) {
        return;
    }
    let mut occurrences: BTreeMap<&str, Vec<&FlagUse>> = BTreeMap::new();
    for used in etcd.flags.uses.iter().filter(|used| !used.after_stop && one_counts(used)) {
        occurrences.entry(&used.name).or_default().push(used);
    }
    for (name, uses) in occurrences {
        let Some(effective) = etcd.effective_use(name).filter(|_| uses.len() > 1) else { continue };
        let others: Vec<&FlagUse> =
            uses.into_iter().filter(|used| used.index != effective.used.index).collect();
        if !others.iter().any(|other| adds(effective.used, other)) {
            report(etcd, &effective, &others, out);
        }
    }
}

/// Whether only one occurrence has an effect: `feature-gates` adds up, and ignored flags have none at all.
fn one_counts(used: &FlagUse) -> bool {
    used.kind.is_some_and(|kind| kind != Kind::Ignored) && used.name != "feature-gates"
}

/// Whether a use adds to the one before it that counts, as `--cors=*` does.
fn adds(counting: &FlagUse, other: &FlagUse) -> bool {
    let is_any = |used: &FlagUse| used.value.as_ref().is_some_and(|value| value.known() == Some(ANY_ORIGIN));
    other.name == "cors" && other.index > counting.index && is_any(other) && !is_any(counting)
}

fn report(etcd: &Etcd, effective: &Effective, others: &[&FlagUse], out: &mut Findings) {
    let Effective { used: counting, is_certain } = *effective;
    let same = others
        .iter()
        .map(|used| have_equal_values(used, counting))
        .try_fold(true, |all, one| Some(all && one?));
    let finding = out.report(counting.place.clone(), said(effective, others, same)).label(if is_certain {
        "this one counts"
    } else {
        "this one may count"
    });
    for used in others {
        let label = if is_certain { "has no effect" } else { "may have no effect" };
        finding.related(used.place.clone(), label);
    }
    let is_security_relevant = etcd_flags::lookup(&counting.name).is_some_and(Flag::is_security_relevant);
    if same == Some(false) && is_security_relevant {
        finding.severity(Severity::Error);
    }
    // `"$@"` that stands twice makes two uses of one word.
    let is_one_word = others.iter().any(|used| used.place == counting.place);
    let edits: Option<Vec<Edit>> =
        others.iter().map(|used| etcd.remove_use(used)).collect::<Option<Vec<_>>>().map(|all| all.concat());
    finding.fix(match edits {
        Some(edits) if same == Some(true) && !is_one_word => Fix::safe("remove the others", edits),
        _ => Fix::advice("keep the one that is meant"),
    });
}

/// What is wrong, and which one counts.
fn said(effective: &Effective, others: &[&FlagUse], same: Option<bool>) -> Message {
    let counting = effective.used;
    let (name, times) = (show(&counting.name), others.len() + 1);
    let is_last = others.iter().all(|other| other.index < counting.index);
    match (same, counting.value.as_ref()) {
        (Some(true), _) => message!("--{} is set {} times to the same value", name, times),
        _ if !effective.is_certain => {
            message!("--{} is set {} times; which one counts cannot be seen", name, times)
        }
        (_, Some(value)) if is_last => {
            message!("--{} is set {} times; only the last ({}) counts", name, times, show(&value.text))
        }
        (_, Some(value)) => message!(
            "--{} is set {} times; only this one ({}) counts: etcd passes over a later value that is empty \
             or one of its URLs",
            name,
            times,
            show(&value.text)
        ),
        (_, None) => message!("--{} is set {} times; only the last counts", name, times),
    }
}

/// Whether two uses of a flag say the same; `None` if one of them cannot be seen.
pub(super) fn have_equal_values(a: &FlagUse, b: &FlagUse) -> Option<bool> {
    let (left, right) = (a.value.as_ref()?.known()?, b.value.as_ref()?.known()?);
    Some(equal(a.kind, left, right))
}

/// Whether two values of a flag mean the same.
pub(super) fn equal(kind: Option<Kind>, a: &str, b: &str) -> bool {
    a == b || kind == Some(Kind::Bool) && parse_bool(a).is_some() && parse_bool(a) == parse_bool(b)
}
