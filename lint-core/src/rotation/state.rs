//! How far an entry has come on the way to a goal.

use super::{Goal, Refusal, Step, names, refuse};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Entry, ProviderName};
use crate::model::transition::{Credential, Reader};
use crate::source::Place;

/// A credential and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) credential: Credential,
    pub(super) place: Place,
    /// Position of its element in `providers`.
    pub(super) element: usize,
    /// Position in the `keys` of its provider.
    pub(super) key: usize,
}

/// How far an entry has come.
#[derive(Debug)]
pub(super) struct State {
    pub(super) step: Step,
    /// What the step promotes or removes.
    pub(super) subjects: Vec<Slot>,
    slots: Vec<Slot>,
}

impl State {
    pub(super) fn of(entry: &Entry, goal: &Goal) -> Result<State, Refusal> {
        let slots = slots(entry);
        let Some(writer) = slots.first() else { return refuse("the entry has no provider") };
        let (step, subjects) = match goal {
            Goal::NewKey(newest) => towards_new_key(writer, &slots[1..], newest.as_deref())?,
            Goal::Provider(name) => towards_provider(writer, &slots[1..], *name),
        };
        Ok(State { step, subjects, slots })
    }

    /// What writes now.
    pub(super) fn writer(&self) -> &Slot {
        &self.slots[0]
    }
}

fn slots(entry: &Entry) -> Vec<Slot> {
    let elements = entry.providers.iter().enumerate();
    elements
        .flat_map(|(element, provider)| {
            let readers = provider.kinds.iter().flat_map(Reader::of).enumerate();
            readers.map(move |(key, reader)| Slot {
                credential: reader.credential,
                place: reader.place,
                element,
                key,
            })
        })
        .collect()
}

fn towards_new_key(
    writer: &Slot,
    others: &[Slot],
    wanted: Option<&str>,
) -> Result<(Step, Vec<Slot>), Refusal> {
    match writer.credential {
        Credential::Key { .. } => {}
        Credential::Plain => {
            return refuse("identity writes, so there is no key to rotate: use `migrate --to`");
        }
        Credential::Kms { .. } => {
            return refuse("the plugin rotates its key itself: this file stays as it is");
        }
    }
    let others: Vec<&Slot> = others.iter().filter(|slot| slot.credential.encrypts()).collect();
    let all = || others.iter().map(|slot| (*slot).clone()).collect();
    if others.is_empty() {
        return Ok((Step::Add, Vec::new()));
    }
    if let Some(wanted) = wanted {
        if writer.credential.name() == wanted {
            return Ok((Step::Remove, all()));
        }
        return match others.iter().find(|slot| slot.credential.name() == wanted) {
            Some(slot) => Ok((Step::Promote, vec![(*slot).clone()])),
            None => refuse(message!("no key of the entry is called {}", show(wanted))),
        };
    }
    let mut newest = writer;
    for other in &others {
        match names::is_newer(other.credential.name(), newest.credential.name()) {
            Some(true) => newest = other,
            Some(false) => {}
            None => {
                return refuse(message!(
                    "it cannot be told which is newer, {} or {}: say with --newest NAME",
                    other.credential.described(),
                    newest.credential.described()
                ));
            }
        }
    }
    if newest == writer { Ok((Step::Remove, all())) } else { Ok((Step::Promote, vec![newest.clone()])) }
}

fn towards_provider(writer: &Slot, others: &[Slot], wanted: ProviderName) -> (Step, Vec<Slot>) {
    let is_wanted = |slot: &&Slot| match &slot.credential {
        Credential::Plain => wanted == ProviderName::Identity,
        Credential::Key { provider, .. } => wanted == *provider,
        Credential::Kms { .. } => wanted == ProviderName::Kms,
    };
    if !is_wanted(&writer) {
        return match others.iter().find(is_wanted) {
            Some(slot) => (Step::Promote, vec![slot.clone()]),
            None => (Step::Add, Vec::new()),
        };
    }
    let old = others.iter().filter(|slot| slot.credential.encrypts() && !is_wanted(slot));
    let old: Vec<Slot> = old.cloned().collect();
    (if old.is_empty() { Step::Done } else { Step::Remove }, old)
}
