//! From the steps of a fix to edits of files.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::change::{Change, in_order};
use super::{Edit, carried};
use crate::inventory::Inventory;
use crate::report::FileEdit;
use crate::source::DocumentId;

/// The edits of text that carry out the steps together; `None` if one of them cannot be done in text.
pub(crate) fn text_edits(inventory: &Inventory, edits: &[Edit]) -> Option<Vec<FileEdit>> {
    let mut by_document: BTreeMap<(Reverse<bool>, DocumentId), Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        let id = edit.place().document;
        // Where a line ends a carried document and its carrier, what is added to the inner one comes first.
        let is_carried = inventory.held(id).carried.is_some();
        by_document.entry((Reverse(is_carried), id)).or_default().push(edit);
    }
    let mut by_file: BTreeMap<&str, Vec<Change>> = BTreeMap::new();
    for ((_, id), edits) in &by_document {
        let (outermost, changes) = carried::changes_of_input(inventory, *id, edits)?;
        let file = &inventory.inputs.get(inventory.held(outermost).input)?.name;
        by_file.entry(file).or_default().extend(changes);
    }
    let mut file_edits = Vec::new();
    for (file, changes) in by_file {
        let changes = in_order(changes)?.into_iter();
        file_edits.extend(changes.map(|Change { span, text }| FileEdit {
            file: file.to_owned(),
            bytes: span,
            text,
        }));
    }
    Some(file_edits)
}
