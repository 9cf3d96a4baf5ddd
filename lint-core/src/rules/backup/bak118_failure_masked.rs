use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::backup::{Backup, Masking};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK118",
    name: "failure-masked",
    summary: "the job reports success although nothing was saved",
    severity: Severity::Warning,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak118_failure_masked.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for (step, save) in backup.saves() {
        let Some(masking) = backup.masking(step) else { continue };
        let (message, advice) = match masking {
            Masking::GoesOn => (
                "the script goes on when the save fails: its last command decides, and the run counts as done",
                "begin the script with set -eu",
            ),
            Masking::Pipeline => (
                "the save stands in a pipeline, whose last command decides: a failed save counts as done",
                "begin the script with set -o pipefail, in bash",
            ),
            Masking::Or => (
                "what stands behind || succeeds: a failed save counts as done",
                "let the failure end the script: || exit 1",
            ),
            Masking::Condition => (
                "an if asks for the save, and goes on where it fails: a failed save counts as done",
                "end the script where the save fails: else exit 1",
            ),
            Masking::Background => (
                "the save runs in the background: nobody sees whether it fails",
                "run the save in the foreground",
            ),
            Masking::Dash => (
                "the dash before the program makes systemd take its failure for success: a failed save counts as done",
                "take the dash away",
            ),
        };
        out.report(save.call.place.clone(), message).label("its failure is lost").fix(Fix::advice(advice));
    }
}
