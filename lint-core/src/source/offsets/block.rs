//! Block scalars: `|` and `>`.

use super::Span;
use super::alignment::Alignment;

/// A line of a block scalar: its text without the line end, and the line end.
struct Line<'a> {
    at: usize,
    text: &'a str,
    end: Span,
}

/// The lines after the one with the `|` or `>`.
fn lines(raw: &str) -> Option<impl Iterator<Item = Line<'_>>> {
    let header = raw.find('\n')? + 1;
    let mut next = header;
    Some(raw.get(header..)?.split_inclusive('\n').map(move |line| {
        let at = next;
        next += line.len();
        let text = line.strip_suffix('\n').map_or(line, |text| text.strip_suffix('\r').unwrap_or(text));
        Line { at, text, end: at + text.len()..next }
    }))
}

/// Each line is the string's line behind its indentation, however deep that is.
pub(super) fn literal(alignment: &mut Alignment) -> Option<()> {
    for line in lines(alignment.raw)? {
        let rest = alignment.rest();
        if rest.is_empty() {
            return Some(());
        }
        let wanted = rest.split('\n').next().unwrap_or_default();
        let indent = indentation(line.text, line.text.len().checked_sub(wanted.len())?)?;
        alignment.same(line.at + indent..line.end.start)?;
        if !line.end.is_empty() && !alignment.rest().is_empty() {
            alignment.stands_for(line.end, "\n")?;
        }
    }
    alignment.line_ends_at_end()
}

/// Lines whose ends are blanks, unless one of the two is indented more, or there are empty lines between.
pub(super) fn folded(alignment: &mut Alignment) -> Option<()> {
    let raw = alignment.raw;
    let Some(first) = lines(raw)?.find(|line| !line.text.trim_matches(' ').is_empty()) else {
        return alignment.line_ends_at_end();
    };
    let more = spaces(alignment.rest().trim_start_matches('\n'));
    let indent = spaces(first.text).checked_sub(more)?;
    let mut ends = Vec::new();
    for line in lines(raw)? {
        if line.text.len() > indent {
            join(alignment, &ends)?;
            ends.clear();
            alignment.same(line.at + indentation(line.text, indent)?..line.end.start)?;
        }
        ends.push(line.end);
    }
    alignment.line_ends_at_end()
}

/// The line ends between two lines with text: one less than there are, or a blank, or all of them.
fn join(alignment: &mut Alignment, ends: &[Span]) -> Option<()> {
    let rest = alignment.rest();
    let kept = rest.len() - rest.trim_start_matches('\n').len();
    match ends {
        [] => Some(()),
        [end] if kept == 0 => alignment.stands_for(end.clone(), " "),
        _ => {
            let dropped = ends.len().checked_sub(kept).filter(|dropped| *dropped <= 1)?;
            ends.iter().skip(dropped).try_for_each(|end| alignment.stands_for(end.clone(), "\n"))
        }
    }
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// `length`, if a line has so many blanks at its start.
fn indentation(line: &str, length: usize) -> Option<usize> {
    (spaces(line) >= length).then_some(length)
}
