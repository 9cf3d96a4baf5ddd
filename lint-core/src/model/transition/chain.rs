//! The credentials that are in effect for one resource.

use super::credential::Credential;
use crate::model::encryption::{EncryptionConfig, GroupResource, ProviderKind};
use crate::source::Place;

/// The credentials in effect for one resource: the first one writes, all of them read, in this order.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The name in the configuration that applies, be it a wildcard; `None` if nothing covers the resource.
    pub name: Option<GroupResource>,
    /// The credentials; never empty, for without providers data is stored as it is.
    readers: Vec<Reader>,
    /// The `providers` in effect, or what stands in their place.
    pub place: Place,
}

/// A credential and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The credential.
    pub credential: Credential,
    /// Its key, plugin or provider in the configuration.
    pub place: Place,
}

/// What comes of reading an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading<'a> {
    /// The object.
    Sound,
    /// With some objects garbage: this reader has another key of the same name, is tried first, and does
    /// not notice.
    Garbled(&'a Reader),
    /// An error.
    Fails,
}

impl Chain {
    /// What a configuration does with a resource.
    pub fn of(config: &EncryptionConfig, resource: &GroupResource) -> Chain {
        let effective = config.effective(resource);
        let readers: Vec<Reader> =
            effective.readers().iter().flat_map(|provider| Reader::of(provider.kind)).collect();
        let entry = effective.writer().and_then(|writer| config.entries.get(writer.entry));
        let list = entry.and_then(|entry| entry.providers_place.clone());
        let place = list.or_else(|| config.entries_place.clone()).map(|place| place.to_key());
        let place = place.unwrap_or_else(|| config.place.clone());
        let name = effective.names.first().map(|name| name.group_resource.clone());
        if readers.is_empty() {
            let identity = Reader { credential: Credential::Plain, place: place.clone() };
            return Chain { name, readers: vec![identity], place };
        }
        Chain { name, readers, place }
    }

    /// All that read, the writer first.
    pub fn readers(&self) -> &[Reader] {
        &self.readers
    }

    /// The one that writes.
    pub fn writer(&self) -> &Reader {
        &self.readers[0]
    }

    /// The credentials that read, each once.
    pub fn credentials(&self) -> impl Iterator<Item = &Credential> {
        let is_first = |(position, reader): &(usize, &Reader)| {
            !self.readers[..*position].iter().any(|earlier| earlier.credential == reader.credential)
        };
        self.readers.iter().enumerate().filter(is_first).map(|(_, reader)| &reader.credential)
    }

    /// What comes of reading an object that is stored with `credential`. Readers are tried in order; of a
    /// wrong key all providers but aescbc notice.
    pub fn read(&self, credential: &Credential) -> Reading<'_> {
        let mut garbling = None;
        for reader in self.readers.iter().filter(|reader| reader.credential.has_prefix_of(credential)) {
            if reader.credential.is_key_of(credential) {
                return garbling.map_or(Reading::Sound, Reading::Garbled);
            }
            if reader.credential.may_garble() {
                garbling = garbling.or(Some(reader));
            }
        }
        Reading::Fails
    }

    /// The reader that satisfies a condition.
    pub(super) fn find(&self, mut is_it: impl FnMut(&Credential) -> bool) -> Option<&Reader> {
        self.readers.iter().find(|reader| is_it(&reader.credential))
    }
}

impl Reader {
    /// What a provider reads with, in the order in which it tries it.
    pub fn of(kind: &ProviderKind) -> Vec<Reader> {
        let places = kind.keys.iter().map(|key| &key.place).chain(std::iter::once(&kind.place));
        let credentials = Credential::of(kind).into_iter();
        credentials
            .zip(places)
            .map(|(credential, place)| Reader { credential, place: place.clone() })
            .collect()
    }
}
