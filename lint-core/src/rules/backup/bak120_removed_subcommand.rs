use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::backup::{Action, Backup};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::command::Program;
use crate::subject::image::Version;

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

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    for step in &backup.steps {
        let (Action::Status(call) | Action::Restore(call)) = &step.action else { continue };
        let Some(version) = cx.etcd_version_of(backup, step) else { continue };
        let at_least = |minor| version.is_at_least(Version::minor(3, minor)) == Some(true);
        let Some(word) = call.line.positionals.get(1) else { continue };
        let (severity, message) = match call.tool {
            Program::Etcdctl if at_least(6) => (
                Severity::Error,
                message!(
                    "etcdctl {} has no snapshot {}: 3.6 removed it, etcdutl does this",
                    version,
                    show(&word.text)
                ),
            ),
            Program::Etcdctl if at_least(5) => (
                Severity::Warning,
                message!(
                    "etcdctl snapshot {} is deprecated in {} and gone in 3.6",
                    show(&word.text),
                    version
                ),
            ),
            Program::Etcdutl if !at_least(5) => (
                Severity::Error,
                message!("the image of etcd {} has no etcdutl, which came with 3.5", version),
            ),
            _ => continue,
        };
        let advice = match call.tool {
            Program::Etcdutl => "use etcdctl up to 3.4",
            _ => "use etcdutl, without --endpoints, --cacert, --cert and --key",
        };
        out.report(word.place.clone(), message)
            .severity(severity)
            .label("not for this version")
            .fix(Fix::advice(advice));
    }
}
