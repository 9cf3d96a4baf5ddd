//! The items or entries of a collection as they stand in the text.

use super::block_scalar::own_span;
use super::layout::Layout;
use super::scalar::{self, Notation};
use super::target::{Target, is_anchored};
use super::{block, change::Change, flow, replace};
use crate::source::{Entry, Node, Span, Step, Style, Value};

/// What is taken from a collection and put into it.
#[derive(Default)]
pub(super) struct Alterations<'e> {
    pub(super) removed: Vec<&'e Step>,
    pub(super) added: Vec<Addition<'e>>,
}

impl Alterations<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }
}

/// A new child of a collection.
pub(super) enum Addition<'e> {
    Item { index: usize, value: &'e serde_json::Value },
    Entry { key: &'e str, value: &'e serde_json::Value },
}

/// A new child as it is written; an item by indentation may have several lines, ended by `\n`.
pub(super) struct Written {
    pub(super) index: usize,
    pub(super) text: String,
}

/// A collection with all its children.
pub(super) struct Collection<'a> {
    pub(super) layout: Layout<'a>,
    pub(super) span: Span,
    pub(super) node: &'a Node,
    /// The entry that the collection is the value of.
    pub(super) entry: Option<&'a Entry>,
    pub(super) children: Vec<Child<'a>>,
}

/// An item or entry as it is written.
pub(super) struct Child<'a> {
    pub(super) node: &'a Node,
    /// The item, its dash included, or the entry from its key on.
    pub(super) span: Span,
    /// Where an item's content or an entry's value begins.
    pub(super) content: usize,
}

/// Takes children away and adds others.
pub(super) fn alter(target: &Target, alterations: &Alterations) -> Option<Vec<Change>> {
    let node = target.node()?;
    let location = target.untagged()?;
    let is_empty = node.is_null() || node.items().is_empty() && node.entries().is_empty();
    let added = written(target, alterations)?;
    if is_empty {
        let is_sequence = matches!(alterations.added.first()?, Addition::Item { .. });
        let text = added.into_iter().map(|written| written.text).collect::<Vec<_>>().join(", ");
        return fill(target, if is_sequence { format!("[{text}]") } else { format!("{{{text}}}") });
    }
    if location.style == Style::Block
        && alterations.removed.is_empty()
        && matches!(node.value, Value::Mapping(_))
    {
        return block::add_entries(target, &location.span, &added);
    }
    let collection = Collection::of(target)?;
    let removed = alterations.removed.iter().map(|step| collection.position(step));
    let mut removed = removed.collect::<Option<Vec<_>>>()?;
    removed.sort_unstable();
    removed.dedup();
    if removed
        .iter()
        .any(|index| collection.children.get(*index).is_none_or(|child| collection.has_anchor(child)))
    {
        return None;
    }
    match location.style {
        Style::Block => block::alter(&collection, &removed, &added),
        _ => flow::alter(&collection, &removed, &added),
    }
}

/// Writes the first children of an empty collection, or of what is not there yet.
fn fill(target: &Target, text: String) -> Option<Vec<Change>> {
    let location = target.untagged()?;
    let written = target.layout.after(location.span.start).get(..location.span.len())?;
    let has_comment = location.style == Style::Flow && written.contains('#');
    if has_comment || target.path.is_root() && location.span.is_empty() {
        return None;
    }
    replace::written_at(&target.layout, &location.span, text, target.notation()).map(|change| vec![change])
}

fn written(target: &Target, alterations: &Alterations) -> Option<Vec<Written>> {
    let node = target.node()?;
    let is_block = target.untagged()?.style == Style::Block;
    let notation = match target.inner_notation() {
        Notation::Block if !is_block => Notation::Flow,
        notation => notation,
    };
    // What is added looks like what is there.
    let has_block_mappings = is_block && node.items().first().is_some_and(is_block_mapping);
    let mut keys: Vec<&str> = Vec::new();
    let mut added = Vec::new();
    for addition in &alterations.added {
        added.push(match (addition, &node.value) {
            (Addition::Item { index, value }, Value::Sequence(_) | Value::Null) => {
                (*index <= node.items().len()).then_some(())?;
                let text = if has_block_mappings && value.is_object() {
                    scalar::lines(value)?.join("\n")
                } else {
                    scalar::value(value, notation)?
                };
                Written { index: *index, text }
            }
            (Addition::Entry { key, value }, Value::Mapping(_) | Value::Null) => {
                let is_removed =
                    alterations.removed.iter().any(|step| matches!(step, Step::Key(gone) if gone == key));
                let is_free = (node.get(key).is_none() || is_removed) && !keys.contains(key);
                is_free.then(|| keys.push(key))?;
                Written { index: node.entries().len(), text: scalar::entry(key, value, notation)? }
            }
            _ => return None,
        });
    }
    added.sort_by_key(|written| written.index);
    Some(added)
}

fn is_block_mapping(node: &Node) -> bool {
    let style = node.location.as_ref().map(|location| location.style);
    matches!(node.value, Value::Mapping(_)) && style == Some(Style::Block)
}

impl<'a> Collection<'a> {
    /// `None` if the text holds more than the tree: keys that stand twice, merges.
    pub(super) fn of(target: &Target<'a>) -> Option<Collection<'a>> {
        let node = target.node()?;
        let location = target.untagged()?;
        if target.has_duplicates() {
            return None;
        }
        let mut collection = Collection {
            layout: target.layout,
            span: location.span.clone(),
            node,
            entry: target.entry(),
            children: Vec::new(),
        };
        let is_block = location.style == Style::Block;
        let mut end = if is_block { location.span.start } else { collection.bracket()? };
        for (index, child) in children(node).enumerate() {
            let child = collection.child(index, child, end, is_block)?;
            end = child.span.end;
            collection.children.push(child);
        }
        Some(collection)
    }

    /// The offset behind the opening bracket.
    fn bracket(&self) -> Option<usize> {
        self.layout.after(self.span.start).starts_with(['[', '{']).then_some(self.span.start + 1)
    }

    /// The child that comes after what ends at `from`.
    fn child(
        &self,
        index: usize,
        (key, node): (Option<&Span>, &'a Node),
        from: usize,
        is_block: bool,
    ) -> Option<Child<'a>> {
        let location = node.location.as_ref()?;
        let is_own =
            location.alias.as_ref().is_none_or(|alias| self.layout.after(alias.start).starts_with('*'));
        let own = own_span(location);
        let mut start = self.layout.skip_blanks(from);
        if !is_block && index > 0 {
            start = self.layout.after(start).starts_with(',').then(|| self.layout.skip_blanks(start + 1))?;
        }
        let begins_as_expected = match key {
            Some(key) => key.start == start,
            None if is_block => self.layout.after(start).starts_with('-') && start < own.end,
            None => own.start == start,
        };
        let written = self.layout.after(start).get(..own.end.checked_sub(start)?)?;
        let end = match key {
            Some(key) if own.is_empty() && !is_block => self.end_without_value(key)?,
            _ => own.end,
        };
        let is_pair = !is_block
            && key.is_none()
            && matches!(node.value, Value::Mapping(_))
            && !written.starts_with(['{', '*', '&', '!']);
        (is_own && begins_as_expected && !is_pair).then_some(Child {
            node,
            span: start..end,
            content: own.start,
        })
    }

    /// The end of an entry in braces without a value, which for the reader stands at the next token.
    /// The blank behind its colon is needed: `{a:, b}` is not YAML.
    fn end_without_value(&self, key: &Span) -> Option<usize> {
        let colon = self.layout.skip_white_space(key.end);
        let rest = self.layout.after(colon);
        if !rest.starts_with(':') {
            return Some(key.end);
        }
        rest.starts_with(": ").then_some(colon + 2)
    }

    /// The position of a child.
    fn position(&self, step: &Step) -> Option<usize> {
        match step {
            Step::Index(index) => Some(*index),
            Step::Key(key) => self.node.entries().iter().position(|entry| entry.key == *key),
        }
    }

    /// Whether a child holds an anchor, which may be needed elsewhere.
    pub(super) fn has_anchor(&self, child: &Child) -> bool {
        is_anchored(&child.span, &self.layout) || self.holds_anchor(child.node)
    }

    fn holds_anchor(&self, node: &Node) -> bool {
        let Some(location) = node.location.as_ref().filter(|location| location.alias.is_none()) else {
            return false;
        };
        is_anchored(&location.span, &self.layout)
            || node.items().iter().any(|item| self.holds_anchor(item))
            || node.entries().iter().any(|entry| {
                entry.key_span.as_ref().is_some_and(|key| is_anchored(key, &self.layout))
                    || self.holds_anchor(&entry.node)
            })
    }

    /// Whether a child holds an alias, which must stand behind its anchor.
    pub(super) fn has_alias(&self, child: &Child) -> bool {
        holds_alias(child.node)
    }

    /// The text of a child.
    pub(super) fn text_of(&self, child: &Child) -> &'a str {
        self.layout.before(child.span.end).get(child.span.start..).unwrap_or_default()
    }
}

fn holds_alias(node: &Node) -> bool {
    node.location.as_ref().is_some_and(|location| location.alias.is_some())
        || node.items().iter().any(holds_alias)
        || node.entries().iter().any(|entry| holds_alias(&entry.node))
}

fn children(node: &Node) -> impl Iterator<Item = (Option<&Span>, &Node)> {
    let items = node.items().iter().map(|item| (None, item));
    items.chain(node.entries().iter().map(|entry| (entry.key_span.as_ref(), &entry.node)))
}
