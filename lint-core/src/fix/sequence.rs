//! Moving and splitting items of a sequence.

use super::change::Change;
use super::collection::{Child, Collection};
use super::target::Target;
use super::{block, flow};
use crate::source::{Document, Path, Step, Style, Value};

/// Moves an item to another position.
pub(super) fn move_item(target: &Target, from: usize, to: usize) -> Option<Vec<Change>> {
    let style = target.untagged()?.style;
    let collection = sequence(target)?;
    let range = from.min(to)..=from.max(to);
    let affected = collection.children.get(range.clone())?;
    let is_tied = |child: &Child| collection.has_anchor(child) || collection.has_alias(child);
    if affected.iter().any(is_tied) {
        return None;
    }
    let source = |at: usize| match at {
        at if at == to => from,
        at if from < to => at + 1,
        at => at - 1,
    };
    let order: Vec<(usize, usize)> = range.filter(|_| from != to).map(|at| (at, source(at))).collect();
    match style {
        Style::Block => block::move_item(&collection, &order),
        _ => flow::move_item(&collection, &order),
    }
}

/// Begins a new item at an entry of an item.
pub(super) fn split(document: &Document, path: &Path, key: &str) -> Option<Vec<Change>> {
    let item = Target::of(document, path)?;
    let parent = path.parent()?;
    let list = Target::of(document, &parent)?;
    let Some(Step::Index(index)) = path.last() else { return None };
    let at = item.node()?.entries().iter().position(|entry| entry.key == key).filter(|at| *at > 0)?;
    let style = item.untagged()?.style;
    let item = Collection::of(&item)?;
    let list_style = list.untagged()?.style;
    let list = sequence(&list)?;
    let whole = list.children.get(*index)?;
    if item.children.iter().any(|child| item.has_anchor(child)) {
        return None;
    }
    match (style, list_style) {
        (Style::Block, _) => block::split(&item, at, whole.span.start),
        (_, Style::Block) => flow::split(&item, at, &block_item(&list, whole)),
        _ => flow::split(&item, at, ", "),
    }
}

/// What begins a new item in a list by indentation, as `like` begins.
fn block_item(list: &Collection, like: &Child) -> String {
    let indent = " ".repeat(list.layout.column(like.span.start));
    format!("{}{indent}-{}", list.layout.line_break(), block::padding(list, like))
}

fn sequence<'a>(target: &Target<'a>) -> Option<Collection<'a>> {
    matches!(target.node()?.value, Value::Sequence(_)).then(|| Collection::of(target))?
}
