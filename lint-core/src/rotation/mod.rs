//! The way from one key to another, a safe step at a time: *add* the new one behind the others, *promote* it
//! to the front, and, once everything has been rewritten, *remove* the old one.
//!
//! How far a file has come is read from the file. Comments and order of what does not change are kept.

mod names;
mod state;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use crate::finding::Severity;
use crate::fix::{self, Edit};
use crate::inventory::{Input, Inventory};
use crate::linter::Linter;
use crate::message;
use crate::message::{Message, Public, show, show_all};
use crate::model::encryption::{Encryption, Entry, ProviderName};
use crate::model::transition::Credential as Stored;
use crate::settings::Settings;
use crate::source::Text;
use state::{Slot, State};

/// What a file is to come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Another key of the provider that writes; the name says which one, if their names do not.
    NewKey(Option<String>),
    /// Another provider.
    Provider(ProviderName),
}

/// The next step of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Put the new one behind the others.
    Add,
    /// Put it to the front.
    Promote,
    /// Take the old ones away.
    Remove,
    /// There is nothing left to do.
    Done,
}

/// What an *add* adds. There is no way to print it.
pub enum Credential {
    /// A key in base64.
    Key(String),
    /// A plugin.
    Plugin {
        /// Its name.
        name: String,
        /// Its address.
        endpoint: String,
    },
    /// Reading of plain text.
    Identity,
}

/// Why there is no next step. It names no key material.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(Message);

/// A file on its way to a goal.
#[derive(Debug)]
pub struct Rotation {
    text: Text,
    inventory: Inventory,
    entry: usize,
    state: State,
    goal: Goal,
}

/// A comment that says that everything is decrypted on purpose.
const DECRYPTION: &str = "# etcdlint: decrypt-migration\n";

/// A comment above `identity` that says that it writes on purpose, until every kube-apiserver has the file.
pub const STAGED: &str =
    "# etcdlint: ignore[ENC201] the key only reads until every kube-apiserver has this file";

impl Rotation {
    /// Reads a file. `entry` is the position of the entry that is meant, where several encrypt.
    ///
    /// # Errors
    /// If it is no EncryptionConfiguration that kube-apiserver takes, or if what is to be done is not clear.
    pub fn of(text: &str, entry: Option<usize>, goal: Goal) -> Result<Rotation, Refusal> {
        let mut inventory = Inventory::default();
        inventory.add_text(input(), text);
        inventory.build_models();
        let encryption = only_file(&inventory)?;
        if has_errors(text) {
            return refuse("kube-apiserver refuses this file: see what `etcdlint check` says of it");
        }
        let entry = chosen(&encryption.config.entries, entry)?;
        let state = State::of(&encryption.config.entries[entry], &goal)?;
        Ok(Rotation { text: Text(text.to_owned()), inventory, entry, state, goal })
    }

    /// The next step.
    pub fn step(&self) -> Step {
        self.state.step
    }

    /// What writes now.
    pub fn writer(&self) -> Message {
        self.state.writer().credential.described()
    }

    /// What the next step promotes or removes.
    pub fn subjects(&self) -> Vec<Message> {
        self.state.subjects.iter().map(|slot| slot.credential.described()).collect()
    }

    /// What objects in etcd begin with that were written with what the next step removes.
    pub fn prefixes(&self) -> Vec<String> {
        self.state.subjects.iter().map(|slot| slot.credential.prefix()).collect()
    }

    /// The resources that it is about.
    pub fn resources(&self) -> Vec<Message> {
        let names = self.the_entry().resources.iter();
        names.map(|name| show(&name.group_resource.to_string()).into()).collect()
    }

    /// The provider of which an *add* needs a key, and none for a plugin or identity.
    pub fn new_provider(&self) -> ProviderName {
        match (&self.goal, &self.state.writer().credential) {
            (Goal::Provider(name), _) => *name,
            (_, Stored::Key { provider, .. }) => *provider,
            _ => ProviderName::Identity,
        }
    }

    /// The text after the next step; an *add* adds what is `new`.
    ///
    /// # Errors
    /// If the text cannot be changed in this place, or the rules about changes are against it.
    pub fn text_after(&self, new: Option<&Credential>) -> Result<String, Refusal> {
        let edits = match self.state.step {
            Step::Add => new.and_then(|new| self.add(new)),
            Step::Promote => self.promote(),
            Step::Remove => self.remove(),
            Step::Done => return Ok(self.text.0.clone()),
        };
        let after = edits
            .and_then(|edits| fix::text_edits(&self.inventory, &edits))
            .and_then(|edits| fix::apply(&self.text.0, &edits))
            .map(|text| self.announced(text));
        match after {
            Some(text) if self.is_safe(&text) => Ok(text),
            _ => refuse(
                "this file is written in a way that cannot be changed without risk: do the step by hand",
            ),
        }
    }

    fn the_entry(&self) -> &Entry {
        &self.inventory.encryptions[0].config.entries[self.entry]
    }

    fn add(&self, new: &Credential) -> Option<Vec<Edit>> {
        let entry = self.the_entry();
        let writer = self.state.writer();
        let (Goal::NewKey(_), Credential::Key(secret)) = (&self.goal, new) else {
            let place = entry.providers_place.clone()?;
            return Some(vec![Edit::Insert { place, index: writer.element + 1, value: self.provider(new) }]);
        };
        let keys = entry.providers.get(writer.element)?.kinds.first()?;
        let value = json!({ "name": self.new_name(), "secret": secret });
        Some(vec![Edit::Insert { place: keys.keys_place.clone()?, index: keys.keys.len(), value }])
    }

    fn provider(&self, new: &Credential) -> Value {
        match new {
            Credential::Identity => json!({ "identity": {} }),
            Credential::Plugin { name, endpoint } => {
                json!({ "kms": { "apiVersion": "v2", "name": name, "endpoint": endpoint } })
            }
            Credential::Key(secret) => {
                let key = json!({ "name": self.new_name(), "secret": secret });
                json!({ self.new_provider().as_str(): { "keys": [key] } })
            }
        }
    }

    /// A name that no key of the file has, and that is newer than all of them.
    fn new_name(&self) -> String {
        let config = &self.inventory.encryptions[0].config;
        let name = match &self.state.writer().credential {
            Stored::Key { name, .. } => name,
            Stored::Plain | Stored::Kms { .. } => "",
        };
        names::next(name, config.keys().map(|(_, key)| key.name()))
    }

    fn promote(&self) -> Option<Vec<Edit>> {
        let entry = self.the_entry();
        let slot = self.state.subjects.first()?;
        let mut edits = Vec::new();
        if slot.element > 0 {
            edits.push(Edit::Move { place: entry.providers_place.clone()?, from: slot.element, to: 0 });
        }
        if slot.key > 0 {
            let keys = entry.providers.get(slot.element)?.kinds.first()?.keys_place.clone()?;
            edits.push(Edit::Move { place: keys, from: slot.key, to: 0 });
        }
        Some(edits)
    }

    /// Keys are removed one by one, and with the last of its keys a provider.
    fn remove(&self) -> Option<Vec<Edit>> {
        let subjects = &self.state.subjects;
        let elements = self.the_entry().providers.iter().enumerate();
        let edits = elements.flat_map(|(position, provider)| {
            let removed: Vec<&Slot> = subjects.iter().filter(|slot| slot.element == position).collect();
            let keys = provider.kinds.first().map_or(0, |kind| kind.keys.len()).max(1);
            let places = match removed.len() {
                all if all == keys => vec![provider.place.clone()],
                _ => removed.iter().map(|slot| slot.place.clone()).collect(),
            };
            places.into_iter().map(|place| Edit::Remove { place })
        });
        Some(edits.collect())
    }

    /// While everything is decrypted, the file says that this is meant; once a key writes, it no longer says that
    /// none does. JSON has no comments.
    fn announced(&self, text: String) -> String {
        let is_decryption = self.goal == Goal::Provider(ProviderName::Identity);
        match self.state.step {
            Step::Promote if is_decryption && !text.trim_start().starts_with('{') => {
                format!("{DECRYPTION}{}", text.replace(DECRYPTION, ""))
            }
            Step::Promote if !is_decryption => without_line(&text, STAGED),
            Step::Remove if is_decryption => text.replace(DECRYPTION, ""),
            _ => text,
        }
    }

    /// Whether kube-apiserver takes the new text, and the rules have nothing against the step but that it
    /// comes too early, which is for the caller to know.
    fn is_safe(&self, after: &str) -> bool {
        let mut linter = Linter::new(settings());
        linter.add_previous_text(input(), &self.text.0);
        linter.add_text(input(), after);
        let report = linter.finish_with_changes_alone();
        let may_be = |rule: &str| match self.state.step {
            Step::Remove => matches!(rule, "ENC244" | "ENC248"),
            Step::Promote => rule == "ENC243",
            _ => false,
        };
        report.not_checked.is_empty() && report.findings.iter().all(|finding| may_be(finding.rule.id))
    }
}

fn refuse<T>(reason: impl Into<Message>) -> Result<T, Refusal> {
    Err(Refusal(reason.into()))
}

impl Public for Refusal {}

/// The text without the lines that hold nothing but this.
fn without_line(text: &str, line: &str) -> String {
    text.split_inclusive('\n').filter(|one| one.trim() != line).collect()
}

fn input() -> Input {
    Input { name: "encryption.yaml".to_owned(), ..Input::default() }
}

fn settings() -> Settings {
    Settings { honor_suppressions: true, ..Settings::default() }
}

fn has_errors(text: &str) -> bool {
    let mut linter = Linter::new(settings());
    linter.add_text(input(), text);
    let findings = linter.finish().findings;
    let is_refused = |id: &str| id.starts_with("ENC1") || id.starts_with("YAML");
    findings.iter().any(|finding| finding.severity == Severity::Error && is_refused(finding.rule.id))
}

/// The one configuration of a file that holds nothing else.
fn only_file(inventory: &Inventory) -> Result<&Encryption, Refusal> {
    match inventory.encryptions.as_slice() {
        [encryption] if encryption.carrier.is_none() => Ok(encryption),
        [_] => refuse("the configuration is carried by another object: take the file out of it first"),
        [] => refuse("there is no EncryptionConfiguration in the file"),
        _ => refuse(
            "there are several EncryptionConfigurations in the file, and kube-apiserver reads the first",
        ),
    }
}

/// The entry that is meant: the one that encrypts.
fn chosen(entries: &[Entry], wanted: Option<usize>) -> Result<usize, Refusal> {
    if let Some(wanted) = wanted {
        return match entries.get(wanted) {
            Some(_) => Ok(wanted),
            None => refuse(message!("there is no entry {}: they are counted from 0", wanted)),
        };
    }
    let encrypts =
        |entry: &Entry| entry.providers.iter().flat_map(|one| &one.kinds).any(|kind| kind.encrypts());
    let mut found = entries.iter().enumerate().filter(|(_, entry)| encrypts(entry));
    match (found.next(), found.next()) {
        (Some((position, _)), None) => Ok(position),
        (None, _) if entries.len() == 1 => Ok(0),
        (None, _) => refuse("no entry of the file encrypts: say with --entry which one is meant"),
        (Some((first, _)), Some((second, other))) => refuse(message!(
            "entries {} and {} encrypt (the second one {}): say with --entry which one is meant",
            first,
            second,
            show_all(other.resources.iter().map(|name| &name.text))
        )),
    }
}
