//! What would mend a finding, as data. A door (command line, policy, page) decides whether to apply it.

mod block;
mod block_scalar;
mod carried;
mod change;
mod collection;
mod flow;
mod layout;
mod mend;
mod replace;
mod scalar;
mod sequence;
mod steps;
mod target;
#[cfg(test)]
mod tests;
mod text;
mod variables;

use serde::Serialize;

use crate::message::Message;
use crate::source::{Path, Place, Text};

pub use change::apply;
pub use mend::{Mended, mend};
pub(crate) use text::text_edits;
pub(crate) use variables::touch_shared;

/// A change that mends a finding.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What the change does, as a command: "quote the value".
    pub title: Message,
    /// Whether it may be applied without a person looking at it.
    pub applicability: Applicability,
    /// The steps, applied together or not at all. Empty when only a person can write the change.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied without a person looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// It cannot stop a working component, and needs no value that is not there.
    Safe,
    /// A person has to look at it: it needs an operator's value, or a change elsewhere at the same time.
    Suggested,
    /// Only a person can write the change: there are no edits.
    Manual,
}

/// One step of a fix, in terms of the tree: it becomes a text edit only where there is text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words above each step name its fields")]
pub enum Edit {
    /// Writes `value` in place of a value, or of the part of a string that the place means.
    Replace { place: Place, value: Scalar },
    /// Gives the mapping entry at `place` another key.
    Rename { place: Place, key: String },
    /// Takes a mapping entry or a sequence item away, with its line.
    Remove { place: Place },
    /// Puts `value` into the sequence at `place`, before the item that is now at `index`.
    Insert { place: Place, index: usize, value: serde_json::Value },
    /// Adds an entry at the end of the mapping at `place`.
    Add { place: Place, key: String, value: serde_json::Value },
    /// Moves an item of the sequence at `place` to another position.
    Move { place: Place, from: usize, to: usize },
    /// Begins a new sequence item at the entry `key` of the item (a mapping) at `place`.
    Split { place: Place, key: String },
    /// Writes `text` in place of the document's whole text.
    Rewrite { place: Place, text: Text },
}

/// A scalar that an edit writes.
#[derive(Clone, PartialEq, Eq)]
pub enum Scalar {
    /// Text that YAML must read as a string; quoted where it has to be.
    String(String),
    /// Text that is written as it is: `true`, `{}`.
    Bare(&'static str),
}

impl std::fmt::Debug for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Scalar::String(text) => write!(f, "string of {} bytes", text.len()),
            Scalar::Bare(text) => f.write_str(text),
        }
    }
}

impl Edit {
    /// The place the step changes.
    pub fn place(&self) -> &Place {
        match self {
            Edit::Replace { place, .. }
            | Edit::Rename { place, .. }
            | Edit::Remove { place }
            | Edit::Insert { place, .. }
            | Edit::Add { place, .. }
            | Edit::Move { place, .. }
            | Edit::Split { place, .. }
            | Edit::Rewrite { place, .. } => place,
        }
    }

    /// The path the step changes.
    pub fn path(&self) -> &Path {
        &self.place().path
    }
}

impl Fix {
    /// A fix that may be applied mechanically.
    pub fn safe(title: impl Into<Message>, edits: Vec<Edit>) -> Fix {
        Fix { title: title.into(), applicability: Applicability::Safe, edits }
    }

    /// A fix that may be applied mechanically, or advice where the model has no edits for it.
    pub fn safe_or_advice(title: impl Into<Message>, edits: Option<Vec<Edit>>) -> Fix {
        match edits {
            Some(edits) => Fix::safe(title, edits),
            None => Fix::advice(title),
        }
    }

    /// A fix that a person has to look at.
    pub fn suggested(title: impl Into<Message>, edits: Vec<Edit>) -> Fix {
        Fix { title: title.into(), applicability: Applicability::Suggested, edits }
    }

    /// Advice that only a person can turn into a change.
    pub fn advice(title: impl Into<Message>) -> Fix {
        Fix { title: title.into(), applicability: Applicability::Manual, edits: Vec::new() }
    }
}
