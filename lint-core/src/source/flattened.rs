//! Documents whose indentation was lost, as when a page is copied as plain text.

use super::{Document, Span};
use crate::fix::Replacement;

/// What is known of a document that lost its indentation.
#[derive(Clone, Debug)]
pub struct Flattened {
    /// The first key that stands where it does not belong.
    pub misplaced: Span,
    /// The text as it must have been, when there is one way only to read it.
    pub restored: Option<Replacement>,
}

/// The document as it must have been, if it lost its indentation: its tree is that of the restored
/// text, its spans those of the text as it was given.
pub fn restored(_document: &Document) -> Option<Document> {
    None
}
