//! What becomes of a saved snapshot.

use crate::model::backup::{Action, Backup, Save, Step, Storage, Tool};

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
    pub(super) fn of(backup: &Backup, step: &Step, save: &Save) -> Fate {
        if backup.exports().next().is_some() {
            return Fate::Exported;
        }
        let copies = backup
            .steps
            .iter()
            .filter(|one| matches!(one.action, Action::Other(Tool::Copy | Tool::Encrypt)))
            .flat_map(|one| &one.files);
        let places: Vec<&Storage> =
            std::iter::once(&save.location).chain(copies).map(|location| &location.storage).collect();
        if places.contains(&&Storage::Durable) {
            return Fate::Durable;
        }
        if step.is_remote || places.contains(&&Storage::Unknown) || !backup.is_all_seen() {
            return Fate::Unknown;
        }
        let is_on_machine = places.iter().any(|storage| matches!(storage, Storage::Machine(_)));
        if is_on_machine { Fate::Machine } else { Fate::Ephemeral }
    }
}
