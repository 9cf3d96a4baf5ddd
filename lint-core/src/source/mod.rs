//! YAML or JSON text to documents: a value tree, and where every key and value stands.
//!
//! The values are those of Kubernetes' own reader (go-yaml v2 through sigs.k8s.io/yaml), because
//! a manifest means what the cluster reads in it, not what another parser would.

mod compose;
mod construct;
mod cursor;
mod cut;
mod event;
pub mod flattened;
mod hints;
mod json;
mod limits;
mod mapping;
mod node;
mod offsets;
#[cfg(test)]
mod oracle;
mod outline;
mod path;
mod place;
pub mod position;
mod read;
mod scalar;
mod stream;
mod yaml;

pub use cursor::Cursor;
pub use cut::last as last_cut;
#[doc(hidden)]
pub use event::count_events;
pub use hints::{first_placeholder, looks_like_template, looks_like_template_beside_cloud_init};
pub use node::{Entry, Location, Node, Span, Style, Value};
pub use offsets::Offsets;
pub use outline::Outline;
pub use path::{Path, Step};
pub use place::{Part, Place};
use position::Lines;
pub use position::Position;
pub use read::{Beginning, Documents, documents};
pub(crate) use stream::LINE_BREAKS;

/// Which document of a run: its position in the inventory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub usize);

/// A document: a slice of its input's text, and the tree that was read from it.
///
/// Spans in the tree and in [`Place`]s count bytes from the start of [`Document::text`].
#[derive(Clone, Debug)]
pub struct Document {
    /// The text from the end of the document before it; empty for an object without text.
    pub text: Text,
    /// Byte offset of `text` in the input.
    pub offset: usize,
    /// The same in lines and columns.
    pub position: Position,
    /// Position in the input, from 0.
    pub index: usize,
    /// The tree; null when the document could not be read.
    pub root: Node,
    /// Keys that stand twice in one mapping.
    pub duplicates: Vec<Duplicate>,
    /// Whether the text is JSON.
    pub syntax: Syntax,
    /// Whether the text is YAML but begins with `{`. kubectl reads it; kube-apiserver and kubelet
    /// take such a file for JSON, and refuse it.
    pub sniffed_as_json: bool,
    /// Why the document could not be read.
    pub error: Option<SyntaxError>,
    /// What is known of a document that lost its indentation and was understood all the same.
    pub flattened: Option<flattened::Flattened>,
}

impl Document {
    /// A document for a text that has no tree, such as a file of certificates.
    pub fn of_text(text: &str) -> Document {
        Document { text: Text(text.to_owned()), ..Document::without_text(Node::default()) }
    }

    /// Where its lines begin in the input.
    pub fn lines(&self) -> Lines {
        match self.offset {
            0 => Lines::of_file(&self.text.0),
            _ => Lines::of(&self.text.0, self.position),
        }
    }

    /// A document that a mistake in this crate kept from being read.
    pub fn broken() -> Document {
        let error = SyntaxError { kind: ErrorKind::Internal, ..SyntaxError::syntax(0, "internal error") };
        Document { error: Some(error), ..Document::without_text(Node::default()) }
    }

    /// A document for an object that did not come from text.
    pub fn without_text(root: Node) -> Document {
        Document {
            text: Text::default(),
            offset: 0,
            position: Position::default(),
            index: 0,
            root,
            duplicates: Vec::new(),
            syntax: Syntax::Json,
            sniffed_as_json: false,
            error: None,
            flattened: None,
        }
    }
}

/// The text of a document or file; debug output shows only its length, for it may hold secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// The notation of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Syntax {
    /// YAML, as Kubernetes reads it.
    #[default]
    Yaml,
    /// JSON.
    Json,
}

/// The value of a document and its duplicate keys, or why there is none.
type Read = Result<(Node, Vec<Duplicate>), SyntaxError>;

/// A key that stands more than once in a mapping. The last one wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The path of the key.
    pub path: Path,
    /// The earlier key.
    pub first: Span,
    /// The later key.
    pub second: Span,
    /// Whether one of the two came from a merge, whose `<<` is then its span.
    /// Kubernetes refuses that too when strict.
    pub merged: bool,
}

/// Why text is not a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// Byte offset in the document's text.
    pub at: usize,
    /// What the reader says, without any of the text.
    pub message: String,
    /// A likely cause, in words of ours.
    pub hint: Option<String>,
    /// What kind of trouble it is.
    pub kind: ErrorKind,
}

impl SyntaxError {
    fn syntax(at: usize, message: &str) -> SyntaxError {
        SyntaxError { at, message: message.to_owned(), hint: None, kind: ErrorKind::Syntax }
    }

    fn limit(at: usize, message: &str) -> SyntaxError {
        SyntaxError { kind: ErrorKind::Limit, ..SyntaxError::syntax(at, message) }
    }

    fn too_deep(at: usize) -> SyntaxError {
        SyntaxError::limit(at, "nested deeper than 64 levels")
    }
}

/// What kind of trouble a [`SyntaxError`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is not YAML or JSON.
    Syntax,
    /// A limit was reached: depth, nodes, size, number of documents.
    Limit,
    /// Nothing is known of the text: reading it went wrong.
    Internal,
}
