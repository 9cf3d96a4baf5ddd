//! What becomes of a saved snapshot.

use crate::model::backup::{Action, Backup, Save, Step, Storage, Tool};
use crate::subject::word::Word;

/// What becomes of a saved snapshot.
pub(super) enum Fate {
    /// It is sent to another machine.
    Exported,
    /// It lies on a volume that lasts.
    Durable,
    /// It lies on the disk of the machine that saved it.
    Machine,
    /// It ends with the pod.
    Ephemeral,
    /// It cannot be seen.
    Unknown,
}

impl Fate {
    /// What becomes of the snapshot of one save.
    pub(super) fn of(backup: &Backup, save: &Save) -> Fate {
        let is_export = |one: &Step| matches!(one.action, Action::Other(Tool::Export(_)));
        if backup.steps_around().any(is_export) {
            return Fate::Exported;
        }
        let copies = backup
            .steps_around()
            .filter(|one| matches!(one.action, Action::Other(Tool::Copy | Tool::Encrypt)))
            .flat_map(|one| &one.files);
        let places: Vec<&Storage> =
            std::iter::once(&save.location).chain(copies).map(|location| &location.storage).collect();
        let is_mounted =
            |storage: &&Storage| matches!(storage, Storage::Machine(path) if is_share(path, backup));
        if places.contains(&&Storage::Durable) || places.iter().any(is_mounted) {
            return Fate::Durable;
        }
        if places.contains(&&Storage::Unknown) || !backup.is_all_seen() {
            return Fate::Unknown;
        }
        let is_on_machine = places.iter().any(|storage| matches!(storage, Storage::Machine(_)));
        if is_on_machine { Fate::Machine } else { Fate::Ephemeral }
    }
}

/// Whether a path lies where a command has mounted the disk of another machine.
fn is_share(path: &str, backup: &Backup) -> bool {
    backup.steps_around().any(|step| {
        let is_mount = step.command.program.basename().starts_with("mount")
            || matches!(step.command.program.basename(), "sshfs" | "s3fs" | "goofys" | "gcsfuse");
        let args = &step.command.args;
        let is_remote = args.iter().any(|word| {
            word.text.contains(":/") || word.text.starts_with("//") || word.text == "nfs" || !word.is_known()
        });
        let is_below = |folder: &Word| {
            let rest = path.strip_prefix(folder.text.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        // A lone folder is one of /etc/fstab, where any disk may be meant.
        is_mount
            && (is_remote || args.len() == 1)
            && args.iter().filter(|word| word.text.len() > 1).any(is_below)
    })
}
