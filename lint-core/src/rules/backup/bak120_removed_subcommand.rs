use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::Message;
use crate::model::backup::{Action, Backup, Invocation, Step};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::command::Program;

pub(crate) static RULE: Rule = Rule {
    id: "BAK120",
    name: "removed-subcommand",
    summary: "the subcommand is not in this version of the tool",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak120_removed_subcommand.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for step in &backup.steps {
        let Some((call, (severity, message, advice))) = judge(step) else { continue };
        let place = call.line.positionals.get(1).map_or(&call.place, |word| &word.place);
        out.report(place.clone(), message)
            .severity(severity)
            .label("not for this version")
            .fix(Fix::advice(advice));
    }
}

/// What is wrong with a command of the snapshot: how bad it is, why, and what helps.
fn judge(step: &Step) -> Option<(&Invocation, (Severity, Message, &'static str))> {
    const MOVED: &str = "use etcdutl, without --endpoints, --cacert, --cert and --key";
    let (call, name) = match &step.action {
        Action::Save(save) => (&save.call, "save"),
        Action::Status(call) => (call, "status"),
        Action::Restore(call) => (call, "restore"),
        _ => return None,
    };
    let found = match (call.tool, name) {
        (Program::Etcdctl, "save") => return None,
        (_, "save") => (
            Severity::Error,
            message!(
                "etcdutl saves no snapshot: 3.6 prints its help and exits with 0, and older ones exit with an error"
            ),
            "use etcdctl snapshot save",
        ),
        (Program::Etcdctl, _) => {
            let severity = match (step.is_at_least(3, 6), step.is_at_least(3, 5)) {
                (Some(true), _) => Severity::Error,
                (_, Some(true)) => Severity::Warning,
                (_, Some(false)) => return None,
                (_, None) => Severity::Info,
            };
            let message = match step.version.filter(|_| severity == Severity::Error) {
                Some(version) => message!(
                    "etcdctl {} has no snapshot {}, which moved to etcdutl: it does nothing, and may exit with 0",
                    version,
                    name
                ),
                None => message!(
                    "etcdctl snapshot {} is gone in 3.6: it does nothing there, and may exit with 0",
                    name
                ),
            };
            (severity, message, MOVED)
        }
        _ if step.is_at_least(3, 5) == Some(false) => (
            Severity::Error,
            message!("the image has no etcdutl, which came with etcd 3.5"),
            "use etcdctl up to 3.4",
        ),
        _ => return None,
    };
    Some((call, found))
}
