use super::change;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::backup::Backup;
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK106",
    name: "api-version-unset-old-client",
    summary: "etcdctl up to 3.3 speaks API version 2 unless told",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("bak106_api_version_unset_old_client.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    for (step, save) in backup.saves() {
        let Some(container) = cx.container_of(backup, step) else { continue };
        if step.is_at_least(3, 4) != Some(false)
            || !matches!(save.call.variable("ETCDCTL_API"), Setting::Unset)
        {
            continue;
        }
        out.report(
            save.call.place.clone(),
            "etcdctl up to 3.3 speaks API version 2 unless ETCDCTL_API is 3: it knows no snapshot command",
        )
        .label("ETCDCTL_API is not set")
        .fix(Fix::safe("set ETCDCTL_API to 3", change::add_variable(cx, container, "ETCDCTL_API", "3")));
    }
}
