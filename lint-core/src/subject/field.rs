//! Strings of an object in which people put what belongs into a Secret.

use crate::source::{Cursor, Node, Value};

/// The keys below which such strings stand.
const HOMES: [&str; 4] = ["annotations", "env", "command", "args"];

/// The strings of annotations, environments and command lines anywhere in the object that have `mark`.
pub fn strings_with<'a>(object: &Cursor<'a>, mark: &str) -> Vec<(Cursor<'a>, &'a str)> {
    let mut found = Vec::new();
    if holds(object.node, mark) {
        collect(object, false, mark, &mut found);
    }
    found
}

/// Whether any string has `mark`. Few objects have one, and the search for its path costs more.
fn holds(node: &Node, mark: &str) -> bool {
    match &node.value {
        Value::String(text) => text.contains(mark),
        Value::Sequence(items) => items.iter().any(|item| holds(item, mark)),
        Value::Mapping(entries) => entries.iter().any(|entry| holds(&entry.node, mark)),
        _ => false,
    }
}

fn collect<'a>(value: &Cursor<'a>, at_home: bool, mark: &str, found: &mut Vec<(Cursor<'a>, &'a str)>) {
    match &value.node.value {
        Value::String(text) if at_home && text.contains(mark) => found.push((value.clone(), text)),
        Value::Sequence(_) => value.items().for_each(|item| collect(&item, at_home, mark, found)),
        Value::Mapping(_) => value
            .entries()
            .for_each(|(key, inner)| collect(&inner, at_home || HOMES.contains(&key), mark, found)),
        _ => {}
    }
}
