use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK104",
    name: "several-endpoints",
    summary: "a snapshot is asked of more than one endpoint",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak104_several_endpoints.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for (step, save) in backup.saves() {
        // etcdctl 3.3 saves from any of them.
        if step.is_at_least(3, 4) == Some(false) {
            continue;
        }
        let [first, second, ..] = save.endpoints.as_slice() else { continue };
        // After a trailing comma there is nothing to point at.
        let place =
            if second.word.text.is_empty() { save.call.place_of("endpoints") } else { second.place.clone() };
        out.report(
            place,
            message!(
                "etcdctl exits with \"snapshot must be requested to one selected node, not multiple\": it got \
                 {} endpoints",
                save.endpoints.len()
            ),
        )
        .label("one too many")
        .related(first.place.clone(), "the first one")
        .fix(Fix::advice("name one member only"));
    }
}
