use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::etcd_flags::{self, Deprecation};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;

use super::argument::succession;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD304",
    name: "flag-deprecated",
    summary: "the next version of etcd does not have the flag",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd304_flag_deprecated.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Some(version) = etcd.version else { return };
    for used in etcd.flags.uses.iter().filter(|used| !used.after_stop) {
        let Some(flag) = etcd_flags::lookup(&used.name) else { continue };
        let Some(Deprecation { removed_in }) = flag.deprecated_in(version) else { continue };
        let end = show(&Version::minor(removed_in.major, removed_in.minor).to_string());
        let fix = succession(etcd, used, flag, version);
        out.report(
            used.name_place.clone(),
            message!(
                "--{} is deprecated: etcd {} does not have it and will not start with it",
                flag.name,
                end
            ),
        )
        .label("deprecated")
        .fix(
            fix.unwrap_or_else(|| {
                Fix::advice(message!("remove the flag before you upgrade to etcd {}", end))
            }),
        );
    }
}
