//! Changes of sequences and mappings that are written by indentation.

use super::block_scalar::{Below, ClosingScalar, end_of_lines};
use super::change::Change;
use super::collection::{Child, Collection, Written};
use super::layout::{Layout, Lead};
use super::target::Target;
use crate::source::{Entry, Span, Value};

/// Takes children away with their lines, and adds lines for others.
pub(super) fn alter(collection: &Collection, removed: &[usize], added: &[Written]) -> Option<Vec<Change>> {
    let is_emptied = removed.len() == collection.children.len() && added.is_empty();
    let mut changes = if is_emptied { empty(collection)? } else { remove(collection, removed)? };
    for written in added {
        changes.push(match collection.node.value {
            Value::Sequence(_) => insert_item(collection, written)?,
            _ => add_entry(collection, written)?,
        });
    }
    Some(changes)
}

fn remove(collection: &Collection, removed: &[usize]) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    let mut above = None;
    let mut done = 0;
    for (index, child) in collection.children.iter().enumerate() {
        if !removed.contains(&index) {
            above = ClosingScalar::of(child.node, collection.layout);
        } else if child.span.start >= done {
            let span = match collection.layout.lead(child.span.start)? {
                Lead::Indentation => lines(collection.layout, child),
                Lead::Dashes => from_dash(collection, removed, index)?,
            };
            if above.as_ref().is_some_and(|scalar: &ClosingScalar| scalar.would_absorb(span.end)) {
                return None;
            }
            done = span.end;
            changes.push(Change::deletion(span));
        }
    }
    Some(changes)
}

/// All lines of a child.
fn lines(layout: Layout, child: &Child) -> Span {
    layout.line_start(child.span.start)..end_of_lines(child.node, child.span.end, layout)
}

/// What goes with a child that stands behind a dash, which then belongs to the next one that stays.
fn from_dash(collection: &Collection, removed: &[usize], first: usize) -> Option<Span> {
    let layout = collection.layout;
    let start = collection.children.get(first)?.span.start;
    let mut end = start;
    for (index, child) in collection.children.iter().enumerate().skip(first) {
        let goes_too = index == first || removed.contains(&index) && child.span.start == end;
        if !goes_too {
            return Some(start..end);
        }
        end = layout.skip_white_space(end_of_lines(child.node, child.span.end, layout));
    }
    None
}

/// Takes all children away and leaves `[]` or `{}` behind.
fn empty(collection: &Collection) -> Option<Vec<Change>> {
    let layout = collection.layout;
    let empty = if matches!(collection.node.value, Value::Sequence(_)) { "[]" } else { "{}" };
    let (first, rest) = collection.children.split_first()?;
    let mut changes: Vec<Change> = rest.iter().map(|child| Change::deletion(lines(layout, child))).collect();
    match (collection.entry, layout.lead(first.span.start)?) {
        (Some(entry), Lead::Indentation) => {
            changes.push(Change::insertion(behind_colon(entry, layout)?, format!(" {empty}")));
            changes.push(Change::deletion(lines(layout, first)));
        }
        _ => changes.push(Change::new(first.span.start..layout.line_end(first.span.end), empty)),
    }
    Some(changes)
}

fn behind_colon(entry: &Entry, layout: Layout) -> Option<usize> {
    let key = entry.key_span.as_ref()?;
    let colon = layout.skip_blanks(key.end);
    let is_on_line = layout.line_end(key.end) > colon;
    (is_on_line && layout.after(colon).starts_with(':')).then_some(colon + 1)
}

/// New lines for an item, below the item before it.
fn insert_item(collection: &Collection, written: &Written) -> Option<Change> {
    let layout = collection.layout;
    let first = collection.children.first()?;
    let indent = " ".repeat(layout.column(first.span.start));
    let padding = padding(collection, first);
    let below_dash = format!("{}{indent} {}", layout.line_break(), " ".repeat(padding.len()));
    let item = format!("-{padding}{}", written.text.replace('\n', &below_dash));
    let Some(before) = written.index.checked_sub(1) else {
        let (at, line_break) = (first.span.start, layout.line_break());
        return Some(match layout.lead(at)? {
            Lead::Indentation => {
                Change::insertion(layout.line_start(at), format!("{indent}{item}{line_break}"))
            }
            Lead::Dashes => Change::insertion(at, format!("{item}{line_break}{indent}")),
        });
    };
    let before = collection.children.get(before)?;
    let below = Below::of(before.node, before.span.end, layout)?;
    Some(below.line(&format!("{indent}{item}"), layout))
}

/// What stands between the dash of an item and its content, if they are on one line.
pub(super) fn padding<'a>(collection: &Collection<'a>, item: &Child) -> &'a str {
    let between = collection.layout.before(item.content).get(item.span.start + 1..).unwrap_or_default();
    let is_padding = !between.is_empty() && between.bytes().all(|b| b == b' ');
    if is_padding { between } else { " " }
}

fn add_entry(collection: &Collection, written: &Written) -> Option<Change> {
    let indent = " ".repeat(collection.layout.column(collection.span.start));
    let below = Below::of(collection.node, collection.span.end, collection.layout)?;
    Some(below.line(&format!("{indent}{}", written.text), collection.layout))
}

/// Adds entries below all others, whatever else the mapping holds.
pub(super) fn add_entries(target: &Target, span: &Span, added: &[Written]) -> Option<Vec<Change>> {
    let layout = target.layout;
    layout.lead(span.start)?;
    let indent = " ".repeat(layout.column(span.start));
    let below = Below::of(target.node()?, span.end, layout)?;
    Some(added.iter().map(|written| below.line(&format!("{indent}{}", written.text), layout)).collect())
}

/// Puts the item at `from` at position `to`; what stands between the items stays where it is.
pub(super) fn move_item(collection: &Collection, order: &[(usize, usize)]) -> Option<Vec<Change>> {
    let layout = collection.layout;
    let slot = |index: usize| {
        let child = collection.children.get(index)?;
        Some(child.span.start..layout.line_end(child.span.end))
    };
    let mut changes = Vec::new();
    for &(to, from) in order {
        let (slot, item) = (slot(to)?, slot(from)?);
        let below = layout.next_line(slot.end);
        let scalar = ClosingScalar::of(collection.children.get(from)?.node, layout);
        let is_last_line = below == slot.end || layout.next_line(item.end) == item.end;
        let is_unsafe = |scalar: ClosingScalar| {
            scalar.keeps_breaks() || is_last_line && scalar.needs_break() || scalar.would_absorb(below)
        };
        if scalar.is_some_and(is_unsafe) {
            return None;
        }
        changes.push(Change::new(slot, layout.before(item.end).get(item.start..)?));
    }
    Some(changes)
}

/// Begins a new item at the entry `at` of an item that stands in a sequence with its dash at `dash`.
pub(super) fn split(item: &Collection, at: usize, dash: usize) -> Option<Vec<Change>> {
    let layout = item.layout;
    let start = item.children.get(at)?.span.start;
    let column = layout.column(dash);
    let keeps_columns = layout.column(start) >= column + 2 && layout.lead(start)? == Lead::Indentation;
    let at = layout.line_start(start) + column;
    keeps_columns.then(|| vec![Change::new(at..at + 1, "-")])
}
