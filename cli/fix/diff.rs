//! Changes as a unified diff, with secrets masked: it ends up in logs and reviews.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, DiffableStr, TextDiff};

use etcdlint_core::shareable::shareable;

use super::Changed;
use crate::name;

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// Prints the changes.
pub(super) fn show<'a>(changed: impl Iterator<Item = Changed<'a>>) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let mut is_masked = false;
    for (source, before, after) in changed {
        is_masked |= show_file(source.name(), before, after, &mut out)?;
    }
    if is_masked {
        anstream::eprintln!("etcdlint: what may be secret is shown as `x`, so this is no patch to apply");
    }
    out.flush()
}

/// Prints the changes of one file; returns whether anything in it was masked.
fn show_file(name: &str, before: &str, after: &str, out: &mut impl Write) -> io::Result<bool> {
    let (old, new) = (shareable(name, before), shareable(name, after));
    let (old_lines, new_lines) = (old.text.tokenize_lines(), new.text.tokenize_lines());
    let diff = TextDiff::from_lines(before, after);
    let (bold, name) = (Style::new().bold(), name::printable(name));
    writeln!(out, "{bold}--- {name}\n+++ {name}{bold:#}")?;
    for group in diff.grouped_ops(CONTEXT) {
        if let (Some(first), Some(last)) = (group.first(), group.last()) {
            let old = first.old_range().start..last.old_range().end;
            let new = first.new_range().start..last.new_range().end;
            writeln!(out, "@@ -{} +{} @@", hunk(&old), hunk(&new))?;
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, color, lines, index) = match change.tag() {
                ChangeTag::Equal => (' ', None, &old_lines, change.old_index()),
                ChangeTag::Delete => ('-', Some(AnsiColor::Red), &old_lines, change.old_index()),
                ChangeTag::Insert => ('+', Some(AnsiColor::Green), &new_lines, change.new_index()),
            };
            // A line is shown from the masked text alone.
            let line = index.and_then(|index| lines.get(index)).copied().unwrap_or_default();
            let style = color.map_or(Style::new(), |color| color.on_default());
            writeln!(out, "{style}{sign}{}{style:#}", line.trim_end_matches(['\n', '\r']))?;
            if line.ends_with_newline() || line.is_empty() {
                continue;
            }
            writeln!(out, "\\ No newline at end of file")?;
        }
    }
    Ok(!old.placeholders.is_empty() || !new.placeholders.is_empty())
}

/// `12,3`: the first line, and how many.
fn hunk(lines: &Range<usize>) -> String {
    let first = if lines.is_empty() { lines.start } else { lines.start + 1 };
    match lines.len() {
        1 => first.to_string(),
        length => format!("{first},{length}"),
    }
}
