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

/// Whether an argument names the keys, as far as names go. Options and the ending `.enc` are about the snapshot.
fn names_keys(text: &str) -> bool {
    const NAMES: [&str; 5] = ["encryption", "/enc/", "/enc.", "/server/token", "/server/cred"];
    let is_all = text.contains("/etc/kubernetes") && !text.contains("/pki/etcd");
    !text.starts_with('-') && (is_all || NAMES.iter().any(|name| text.contains(name)))
}

#[cfg(test)]
mod tests {
    use super::names_keys;

    #[test]
    fn names_of_keys() {
        for text in [
            "/etc/kubernetes",
            "/etc/kubernetes/enc/enc.yaml",
            "/srv/kubernetes/encryptionconfig.yaml",
            "/var/lib/rancher/k3s/server/token",
            "s3://keys/enc.yaml",
        ] {
            assert!(names_keys(text), "{text}");
        }
        for text in ["/mnt/agency/", "--encrypt", "enc", "$file.enc", "/etc/kubernetes/pki/etcd/ca.crt"] {
            assert!(!names_keys(text), "{text}");
        }
    }
}
