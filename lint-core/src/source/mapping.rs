//! A mapping in the making: keys in source order, the last value of each.

use std::collections::HashMap;

use super::{Entry, Span, Value};

#[derive(Default)]
pub(super) struct Mapping {
    entries: Vec<Entry>,
    origins: Vec<Origin>,
    /// The positions of the keys, where there are more than [`FEW`].
    positions: HashMap<String, usize>,
}

/// So many keys are found faster by looking at each than by their hashes.
const FEW: usize = 16;

/// Where a key came into a mapping: its own place, or that of the `<<`.
#[derive(Clone, Default)]
pub(super) struct Origin {
    pub(super) span: Span,
    pub(super) merged: bool,
}

impl Mapping {
    /// Sets a key. The last one wins, at the position of the first; returns the key and where it stood before,
    /// if it did.
    pub(super) fn insert(&mut self, entry: Entry, origin: Origin) -> Option<(&str, Origin)> {
        let Some(position) = self.position(&entry.key) else {
            self.entries.push(entry);
            self.origins.push(origin);
            self.index();
            return None;
        };
        let replaced = std::mem::replace(&mut self.entries[position], entry);
        let entry = &mut self.entries[position];
        // What is known already is not moved for each that comes.
        let mut overwritten = replaced.overwritten;
        overwritten.push(replaced.node);
        overwritten.append(&mut entry.overwritten);
        entry.overwritten = overwritten;
        let before = std::mem::replace(&mut self.origins[position], origin);
        Some((&self.entries[position].key, before))
    }

    fn position(&self, key: &str) -> Option<usize> {
        match self.entries.len() {
            0..=FEW => self.entries.iter().position(|entry| entry.key == key),
            _ => self.positions.get(key).copied(),
        }
    }

    /// Notes the positions of the keys that are new since it was done last.
    fn index(&mut self) {
        if self.entries.len() > FEW {
            let new = self.entries.iter().enumerate().skip(self.positions.len());
            self.positions.extend(new.map(|(position, entry)| (entry.key.clone(), position)));
        }
    }

    pub(super) fn into_value(self) -> Value {
        Value::Mapping(self.entries)
    }
}
