//! A mapping in the making: keys in source order, the last value of each.

use std::collections::HashMap;

use super::{Entry, Span, Value};

#[derive(Default)]
pub(super) struct Mapping {
    entries: Vec<Entry>,
    origins: Vec<Origin>,
    positions: HashMap<String, usize>,
}

/// Where a key came into a mapping: its own place, or that of the `<<`.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) span: Span,
    pub(super) merged: bool,
}

impl Mapping {
    /// Sets a key. The last one wins, at the position of the first; returns where the key stood before.
    pub(super) fn insert(&mut self, entry: Entry, origin: Origin) -> Option<Origin> {
        let Some(&position) = self.positions.get(&entry.key) else {
            self.positions.insert(entry.key.clone(), self.entries.len());
            self.entries.push(entry);
            self.origins.push(origin);
            return None;
        };
        self.entries[position] = entry;
        Some(std::mem::replace(&mut self.origins[position], origin))
    }

    pub(super) fn into_value(self) -> Value {
        Value::Mapping(self.entries)
    }
}
