//! What a finding points at, before it is known whether there is text.

use std::ops::Range;

use super::{DocumentId, Path};

/// What a finding points at. It becomes a line and column only in the report, if there is text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The document.
    pub document: DocumentId,
    /// The value in it.
    pub path: Path,
    /// Which part of the value.
    pub part: Part,
}

/// Which part of a value a [`Place`] means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Value,
    /// The mapping key it stands behind.
    Key,
    /// These bytes of a string, counted in the string as it is after unquoting.
    Within(Range<usize>),
    /// These bytes of the document's text: for what is not a value, such as a syntax error.
    Text(Range<usize>),
}

impl Place {
    /// A whole value.
    pub fn value(document: DocumentId, path: Path) -> Place {
        Place { document, path, part: Part::Value }
    }

    /// The mapping key at `path`.
    pub fn key(document: DocumentId, path: Path) -> Place {
        Place { document, path, part: Part::Key }
    }

    /// A range of the document's text.
    pub fn text(document: DocumentId, range: Range<usize>) -> Place {
        Place { document, path: Path::ROOT, part: Part::Text(range) }
    }

    /// The same value, but its key.
    pub fn to_key(&self) -> Place {
        Place { part: Part::Key, ..self.clone() }
    }

    /// Bytes `range` of this place: of its string, or of the part of a string or text it already means.
    pub fn within(&self, range: Range<usize>) -> Place {
        let part = match &self.part {
            Part::Within(outer) => Part::Within(outer.start + range.start..outer.start + range.end),
            Part::Text(outer) => Part::Text(outer.start + range.start..outer.start + range.end),
            Part::Value | Part::Key => Part::Within(range),
        };
        Place { part, ..self.clone() }
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Part) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Part {
    fn cmp(&self, other: &Part) -> std::cmp::Ordering {
        let rank = |part: &Part| match part {
            Part::Key => (0, 0, 0),
            Part::Value => (1, 0, 0),
            Part::Within(range) => (2, range.start, range.end),
            Part::Text(range) => (3, range.start, range.end),
        };
        rank(self).cmp(&rank(other))
    }
}
