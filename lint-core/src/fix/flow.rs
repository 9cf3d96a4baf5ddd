//! Changes of sequences and mappings that are written in brackets.

use super::change::Change;
use super::collection::{Child, Collection, Written};
use super::layout::Lead;
use crate::source::Value;

/// Takes children away, each with one comma, and adds others.
pub(super) fn alter(collection: &Collection, removed: &[usize], added: &[Written]) -> Option<Vec<Change>> {
    if removed.len() == collection.children.len() {
        return replace_all(collection, added);
    }
    let mut changes = remove(collection, removed)?;
    let mut rest = added;
    while let Some(first) = rest.first() {
        let (here, after) = rest.split_at(rest.partition_point(|written| written.index == first.index));
        changes.extend(insert(collection, here)?);
        rest = after;
    }
    Some(changes)
}

fn replace_all(collection: &Collection, added: &[Written]) -> Option<Vec<Change>> {
    let written = collection.layout.before(collection.span.end).get(collection.span.start..)?;
    let (open, close) =
        if matches!(collection.node.value, Value::Sequence(_)) { ('[', ']') } else { ('{', '}') };
    let children = added.iter().map(|written| written.text.as_str()).collect::<Vec<_>>().join(", ");
    let has_comment = gaps(collection).any(|gap| gap.contains('#'));
    (!has_comment && written.starts_with(open))
        .then(|| vec![Change::new(collection.span.clone(), format!("{open}{children}{close}"))])
}

/// What stands before, between and after the children.
fn gaps<'a>(collection: &Collection<'a>) -> impl Iterator<Item = &'a str> {
    let starts =
        std::iter::once(collection.span.start).chain(collection.children.iter().map(|child| child.span.end));
    let ends = collection.children.iter().map(|child| child.span.start).chain([collection.span.end]);
    let layout = collection.layout;
    starts.zip(ends).map(move |(start, end)| layout.before(end).get(start..).unwrap_or_default())
}

fn remove(collection: &Collection, removed: &[usize]) -> Option<Vec<Change>> {
    let kept = |index: &usize| !removed.contains(index);
    let mut changes = Vec::new();
    let mut index = 0;
    while let Some(first) = collection.children.get(index) {
        if kept(&index) {
            index += 1;
            continue;
        }
        let next = (index..collection.children.len()).find(kept);
        match next.and_then(|next| collection.children.get(next)) {
            Some(child) => {
                changes.extend(remove_before(collection, index, first.span.start..child.span.start)?)
            }
            None => changes.push(remove_at_end(collection, index)?),
        }
        index = next.unwrap_or(collection.children.len());
    }
    Some(changes)
}

/// Removes the children from `index` on in `span`, which reaches to the next child; comments stay.
fn remove_before(collection: &Collection, index: usize, span: std::ops::Range<usize>) -> Option<Vec<Change>> {
    let layout = collection.layout;
    let children = collection.children.iter().skip(index).take_while(|child| child.span.start < span.end);
    if !gaps(collection).skip(index + 1).zip(children.clone()).any(|(gap, _)| gap.contains('#')) {
        return Some(vec![Change::deletion(span)]);
    }
    children
        .map(|child| {
            let comma = comma_after(collection, child)?;
            let has_comma_next = layout.skip_white_space(child.span.end) == comma;
            has_comma_next.then(|| Change::deletion(child.span.start..comma + 1))
        })
        .collect()
}

/// Removes all children from `index` on; a comma behind the last stays for the one before them.
fn remove_at_end(collection: &Collection, index: usize) -> Option<Change> {
    let before = collection.children.get(index.checked_sub(1)?)?;
    let last = collection.children.last()?;
    let count = collection.children.len() - index;
    let has_comment = gaps(collection).skip(index).take(count).any(|gap| gap.contains('#'));
    (!has_comment).then(|| Change::deletion(before.span.end..last.span.end))
}

/// Inserts children that all have the same position.
fn insert(collection: &Collection, written: &[Written]) -> Option<Vec<Change>> {
    let layout = collection.layout;
    let index = written.first()?.index;
    let at_end = index >= collection.children.len();
    let neighbour = if at_end { collection.children.last()? } else { collection.children.get(index)? };
    let separator = separator(collection, neighbour);
    let text = written
        .iter()
        .map(|written| written.text.as_str())
        .collect::<Vec<_>>()
        .join(&format!(",{separator}"));
    if !at_end {
        return Some(vec![Change::insertion(neighbour.span.start, format!("{text},{separator}"))]);
    }
    let end = neighbour.span.end;
    let comma = comma_after(collection, neighbour);
    let behind = comma.map_or(end, |comma| comma + 1);
    let line_end = layout.line_end(behind);
    let has_comment = layout.before(line_end).get(behind..)?.trim_start().starts_with('#');
    let needs_comma = comma.is_none();
    if has_comment && separator != " " {
        let line = Change::insertion(line_end, format!("{separator}{text}"));
        return Some(needs_comma.then(|| Change::insertion(end, ",")).into_iter().chain([line]).collect());
    }
    let comma = if needs_comma { "," } else { "" };
    Some(vec![Change::insertion(behind, format!("{comma}{separator}{text}"))])
}

/// What stands between two children: a line break if `child` begins a line.
fn separator(collection: &Collection, child: &Child) -> String {
    let layout = collection.layout;
    let start = child.span.start;
    match layout.lead(start) {
        Some(Lead::Indentation) if layout.line_start(start) > collection.span.start => {
            let indent = layout.before(start).get(layout.line_start(start)..).unwrap_or_default();
            format!("{}{indent}", layout.line_break())
        }
        _ => " ".to_owned(),
    }
}

fn comma_after(collection: &Collection, child: &Child) -> Option<usize> {
    let at = collection.layout.skip_blanks(child.span.end);
    collection.layout.after(at).starts_with(',').then_some(at)
}

/// Puts items in the places of others.
pub(super) fn move_item(collection: &Collection, order: &[(usize, usize)]) -> Option<Vec<Change>> {
    let child = |index: usize| collection.children.get(index);
    let changes = order
        .iter()
        .map(|&(to, from)| Some(Change::new(child(to)?.span.clone(), collection.text_of(child(from)?))));
    changes.collect()
}

/// Begins a new item at the entry `at` of an item, a mapping in braces. `new_item` is what begins an
/// item in the sequence it stands in.
pub(super) fn split(item: &Collection, at: usize, new_item: &str) -> Option<Vec<Change>> {
    let before = item.children.get(at.checked_sub(1)?)?;
    let start = item.children.get(at)?.span.start;
    let comma = comma_after(item, before)?;
    let has_spaces_only = item.layout.before(start).get(comma + 1..)?.bytes().all(|b| b == b' ');
    let end = if has_spaces_only { start } else { comma + 1 };
    Some(vec![Change::new(comma..end, format!("}}{new_item}{{"))])
}
