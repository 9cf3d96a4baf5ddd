//! From changes of a carried document to changes of the document that carries it.

use super::change::Change;
use super::target::Target;
use super::{Edit, block_scalar, steps};
use crate::inventory::Inventory;
use crate::source::DocumentId;

/// The outermost document that the steps, all in the document `id`, change, and how; the changes
/// count from the start of its input.
pub(super) fn changes_of_input(
    inventory: &Inventory,
    id: DocumentId,
    edits: &[&Edit],
) -> Option<(DocumentId, Vec<Change>)> {
    let changes = steps::changes(&inventory.held(id).document, edits)?;
    to_outermost(inventory, id, changes)
}

fn to_outermost(
    inventory: &Inventory,
    id: DocumentId,
    changes: Vec<Change>,
) -> Option<(DocumentId, Vec<Change>)> {
    let held = inventory.held(id);
    let offset = held.document.offset;
    let changes: Vec<Change> = changes
        .into_iter()
        .map(|change| Change::new(offset + change.span.start..offset + change.span.end, change.text))
        .collect();
    let Some(carried) = &held.carried else { return Some((id, changes)) };
    let outer = carried.place.document;
    let target = Target::of(&inventory.held(outer).document, &carried.place.path)?;
    let changes = carried.verbatim.then(|| block_scalar::changes_in_document(&target, changes))??;
    to_outermost(inventory, outer, changes)
}
