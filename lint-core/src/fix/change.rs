//! Replacements of bytes of a text.

use crate::report::FileEdit;
use crate::source::Span;

/// A replacement of bytes of a text. What it writes may be secret.
#[derive(Clone)]
pub(super) struct Change {
    /// The bytes to replace; empty to insert.
    pub(super) span: Span,
    /// What to put there.
    pub(super) text: String,
}

impl Change {
    pub(super) fn new(span: Span, text: impl Into<String>) -> Change {
        Change { span, text: text.into() }
    }

    pub(super) fn insertion(at: usize, text: impl Into<String>) -> Change {
        Change::new(at..at, text)
    }

    pub(super) fn deletion(span: Span) -> Change {
        Change::new(span, "")
    }
}

/// The changes by place, those of one place in the order given; `None` if two of them overlap.
pub(super) fn in_order(mut changes: Vec<Change>) -> Option<Vec<Change>> {
    changes.sort_by_key(|change| (change.span.start, change.span.end));
    let are_apart = changes.windows(2).all(|pair| match pair {
        [before, after] => before.span.end <= after.span.start,
        _ => true,
    });
    are_apart.then_some(changes)
}

/// The changes, counted from `start`.
pub(super) fn relative_to(start: usize, changes: &[Change]) -> Option<Vec<Change>> {
    let relative = |change: &Change| {
        let span = change.span.start.checked_sub(start)?..change.span.end.checked_sub(start)?;
        Some(Change::new(span, change.text.as_str()))
    };
    changes.iter().map(relative).collect()
}

/// The text with all changes made; `None` if they overlap or lie outside of it.
pub(super) fn changed(text: &str, changes: Vec<Change>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for change in in_order(changes)? {
        out.push_str(text.get(done..change.span.start)?);
        text.get(change.span.clone())?;
        out.push_str(&change.text);
        done = change.span.end;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

/// The text of a file with all edits made; `None` if they overlap or lie outside of it.
/// All edits must be of that file.
pub fn apply(text: &str, edits: &[FileEdit]) -> Option<String> {
    let changes = edits.iter().map(|edit| Change::new(edit.bytes.clone(), edit.text.clone()));
    changed(text, changes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_together_or_not_at_all() {
        type Row = (&'static [(usize, usize, &'static str)], Option<&'static str>);
        let rows: [Row; 8] = [
            (&[], Some("aébc")),
            (&[(3, 4, "x"), (0, 1, "y")], Some("yéxc")),
            (&[(1, 1, "1"), (1, 1, "2"), (1, 3, "3")], Some("a123bc")),
            (&[(5, 5, "!")], Some("aébc!")),
            (&[(0, 3, ""), (1, 3, "x")], None),
            (&[(0, 3, ""), (1, 1, "x")], None),
            (&[(5, 6, "")], None),
            (&[(2, 3, "")], None),
        ];
        for (edits, expected) in rows {
            let edits: Vec<_> = edits
                .iter()
                .map(|&(start, end, text)| FileEdit {
                    file: String::new(),
                    bytes: start..end,
                    text: text.to_owned(),
                })
                .collect();
            assert_eq!(apply("aébc", &edits).as_deref(), expected, "{edits:?}");
        }
        let backwards = FileEdit {
            file: String::new(),
            bytes: std::ops::Range { start: 2, end: 1 },
            text: String::new(),
        };
        assert_eq!(apply("abc", &[backwards]), None);
    }
}
