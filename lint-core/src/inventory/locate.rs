//! From places in carried documents to places in the files that carry them, and what of those may be shown.

use std::ops::Range;

use super::secret_values::secret_values;
use super::{Held, Inventory};
use crate::mask;
use crate::source::{DocumentId, Part, Place};
use crate::subject::object::{ObjectId, Subject};

/// Bytes of a document's text; none for an object without text.
type TextRange = (DocumentId, Option<Range<usize>>);

impl Inventory {
    /// The place in the outermost document: for a carried one, the value that holds it.
    pub fn outer_place(&self, place: &Place) -> Place {
        match &self.held(place.document).carried {
            Some(carried) => self.outer_place(&carried.place),
            None => place.clone(),
        }
    }

    /// The bytes of the outermost document's text that a place means.
    pub fn text_range(&self, place: &Place) -> (DocumentId, Option<Range<usize>>) {
        let mut found = self.own_range(place);
        while let Some(outer) = self.range_in_carrier(&found) {
            found = outer;
        }
        found
    }

    /// Whether a place begins in these bytes of a document, its own or one that carries it.
    pub fn begins_in(&self, place: &Place, document: DocumentId, bytes: &Range<usize>) -> bool {
        let ranges = std::iter::successors(Some(self.own_range(place)), |inner| self.range_in_carrier(inner));
        ranges
            .filter(|(id, _)| *id == document)
            .any(|(_, range)| range.is_some_and(|range| bytes.contains(&range.start)))
    }

    /// The bytes of its own document that a place means.
    fn own_range(&self, place: &Place) -> TextRange {
        let document = &self.held(place.document).document;
        let range = match &place.part {
            Part::Within(range) => {
                let whole = Place::value(place.document, place.path.clone());
                self.range_in_string(&whole, range.clone()).or_else(|| document.range(&whole))
            }
            _ => document.range(place),
        };
        (place.document, range)
    }

    /// The bytes of the document's text in which bytes of the string at a place are written. Where its characters
    /// are is worked out once: a script may have a thousand findings.
    fn range_in_string(&self, place: &Place, range: Range<usize>) -> Option<Range<usize>> {
        let mut known = self.strings.borrow_mut();
        if !known.contains_key(place) {
            let offsets = self.held(place.document).document.offsets_at(place);
            known.insert(place.clone(), offsets);
        }
        known.get(place)?.as_ref()?.range(range)
    }

    /// Of bytes in a carried document: the document that carries it, and where they are written there.
    /// If that does not show, it is all of the value that holds them.
    fn range_in_carrier(&self, (id, range): &TextRange) -> Option<TextRange> {
        let held = self.held(*id);
        let carried = held.carried.as_ref()?;
        let outer = carried.place.document;
        let exact = || {
            let (range, start) = (range.as_ref()?, held.document.offset);
            self.offsets.get(&carried.place)?.range(start + range.start..start + range.end)
        };
        let range = exact().or_else(|| self.held(outer).document.range(&carried.place));
        Some((outer, range))
    }

    /// A document's text with whatever may be a secret masked; bytes keep their places.
    pub fn masked_text(&self, id: DocumentId) -> String {
        mask::masked_at(&self.held(id).document.text.0, &self.secrets_in(id))
    }

    /// The kept documents that a document carries, each with the value that holds it.
    pub fn carried_in(&self, id: DocumentId) -> impl Iterator<Item = (&Held, &Place)> {
        // What a document carries is kept directly after it, with what that carries in turn; or behind all others.
        let late = self.late.map_or(self.documents.len(), |late| late.0);
        let after = self.documents.iter().take(late).skip(id.0 + 1);
        let beside = after.map_while(Held::with_carrier).take_while(move |(_, place)| place.document >= id);
        let behind = self.documents.iter().skip(late.max(id.0 + 1)).filter_map(Held::with_carrier);
        beside.chain(behind).filter(move |(_, place)| place.document == id)
    }

    /// The bytes of a document's text that may be secret. Recursion is bounded by that of carriers.
    pub(crate) fn secrets_in(&self, id: DocumentId) -> Vec<Range<usize>> {
        let document = &self.held(id).document;
        let mut found = mask::secrets(&document.text.0);
        secret_values(document, &mut found);
        let unreadable = self.unreadable.iter().filter(|one| one.place.document == id);
        found.extend(unreadable.filter_map(|one| document.written_at(&one.place)));
        for (inner, carrier) in self.carried_in(id) {
            match self.offsets.get(carrier) {
                Some(_) => found.extend(
                    self.secrets_in(inner.id)
                        .into_iter()
                        .filter_map(|secret| self.range_in_carrier(&(inner.id, Some(secret)))?.1),
                ),
                // User data in several parts is no value of its document, but all of it.
                None if matches!(carrier.part, Part::Text(_)) => found.extend(self.own_range(carrier).1),
                None => found.extend(document.written_at(carrier)),
            }
        }
        found
    }
}

impl Held {
    /// It, and the value that carries it.
    fn with_carrier(&self) -> Option<(&Held, &Place)> {
        Some((self, &self.carried.as_ref()?.place))
    }

    /// A range of the document's text.
    pub fn text(&self, range: Range<usize>) -> Place {
        Place::text(self.id, range)
    }

    /// The character at a byte of the document's text.
    pub fn text_at(&self, at: usize) -> Place {
        let text = &self.document.text.0;
        let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.text(at..at + length)
    }

    /// As the subject of findings about the document itself.
    pub fn subject(&self) -> Subject {
        let root = crate::source::Cursor::new(&self.document.root, DocumentId::default());
        let own = ObjectId::of(&root);
        match &self.carried {
            Some(carried) if own.name.is_none() => {
                let kind = Some(own.kind).filter(|kind| !kind.is_empty());
                Subject { kind: kind.or_else(|| carried.object.subject().kind), ..carried.object.subject() }
            }
            _ => own.subject(),
        }
    }
}
