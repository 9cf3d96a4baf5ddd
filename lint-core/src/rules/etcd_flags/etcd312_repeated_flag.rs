use std::collections::BTreeMap;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::go_value::parse_bool;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
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
    for used in etcd.flags.uses.iter().filter(|used| !used.after_stop && last_counts(used)) {
        occurrences.entry(&used.name).or_default().push(used);
    }
    for uses in occurrences.values() {
        if let Some((last, earlier)) = uses.split_last().filter(|(_, earlier)| !earlier.is_empty()) {
            report(etcd, last, earlier, out);
        }
    }
}

/// Whether only the last occurrence has an effect: `feature-gates` adds up, and ignored flags have none at all.
fn last_counts(used: &FlagUse) -> bool {
    used.kind.is_some_and(|kind| kind != Kind::Ignored) && used.name != "feature-gates"
}

fn report(etcd: &Etcd, last: &FlagUse, earlier: &[&FlagUse], out: &mut Findings) {
    let name = show(&last.name);
    let same =
        earlier.iter().map(|used| have_equal_values(used, last)).try_fold(true, |all, one| Some(all && one?));
    let message = match (same, last.value.as_ref()) {
        (Some(true), _) => message!("--{} is set {} times to the same value", name, earlier.len() + 1),
        (_, Some(value)) => {
            message!(
                "--{} is set {} times; only the last ({}) counts",
                name,
                earlier.len() + 1,
                show(&value.text)
            )
        }
        (_, None) => message!("--{} is set {} times; only the last counts", name, earlier.len() + 1),
    };
    let finding = out.report(last.place.clone(), message).label("this one counts");
    for used in earlier {
        finding.related(used.place.clone(), "has no effect");
    }
    let is_security_relevant = etcd_flags::lookup(&last.name).is_some_and(Flag::is_security_relevant);
    if same == Some(false) && is_security_relevant {
        finding.severity(Severity::Error);
    }
    // `"$@"` that stands twice makes two uses of one word.
    let is_one_word = earlier.iter().any(|used| used.place == last.place);
    let edits: Option<Vec<Edit>> =
        earlier.iter().map(|used| etcd.remove_use(used)).collect::<Option<Vec<_>>>().map(|all| all.concat());
    finding.fix(match edits {
        Some(edits) if same == Some(true) && !is_one_word => Fix::safe("remove the others", edits),
        _ => Fix::advice("keep the one that is meant"),
    });
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
