//! Which chain of providers a resource goes through.

use std::collections::BTreeMap;

use crate::message::{Shown, show_all};
use crate::model::encryption::{
    EncryptionConfig, GroupResource, Key, ProviderKind, ProviderName, ProviderRef, ResourceName,
};

/// Resources that the same entries name, and so the same providers store.
pub(super) struct Chain<'a> {
    config: &'a EncryptionConfig,
    /// The resources, each by its first name.
    pub(super) names: Vec<&'a ResourceName>,
    /// Positions of the entries, in order.
    pub(super) entries: Vec<usize>,
    /// Whether Secrets go through it, be it by a wildcard.
    pub(super) stores_secrets: bool,
}

/// A resource that is named again in a later entry.
pub(super) struct Repetition<'a> {
    /// The first name.
    pub(super) first: &'a ResourceName,
    /// The later name.
    pub(super) name: &'a ResourceName,
    /// Position of the later name's entry.
    pub(super) entry: usize,
}

/// The chains of a configuration, in the order of their first entries.
pub(super) fn chains(config: &EncryptionConfig) -> Vec<Chain<'_>> {
    let mut by_resource: BTreeMap<&GroupResource, (&ResourceName, Vec<usize>)> = BTreeMap::new();
    for (index, entry) in config.entries.iter().enumerate() {
        for name in &entry.resources {
            let (_, entries) = by_resource.entry(&name.group_resource).or_insert((name, Vec::new()));
            if entries.last() != Some(&index) {
                entries.push(index);
            }
        }
    }
    let secrets = config.effective(&GroupResource::secrets()).names.first().map(|name| &name.group_resource);
    let mut by_entries: BTreeMap<Vec<usize>, Chain> = BTreeMap::new();
    for (resource, (name, entries)) in by_resource {
        let chain = by_entries.entry(entries).or_insert_with_key(|entries| Chain {
            config,
            names: Vec::new(),
            entries: entries.clone(),
            stores_secrets: false,
        });
        chain.names.push(name);
        chain.stores_secrets |= secrets == Some(resource);
    }
    by_entries.into_values().collect()
}

impl<'a> Chain<'a> {
    /// The providers, in order: the first one writes, all of them read.
    pub(super) fn providers(&self) -> impl Iterator<Item = ProviderRef<'a>> {
        let config = self.config;
        let entries = self.entries.iter().filter_map(|index| Some((*index, config.entries.get(*index)?)));
        entries.flat_map(|(entry, content)| {
            let elements = content.providers.iter().enumerate();
            elements.flat_map(move |(element, provider)| {
                provider.kinds.iter().map(move |kind| ProviderRef { entry, element, kind })
            })
        })
    }

    /// The provider that writes; `None` if no entry has one.
    pub(super) fn writer(&self) -> Option<ProviderRef<'a>> {
        self.providers().next()
    }

    /// The keys that can read, with their providers.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&'a ProviderKind, &'a Key)> {
        self.providers().flat_map(|provider| provider.kind.keys.iter().map(move |key| (provider.kind, key)))
    }

    /// The names in entries after the first.
    pub(super) fn repetitions(&self) -> Vec<Repetition<'a>> {
        let mut found = Vec::new();
        for index in self.entries.iter().skip(1) {
            let Some(entry) = self.config.entries.get(*index) else { continue };
            for first in &self.names {
                let again = |name: &&ResourceName| name.group_resource == first.group_resource;
                let name = entry.resources.iter().find(again);
                found.extend(name.map(|name| Repetition { first, name, entry: *index }));
            }
        }
        found
    }

    /// The names for a message.
    pub(super) fn shown_names(&self) -> Shown {
        shown(&self.names)
    }
}

/// A provider that writes, and the resources that it writes.
pub(super) struct Writer<'a> {
    /// The provider.
    pub(super) provider: ProviderRef<'a>,
    /// Whether it writes Secrets.
    pub(super) writes_secrets: bool,
    names: Vec<&'a ResourceName>,
}

/// The providers that write, in order.
pub(super) fn writers(config: &EncryptionConfig) -> Vec<Writer<'_>> {
    let mut found: BTreeMap<(usize, usize), Writer> = BTreeMap::new();
    for chain in chains(config) {
        let Some(provider) = chain.writer() else { continue };
        let writer = found.entry((provider.entry, provider.element)).or_insert_with(|| Writer {
            provider,
            writes_secrets: false,
            names: Vec::new(),
        });
        writer.writes_secrets |= chain.stores_secrets;
        writer.names.extend(chain.names);
    }
    found.into_values().collect()
}

impl Writer<'_> {
    /// Whether it is of this type.
    pub(super) fn is(&self, name: ProviderName) -> bool {
        self.provider.kind.name == name
    }

    /// Whether it writes this resource, be it by a wildcard.
    pub(super) fn writes(&self, config: &EncryptionConfig, resource: &GroupResource) -> bool {
        let is_this = |writer: ProviderRef| {
            (writer.entry, writer.element) == (self.provider.entry, self.provider.element)
        };
        config.effective(resource).writer().is_some_and(is_this)
    }

    /// The names for a message.
    pub(super) fn shown_names(&self) -> Shown {
        shown(&self.names)
    }
}

/// As many names as fit into a sentence.
const FEW: usize = 4;

fn shown(names: &[&ResourceName]) -> Shown {
    let few = names.iter().take(FEW).map(|name| name.text.as_str());
    show_all(few.chain((names.len() > FEW).then_some("…")))
}
