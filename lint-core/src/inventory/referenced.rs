//! Files on nodes whose content is in other objects: they are found once all inputs are there.

use std::collections::HashMap;

use super::{Inventory, Unreadable};
use crate::source::{Cursor, Place, Step};
use crate::subject::carrier::{Budget, Carried, Carrier, Reference, ValueOf, text_of_bytes};
use crate::subject::object::{ObjectId, objects};

/// The Secrets and ConfigMaps of the inputs, by their names.
type Objects = HashMap<String, Vec<(ObjectId, Place)>>;

impl Inventory {
    /// Finds the values that references name, and reads those that are encoded as the reference says.
    pub(super) fn read_referenced(&mut self) {
        if self.referenced.is_empty() {
            return;
        }
        let objects = self.carrying_objects();
        let first = self.next_id();
        for index in 0..self.referenced.len() {
            self.attempt(self.referenced[index].place.document, |one| one.read_reference(index, &objects));
        }
        self.late = (first != self.next_id()).then_some(first);
    }

    fn carrying_objects(&self) -> Objects {
        let mut found = Objects::new();
        let outermost = self.documents.iter().filter(|held| held.carried.is_none());
        for object in outermost.flat_map(|held| objects(&self.root(held.id))) {
            let id = ObjectId::of(&object);
            if let ("Secret" | "ConfigMap", Some(name)) = (id.kind.as_str(), &id.name) {
                found.entry(name.clone()).or_default().push((id, object.place()));
            }
        }
        found
    }

    fn read_reference(&mut self, index: usize, objects: &Objects) {
        let reference = &self.referenced[index];
        let near = reference.place.document;
        let named = objects.get(&reference.value.object).into_iter().flatten();
        let mut fitting: Vec<_> = named.filter(|(id, _)| reference.value.may_be_of(id)).collect();
        // One in the same file or folder is more likely meant than one elsewhere.
        fitting.sort_by_key(|(_, place)| self.distance(place.document, near));
        let found = fitting
            .into_iter()
            .find_map(|(id, place)| Some((id.clone(), reference.value.in_object(&self.at(place)?)?.place())));
        let Some((object, place)) = found else { return };
        let is_read = self.referenced.iter().any(|other| other.found.as_ref() == Some(&place));
        self.referenced[index].found = Some(place.clone());
        if !self.referenced[index].is_verbatim() {
            self.read_encoded(index, place, &object, is_read);
        }
    }

    /// Reads a value whose encoding only a reference tells; `is_read` if another reference told it.
    fn read_encoded(&mut self, index: usize, place: Place, object: &ObjectId, is_read: bool) {
        let reference = &self.referenced[index];
        let Some(text) = self.at(&place).and_then(|value| reference.value.text(&value)) else { return };
        let mut budget = Budget::default();
        match reference.decode(&text, &mut budget) {
            Ok(_) if is_read => {}
            Ok(text) => {
                let ValueOf { carrier, key, .. } = reference.value.clone();
                self.unreadable.retain(|one| one.place != place);
                let file = Carried { carrier, place, name: key, text: Ok(text), verbatim: false };
                self.take_carried(file, object, &mut budget);
            }
            Err(reason) => {
                let Reference { place, owner, name, .. } = reference.clone();
                let carrier = Carrier::ClusterApi;
                self.unreadable.push(Unreadable { place, name, object: owner, carrier, reason });
            }
        }
    }

    /// Whether a value of an object is part of the input.
    pub(super) fn has_value(&self, value: &ValueOf) -> bool {
        let outermost = self.documents.iter().filter(|held| held.carried.is_none());
        outermost.flat_map(|held| objects(&self.root(held.id))).any(|object| {
            let id = ObjectId::of(&object);
            id.name.as_ref() == Some(&value.object)
                && value.may_be_of(&id)
                && value.in_object(&object).is_some()
        })
    }
}

impl ValueOf {
    /// Whether an object of the right name may be the one that is meant.
    fn may_be_of(&self, id: &ObjectId) -> bool {
        let kind = if self.carrier == Carrier::Secret { "Secret" } else { "ConfigMap" };
        id.kind == kind && !id.is_elsewhere(self.namespace.as_deref())
    }

    fn in_object<'a>(&self, object: &Cursor<'a>) -> Option<Cursor<'a>> {
        // What stands in both fields of a Secret comes from `stringData`.
        ["stringData", "data", "binaryData"].iter().find_map(|field| object.at(&[*field, &self.key]))
    }

    /// The text of the value at a place.
    fn text(&self, value: &Cursor) -> Option<String> {
        let written = value.node.as_str()?;
        let field = value.path.parent()?;
        let is_plain = match field.last() {
            Some(Step::Key(field)) if self.carrier == Carrier::ConfigMap => field == "data",
            Some(Step::Key(field)) => field == "stringData",
            _ => false,
        };
        if is_plain { Some(written.to_owned()) } else { text_of_bytes(written).ok() }
    }
}
