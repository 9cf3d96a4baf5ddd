use super::fate::Fate;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::backup::{Backup, Save, Step, Storage};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::command::Program;
use crate::subject::word::Word;

pub(crate) static RULE: Rule = Rule {
    id: "BAK109",
    name: "ephemeral-destination",
    summary: "the snapshot ends with the pod that saved it",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak109_ephemeral_destination.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for (step, save) in backup.saves() {
        if let Some(place) = wrong_count(backup, step, save) {
            out.report(
                place,
                "etcdctl exits with \"snapshot save expects one argument\", the file: nothing is saved",
            )
            .label("not one file");
            continue;
        }
        let Some(target) = &save.target else { continue };
        let is_refused = save.location.storage == Storage::ReadOnly;
        if !is_refused && !matches!(Fate::of(backup, save), Fate::Ephemeral) {
            continue;
        }
        let path = show(&target.text);
        let (message, label) = match save.location.storage {
            Storage::EmptyDir => (
                message!("{} lies in an emptyDir and nothing takes it out: it ends with the pod", path),
                "gone when the pod is",
            ),
            Storage::Ephemeral => (
                message!(
                    "{} lies in an ephemeral volume and nothing takes it out: it ends with the pod",
                    path
                ),
                "gone when the pod is",
            ),
            Storage::ReadOnly => (
                message!(
                    "{} lies in a volume that cannot be written to: etcdctl exits, and nothing is saved",
                    path
                ),
                "read-only",
            ),
            _ => (
                message!("{} lies on no volume and nothing takes it out: it ends with the container", path),
                "gone when the pod is",
            ),
        };
        out.report(target.place.clone(), message).label(label);
    }
}

/// Where it is not one file that is named: none, several, or one whose name a shell splits.
fn wrong_count(backup: &Backup, step: &Step, save: &Save) -> Option<Place> {
    let line = &save.call.line;
    if save.call.tool != Program::Etcdctl || line.open || line.last("help").is_some() {
        return None;
    }
    // What a shell would have taken for more than arguments is BAK117's; a template is filled in later.
    let is_for_shell = |word: &Word| !word.from_shell && word.text.contains(['$', '`', '&', '|', ';', '>']);
    let is_template = |word: &Word| word.text.contains("{{");
    match save.call.arguments(2) {
        words if words.iter().any(|word| is_for_shell(word) || is_template(word)) => None,
        [] => Some(save.call.place.clone()),
        [target] => backup.is_split(step, target).then(|| target.place.clone()),
        [_, second, ..] => Some(second.place.clone()),
    }
}
