use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::backup::{Action, Backup, Tool};
use crate::model::encryption::GroupResource;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK125",
    name: "unencrypted-export",
    summary: "the snapshot leaves the cluster unencrypted",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &["NSA Secrets"],
    since: "0.1.0",
    page: page!("bak125_unencrypted_export.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    let encrypts = backup.steps.iter().any(|step| matches!(step.action, Action::Other(Tool::Encrypt)));
    if encrypts || !backup.copies_data() {
        return;
    }
    let secrets = GroupResource::new("", "secrets");
    let is_at_rest = cx
        .encryptions_near(backup.document)
        .any(|encryption| encryption.config.effective(&secrets).writes_encrypted());
    for (step, export) in backup.exports().filter(|(_, export)| export.is_encrypted == Some(false)) {
        out.report(
            step.command.program.place.clone(),
            message!(
                "{} stores the snapshot as it is: whoever reads the copy has every Secret that etcd holds in clear",
                export.tool
            ),
        )
        .severity(if is_at_rest { Severity::Info } else { Severity::Warning })
        .label("stored without encryption");
    }
}
