//! The step from one version of an EncryptionConfiguration to the next: which objects can no longer be read
//! afterwards, or not everywhere while it is under way.
//!
//! The API servers of a cluster take a new version one after the other, and share what is stored. While the
//! step is under way each credential that writes, the old one and the new one, must be read by all of them;
//! and whatever is stored from before must be read by the new version. The files say who writes and who
//! reads. What they cannot say is whether objects that an earlier version has stored are still there: for
//! those a [`Loss`] says that the old version only read them.

mod chain;
mod credential;

use std::collections::BTreeSet;

pub use chain::{Chain, Reader, Reading};
pub use credential::{Credential, Material};

use super::encryption::{self, Encryption, EncryptionConfig, GroupResource, ResourceName, mismatch};
use crate::source::{DocumentId, Place};
use crate::subject::object::Subject;

/// Two versions of an EncryptionConfiguration.
#[derive(Clone, Debug)]
pub struct Transition {
    /// What findings about it are about.
    pub subject: Subject,
    /// The document that is the new version.
    pub document: DocumentId,
    /// What becomes of each resource that one of the versions names. A wildcard stands for what nothing
    /// else names.
    pub changes: Vec<Change>,
}

/// What becomes of one resource.
#[derive(Clone, Debug)]
pub struct Change {
    /// The resource.
    pub resource: GroupResource,
    /// Whether it is, or stands for, Secrets.
    pub stores_secrets: bool,
    /// Its credentials before.
    pub old: Chain,
    /// Its credentials after.
    pub new: Chain,
    /// What the old version reads and the new one does not.
    pub losses: Vec<Loss>,
}

/// Objects that the old version reads and the new one does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What they are stored with.
    pub credential: Credential,
    /// Whether the old version writes with it, so that there are such objects for certain.
    pub was_writer: bool,
    /// Why they cannot be read.
    pub cause: Cause,
}

/// Why objects can no longer be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Nothing of the credential is left.
    Removed,
    /// The key is still there under another name.
    Renamed(Reader),
    /// Another key has its name.
    MaterialChanged(Reader),
    /// Its name is now that of a key or plugin of another provider.
    ProviderChanged(Reader),
    /// It is still there, but in entries that no longer apply to the resource.
    AppliesElsewhere(Place),
    /// No entry applies to the resource any more.
    Uncovered,
}

impl Transition {
    /// Compares two versions.
    pub fn between(old: &EncryptionConfig, new: &Encryption) -> Transition {
        let named = [old, &new.config].into_iter().flat_map(|config| &config.entries);
        let names = named.flat_map(|entry| &entry.resources).filter(|name| may_be_stored(name));
        let resources: BTreeSet<&GroupResource> = names.map(|name| &name.group_resource).collect();
        let names_of_secrets =
            [GroupResource::secrets(), GroupResource::new("", "*"), GroupResource::new("*", "*")];
        let secrets = names_of_secrets.iter().find(|name| resources.contains(name));
        let changes = resources
            .iter()
            .map(|resource| Change::between(old, &new.config, resource, Some(*resource) == secrets));
        Transition { subject: new.subject.clone(), document: new.document, changes: changes.collect() }
    }
}

impl Change {
    fn between(
        old: &EncryptionConfig,
        new: &EncryptionConfig,
        resource: &GroupResource,
        stores_secrets: bool,
    ) -> Change {
        let (before, after) = (Chain::of(old, resource), Chain::of(new, resource));
        let losses = losses(&before, &after, new);
        Change { resource: resource.clone(), stores_secrets, old: before, new: after, losses }
    }

    /// What is lost of the objects that the old version writes.
    pub fn lost_writer(&self) -> Option<&Loss> {
        self.losses.iter().find(|loss| loss.was_writer)
    }

    /// The writer of the new version, if API servers that still have the old one cannot read what it writes.
    pub fn unreadable_writer(&self) -> Option<&Reader> {
        let writer = self.new.writer();
        (self.old.read(&writer.credential) != Reading::Sound).then_some(writer)
    }

    /// Plugins that have kept their names while objects are, or will be, stored with a plugin of that name
    /// at an address that only one of the versions has.
    pub fn moved_plugins(&self) -> impl Iterator<Item = &Reader> {
        let is_plugin = |reader: &&Reader| matches!(reader.credential, Credential::Kms { .. });
        let has_moved = |reader: &&Reader| {
            let namesakes = || self.old.credentials().filter(|old| old.has_prefix_of(&reader.credential));
            let is_left_behind = |old: &Credential| self.new.find(|new| new == old).is_none();
            let comes_from_nowhere = || namesakes().all(|old| *old != reader.credential);
            namesakes().any(is_left_behind)
                || *reader == self.new.writer() && namesakes().next().is_some() && comes_from_nowhere()
        };
        self.new.readers().iter().filter(is_plugin).filter(has_moved)
    }
}

/// Whether there may be objects that are stored under the name. A name that resembles no resource may be one of a
/// version of Kubernetes that is not known here.
fn may_be_stored(name: &ResourceName) -> bool {
    mismatch(&name.text).is_none_or(|mismatch| mismatch.cause == encryption::Cause::Unknown)
}

/// What the old version reads well and the new one does not.
fn losses(old: &Chain, new: &Chain, config: &EncryptionConfig) -> Vec<Loss> {
    let writer = &old.writer().credential;
    let reads_worse = |credential: &&Credential| {
        matches!(
            (old.read(credential), new.read(credential)),
            (Reading::Sound, Reading::Garbled(_) | Reading::Fails) | (Reading::Garbled(_), Reading::Fails)
        )
    };
    let lost = old.credentials().filter(reads_worse);
    lost.map(|credential| Loss {
        credential: credential.clone(),
        was_writer: credential == writer,
        cause: cause(credential, old, new, config),
    })
    .collect()
}

fn cause(lost: &Credential, old: &Chain, new: &Chain, config: &EncryptionConfig) -> Cause {
    if let Reading::Garbled(other) = new.read(lost) {
        return Cause::MaterialChanged(other.clone());
    }
    if let Some(other) = new.find(|other| other.has_prefix_of(lost)) {
        return Cause::MaterialChanged(other.clone());
    }
    if lost.encrypts() && new.name.is_none() {
        return Cause::Uncovered;
    }
    if old.name != new.name
        && let Some(place) = place_elsewhere(lost, config)
    {
        return Cause::AppliesElsewhere(place);
    }
    if let Some(other) = new.find(|other| lost.encrypts() && other.name() == lost.name()) {
        return Cause::ProviderChanged(other.clone());
    }
    match new.find(|other| other.is_same_material(lost)) {
        Some(other) => Cause::Renamed(other.clone()),
        None => Cause::Removed,
    }
}

/// Where a credential stands in entries that do not apply.
fn place_elsewhere(credential: &Credential, config: &EncryptionConfig) -> Option<Place> {
    let kinds = config.provider_kinds().filter(|kind| kind.encrypts());
    let mut holders = kinds.filter(|kind| Credential::of(kind).iter().any(|one| one.is_key_of(credential)));
    holders.next().map(|kind| kind.place.to_key())
}
