//! Strings of an object in which people put what belongs into a Secret.

use crate::source::{Cursor, Value};

/// The keys below which such strings stand.
const HOMES: [&str; 4] = ["annotations", "env", "command", "args"];

/// The strings of annotations, environments and command lines anywhere in the object that have `mark`.
pub fn strings_with<'a>(object: &Cursor<'a>, mark: &str) -> Vec<(Cursor<'a>, &'a str)> {
    let mut found = Vec::new();
    collect(object, false, mark, &mut found);
    found
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
