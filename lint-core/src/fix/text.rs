//! From the steps of a fix to edits of text.

use crate::fix::Edit;
use crate::inventory::Inventory;
use crate::report::FileEdit;

/// The edits of text that carry out the steps together; `None` if one of them cannot be done in text.
pub(crate) fn text_edits(_inventory: &Inventory, _edits: &[Edit]) -> Option<Vec<FileEdit>> {
    None
}
