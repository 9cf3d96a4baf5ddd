use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::Etcd;
use crate::model::etcd_flags::{self, Flag, Presence};
use crate::model::go_flag::FlagUse;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;

use super::argument::{experimental_name, succession};
use super::etcd302_apiserver_flag_on_etcd::is_of_apiserver;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD303",
    name: "flag-not-in-version",
    summary: "this version of etcd does not have the flag",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd303_flag_not_in_version.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Some(version) = etcd.version else { return };
    for used in etcd.flags.uses.iter().filter(|used| !is_of_apiserver(&used.name)) {
        let Some(flag) = etcd_flags::lookup(&used.name) else { continue };
        if flag.in_version(version) != Presence::Absent {
            continue;
        }
        let fix = succession(etcd, used, flag, version).or_else(|| experimental_name(used, version));
        out.report(used.name_place.clone(), message(flag, version))
            .label(message!("not in etcd {}", show(&version.to_string())))
            .fix(fix.unwrap_or_else(|| removal(etcd, used)));
    }
}

fn message(flag: &Flag, version: Version) -> Message {
    let running = show(&version.to_string());
    let is_gone = flag.removed_in().filter(|removed| version.is_at_least(*removed) == Some(true));
    match (is_gone, flag.added_in(version)) {
        (Some(removed), _) => message!(
            "--{} was removed in etcd {}: etcd {} exits with \"flag provided but not defined: -{}\"",
            flag.name,
            show(&Version::minor(removed.major, removed.minor).to_string()),
            running,
            flag.name
        ),
        (None, Some(added)) => message!(
            "--{} came with etcd {}: etcd {} exits with \"flag provided but not defined: -{}\"",
            flag.name,
            show(&added.to_string()),
            running,
            flag.name
        ),
        (None, None) => {
            message!("etcd {} exits with \"flag provided but not defined: -{}\"", running, flag.name)
        }
    }
}

fn removal(etcd: &Etcd, used: &FlagUse) -> Fix {
    Fix::suggested(
        "remove the flag, or run a version of etcd that has it",
        etcd.remove_use(used).unwrap_or_default(),
    )
}
