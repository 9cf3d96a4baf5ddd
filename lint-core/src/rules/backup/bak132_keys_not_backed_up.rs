use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::backup::{Action, Backup, Tool};
use crate::model::encryption::{Encryption, GroupResource};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK132",
    name: "keys-not-backed-up",
    summary: "the snapshot cannot be read without a key that is not saved",
    severity: Severity::Info,
    category: Category::Backup,
    opt_in: true,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak132_keys_not_backed_up.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    let secrets = GroupResource::new("", "secrets");
    let is_local = |encryption: &&Encryption| {
        let effective = encryption.config.effective(&secrets);
        effective.writes_encrypted() && effective.writer().is_some_and(|writer| writer.kind.kms.is_none())
    };
    let Some(encryption) = cx.encryptions_near(backup.document).find(is_local) else { return };
    let names_keys =
        |text: &str| text.contains("/etc/kubernetes") && !text.contains("/pki/etcd") || text.contains("enc");
    let saves_keys = backup.steps.iter().any(|step| {
        matches!(step.action, Action::Other(Tool::Copy | Tool::Export(_) | Tool::Encrypt))
            && step.command.args.iter().any(|word| names_keys(&word.text))
    });
    if saves_keys || !backup.is_all_seen() {
        return;
    }
    for (_, save) in backup.saves() {
        out.report(
            save.call.place.clone(),
            "Secrets in the snapshot are encrypted with keys that the backup does not hold: without them it is lost",
        )
        .label("etcd only")
        .related(encryption.config.place.clone(), "the keys are here");
    }
}
