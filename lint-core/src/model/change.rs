//! Edits of a command line that stands in a manifest as a list, one element an item.
//!
//! All give `None` for a word of a shell script, which is no item.

use super::go_flag::{FlagUse, How};
use crate::fix::{Edit, Scalar};
use crate::source::{Part, Path, Place, Step};
use crate::subject::word::Word;

/// Gives a flag in use another value: `value` goes into an element of its own where the old value
/// has one, else `joined` takes the place of the whole element.
pub(super) fn set(words: &[Word], used: &FlagUse, joined: String, value: String) -> Option<Vec<Edit>> {
    let (index, text) = match (used.how, &used.value) {
        (How::Separate, Some(_)) => (used.index + 1, value),
        _ => (used.index, joined),
    };
    Some(vec![Edit::Replace { place: whole_item(words.get(index)?)?, value: Scalar::String(text) }])
}

/// Takes one use of a flag away, with its separate value.
pub(super) fn remove(words: &[Word], used: &FlagUse) -> Option<Vec<Edit>> {
    let mut edits = vec![Edit::Remove { place: whole_item(words.get(used.index)?)? }];
    if let (How::Separate, Some(_)) = (used.how, &used.value) {
        edits.push(Edit::Remove { place: whole_item(words.get(used.index + 1)?)? });
    }
    Some(edits)
}

/// Puts an element behind the last one.
pub(super) fn append(words: &[Word], element: String) -> Option<Vec<Edit>> {
    let last = words.last()?;
    let (list, index) = item_of(last)?;
    let place = Place::value(last.place.document, list);
    Some(vec![Edit::Insert { place, index: index + 1, value: element.into() }])
}

/// The place of a word that is an item of a list of its own.
fn whole_item(word: &Word) -> Option<Place> {
    item_of(word).map(|_| word.place.clone())
}

/// The list that a word stands in, and its position there.
fn item_of(word: &Word) -> Option<(Path, usize)> {
    match (&word.place.part, word.place.path.last()) {
        (Part::Value, Some(Step::Index(index))) => Some((word.place.path.parent()?, *index)),
        _ => None,
    }
}
