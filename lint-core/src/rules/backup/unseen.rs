//! Programs that are not known: where a rule is silent for one, that is said.

use super::fate::Fate;
use crate::finding::Findings;
use crate::message;
use crate::message::show;
use crate::model::backup::Backup;

/// Names what may do with the snapshot what nothing else is seen to do, in the form of a finding.
pub(crate) fn report(backup: &Backup, out: &mut Findings) {
    let is_open = !backup.is_all_seen()
        && backup.saves().any(|(step, save)| {
            !backup.is_verified()
                || matches!(Fate::of(backup, step, save), Fate::Unknown)
                || save.adds_file() && !backup.prunes()
        });
    if !is_open {
        return;
    }
    let unknown = backup.unknown_program();
    let place = unknown.map_or(&backup.place, |program| &program.place);
    let name = match unknown.map(|program| program.text.as_str()) {
        None | Some("." | "source") => show("a script that is not in the input"),
        Some(program) => show(program),
    };
    out.report(
        place.clone(),
        message!(
            "what {} does is not known: whether snapshots are checked, kept elsewhere and deleted in time was not \
             checked",
            name
        ),
    );
}
