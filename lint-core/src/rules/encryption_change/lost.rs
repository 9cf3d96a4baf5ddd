//! What a change loses, and for which resources.

use crate::finding::Severity;
use crate::message::{Shown, show_all};
use crate::model::transition::{Change, Loss, Reading, Transition};
use crate::source::Place;

/// A loss that several resources have in common.
pub(super) struct Lost<'a> {
    /// The loss.
    pub(super) loss: &'a Loss,
    /// Where the providers of the resources stand in the new version.
    pub(super) place: &'a Place,
    changes: Vec<&'a Change>,
}

/// The losses of a change, those of one cause together.
pub(super) fn losses(transition: &Transition) -> Vec<Lost<'_>> {
    let mut found: Vec<Lost> = Vec::new();
    for change in &transition.changes {
        for loss in &change.losses {
            let place = &change.new.place;
            match found.iter_mut().find(|lost| lost.loss == loss && lost.place == place) {
                Some(lost) => lost.changes.push(change),
                None => found.push(Lost { loss, place, changes: vec![change] }),
            }
        }
    }
    found
}

impl Lost<'_> {
    /// The names of the resources, for a message.
    pub(super) fn names(&self) -> Shown {
        names(&self.changes)
    }

    /// Whether the key is still there for all of them, and some objects are lost because a wrong one is tried before it.
    pub(super) fn is_partial(&self) -> bool {
        let is_garbled =
            |change: &&Change| matches!(change.new.read(&self.loss.credential), Reading::Garbled(_));
        self.changes.iter().all(is_garbled)
    }

    /// An error if there are such objects for certain; else a warning, for they may all be rewritten.
    pub(super) fn severity(&self) -> Severity {
        if self.loss.was_writer { Severity::Error } else { Severity::Warning }
    }
}

/// As many names as fit into a sentence.
const FEW: usize = 4;

/// The names of the resources of some changes, for a message.
pub(super) fn names(changes: &[&Change]) -> Shown {
    let few = changes.iter().take(FEW).map(|change| change.resource.to_string());
    show_all(few.chain((changes.len() > FEW).then(|| "…".to_owned())))
}

/// Changes that have something in common, in the order of the first ones.
pub(super) fn grouped<'a, K: PartialEq>(
    transition: &'a Transition,
    key: impl Fn(&'a Change) -> Option<K>,
) -> Vec<(K, Vec<&'a Change>)> {
    let mut found: Vec<(K, Vec<&Change>)> = Vec::new();
    for change in &transition.changes {
        let Some(key) = key(change) else { continue };
        match found.iter_mut().find(|(other, _)| *other == key) {
            Some((_, changes)) => changes.push(change),
            None => found.push((key, vec![change])),
        }
    }
    found
}
