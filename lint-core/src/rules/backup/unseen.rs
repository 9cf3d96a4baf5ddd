//! Programs that are not known: where a rule is silent for one, that is said.

use super::fate::Fate;
use crate::finding::Findings;
use crate::message;
use crate::message::show;
use crate::model::backup::Backup;

/// Names what may do with the snapshot what nothing else is seen to do, in the form of a finding.
pub(crate) fn report(backup: &Backup, out: &mut Findings) {
    let Some(open) = what_is_open(backup).filter(|_| !backup.is_all_seen()) else { return };
    let unknown = backup.unknown_program();
    let place = unknown.map_or(&backup.place, |program| &program.place);
    let name = match unknown.map(|program| program.text.as_str()) {
        None => show("a container or script whose commands are not seen"),
        Some("." | "source") => show("a script that it reads"),
        Some(program) => show(program),
    };
    out.report(
        place.clone(),
        message!("what {} does is not known: whether snapshots are {} was not checked", name, open),
    );
}

/// What a backup is not seen to do, of what it should.
fn what_is_open(backup: &Backup) -> Option<&'static str> {
    let goes_elsewhere = backup.saves().all(|(_, save)| !matches!(Fate::of(backup, save), Fate::Unknown));
    let is_pruned = backup.prunes() || !backup.saves().any(|(_, save)| save.adds_file());
    Some(match (backup.is_verified(), goes_elsewhere, is_pruned) {
        (true, true, true) => return None,
        (false, true, true) => "checked",
        (true, false, true) => "kept elsewhere",
        (true, true, false) => "deleted in time",
        (false, false, true) => "checked and kept elsewhere",
        (false, true, false) => "checked and deleted in time",
        (true, false, false) => "kept elsewhere and deleted in time",
        (false, false, false) => "checked, kept elsewhere and deleted in time",
    })
}
