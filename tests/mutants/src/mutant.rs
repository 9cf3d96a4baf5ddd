//! The changes that cargo-mutants would make, as it lists them.

use std::ops::Range;

use serde::Deserialize;

/// A change of one place.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Mutant {
    /// What it changes and how, as cargo-mutants says it.
    pub(crate) name: String,
    /// The file, in the repository.
    pub(crate) file: String,
    pub(crate) genre: Genre,
    /// What stands there instead.
    pub(crate) replacement: String,
    span: Span,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(crate) enum Genre {
    BinaryOperator,
    FnValue,
    MatchArm,
    MatchArmGuard,
    StructField,
    UnaryOperator,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Span {
    start: LineColumn,
    end: LineColumn,
}

/// Both from 1, columns in characters.
#[derive(Clone, Copy, Debug, Deserialize)]
struct LineColumn {
    line: usize,
    column: usize,
}

impl Mutant {
    /// The bytes that cargo-mutants would replace.
    pub(crate) fn range(&self, text: &str) -> Range<usize> {
        offset(text, self.span.start)..offset(text, self.span.end)
    }

    /// The folder of rules or of the model that it belongs to: `rules/backup`.
    pub(crate) fn family(&self) -> &str {
        let path = self.file.strip_prefix("lint-core/src/").unwrap_or(&self.file);
        match path.match_indices('/').nth(1) {
            Some((end, _)) => &path[..end],
            None => path.strip_suffix(".rs").unwrap_or(path),
        }
    }
}

fn offset(text: &str, at: LineColumn) -> usize {
    let line: usize = text.split_inclusive('\n').take(at.line - 1).map(str::len).sum();
    text[line..].char_indices().nth(at.column - 1).map_or(text.len(), |(column, _)| line + column)
}
