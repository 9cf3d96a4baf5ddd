//! From the steps of a fix to changes of the text of one document.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::change::{Change, in_order};
use super::collection::{self, Addition, Alterations};
use super::layout::Layout;
use super::target::Target;
use super::{Edit, Scalar, replace, sequence};
use crate::source::{Document, LINE_BREAKS, Part, Path};

/// The steps that change one value.
#[derive(Default)]
struct Steps<'e> {
    replacements: Vec<(&'e Part, &'e Scalar)>,
    alterations: Alterations<'e>,
    others: Vec<&'e Edit>,
}

/// The changes of the document's text that carry out the steps together.
/// All steps mean the tree as it is before any of them.
pub(super) fn changes(document: &Document, edits: &[&Edit]) -> Option<Vec<Change>> {
    // Where a line ends two collections, what is added to the inner one must come first.
    let mut by_path: BTreeMap<(Reverse<usize>, Path), Steps> = BTreeMap::new();
    for edit in edits {
        let path = changed_path(edit)?;
        by_path.entry((Reverse(path.depth()), path)).or_default().push(edit)?;
    }
    let mut changes = Vec::new();
    for ((_, path), steps) in &by_path {
        changes.extend(steps.changes(document, path)?);
    }
    in_order(changes).filter(|changes| !adds_to_removed_end(&document.text.0, changes))
}

/// Whether a line is added below the last one, which has no line break and is taken away.
fn adds_to_removed_end(text: &str, changes: &[Change]) -> bool {
    let at_end = || changes.iter().filter(|change| change.span.end == text.len());
    let removes = at_end().any(|change| change.text.is_empty() && !change.span.is_empty());
    let adds = at_end().any(|change| change.text.starts_with(LINE_BREAKS));
    removes && adds
}

/// The path of the value whose text changes: for a child that is removed, that of its collection.
fn changed_path(edit: &Edit) -> Option<Path> {
    match edit {
        Edit::Remove { place } => place.path.parent(),
        edit => Some(edit.path().clone()),
    }
}

impl<'e> Steps<'e> {
    fn push(&mut self, edit: &'e Edit) -> Option<()> {
        match edit {
            Edit::Replace { place, value } => self.replacements.push((&place.part, value)),
            Edit::Remove { place } => self.alterations.removed.push(place.path.last()?),
            Edit::Insert { index, value, .. } => {
                self.alterations.added.push(Addition::Item { index: *index, value });
            }
            Edit::Add { key, value, .. } => self.alterations.added.push(Addition::Entry { key, value }),
            _ => self.others.push(edit),
        }
        Some(())
    }

    fn changes(&self, document: &Document, path: &Path) -> Option<Vec<Change>> {
        let mut changes = Vec::new();
        let is_altered = !self.alterations.is_empty();
        if !self.replacements.is_empty() {
            // A value and what is in it cannot both be given.
            (!is_altered).then_some(())?;
            changes.extend(replace::replace(&Target::of(document, path)?, &self.replacements)?);
        }
        if is_altered {
            changes.extend(collection::alter(&Target::of(document, path)?, &self.alterations)?);
        }
        for edit in &self.others {
            changes.extend(other(document, edit)?);
        }
        Some(changes)
    }
}

/// The changes of a step that stands for itself.
fn other(document: &Document, edit: &Edit) -> Option<Vec<Change>> {
    match edit {
        Edit::Rename { place, key } => {
            replace::rename(&Target::of(document, &place.path)?, key).map(|change| vec![change])
        }
        Edit::Move { place, from, to } => {
            sequence::move_item(&Target::of(document, &place.path)?, *from, *to)
        }
        Edit::Split { place, key } => sequence::split(document, &place.path, key),
        Edit::Rewrite { text, .. } => rewrite(document, &text.0),
        _ => None,
    }
}

/// Writes the whole document anew, with the line breaks that it has.
fn rewrite(document: &Document, text: &str) -> Option<Vec<Change>> {
    let old = &document.text.0;
    let text = match Layout::new(old).line_break() {
        "\r\n" => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        _ => text.to_owned(),
    };
    (!old.is_empty()).then(|| vec![Change::new(0..old.len(), text)])
}
