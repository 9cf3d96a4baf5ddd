//! Configurations at random, and changes of them as people make them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::apiserver::config::{Config, Credential, Entry};

const NAMED: [&str; 6] = ["secrets", "configmaps", "deployments.apps", "*.", "*.apps", "*.*"];

/// Lists of names that do not overlap.
const LISTS: [&[&str]; 9] = [
    &["secrets"],
    &["configmaps"],
    &["secrets", "configmaps"],
    &["secrets", "deployments.apps"],
    &["deployments.apps"],
    &["*."],
    &["*.apps"],
    &["*.", "*.apps"],
    &["*.*"],
];

fn credential() -> impl Strategy<Value = Credential> {
    let key = (select(vec!["aescbc", "aesgcm", "secretbox"]), select(vec!["key1", "key2"]), 0..2_u8);
    let kms = (select(vec!["v1", "v2"]), select(vec!["vault", "cloud"]), 0..2_u8);
    prop_oneof![
        2 => Just(Credential::Identity),
        5 => key.prop_map(|(provider, name, material)| Credential::Key { provider, name, material }),
        1 => kms.prop_map(|(version, name, endpoint)| Credential::Kms { version, name, endpoint }),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    (select(LISTS.to_vec()), vec(credential(), 1..=3))
        .prop_map(|(resources, credentials)| Entry { resources: resources.to_vec(), credentials })
}

/// Something that people do to a configuration; positions are taken modulo what is there.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    Insert(usize, usize, Credential),
    Remove(usize, usize),
    Promote(usize, usize),
    Replace(usize, usize, Credential),
    AddResource(usize, &'static str),
    RemoveResource(usize, usize),
    InsertEntry(usize, Entry),
    RemoveEntry(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = || (0..3_usize, 0..4_usize);
    prop_oneof![
        4 => (place(), credential()).prop_map(|((entry, at), one)| Edit::Insert(entry, at, one)),
        4 => place().prop_map(|(entry, at)| Edit::Remove(entry, at)),
        3 => place().prop_map(|(entry, at)| Edit::Promote(entry, at)),
        3 => (place(), credential()).prop_map(|((entry, at), one)| Edit::Replace(entry, at, one)),
        1 => (0..3_usize, select(NAMED.to_vec())).prop_map(|(entry, name)| Edit::AddResource(entry, name)),
        1 => place().prop_map(|(entry, at)| Edit::RemoveResource(entry, at)),
        1 => (0..3_usize, entry()).prop_map(|(at, entry)| Edit::InsertEntry(at, entry)),
        1 => (0..3_usize).prop_map(Edit::RemoveEntry),
    ]
}

pub(super) fn edited(old: &Config, edits: &[Edit]) -> Config {
    let mut entries = old.0.clone();
    for edit in edits {
        let count = entries.len().max(1);
        match edit {
            Edit::InsertEntry(at, entry) => entries.insert(at % (entries.len() + 1), entry.clone()),
            Edit::RemoveEntry(at) if entries.len() > 1 => drop(entries.remove(at % count)),
            Edit::RemoveEntry(_) => {}
            Edit::Insert(at, ..)
            | Edit::Remove(at, _)
            | Edit::Promote(at, _)
            | Edit::Replace(at, ..)
            | Edit::AddResource(at, _)
            | Edit::RemoveResource(at, _) => edit_entry(&mut entries[at % count], edit),
        }
    }
    Config(entries)
}

fn edit_entry(entry: &mut Entry, edit: &Edit) {
    let credentials = &mut entry.credentials;
    let count = credentials.len();
    match edit {
        Edit::Insert(_, at, one) => credentials.insert(at % (count + 1), *one),
        Edit::Remove(_, at) if count > 1 => drop(credentials.remove(at % count)),
        Edit::Promote(_, at) => credentials[..=at % count].rotate_right(1),
        Edit::Replace(_, at, one) => credentials[at % count] = *one,
        Edit::AddResource(_, name) => entry.resources.push(name),
        Edit::RemoveResource(_, at) if entry.resources.len() > 1 => {
            entry.resources.remove(at % entry.resources.len());
        }
        _ => {}
    }
}

/// A configuration, and what people make of it.
pub(super) fn change() -> impl Strategy<Value = (Config, Config)> {
    (config(), edits()).prop_map(|(old, edits)| {
        let new = edited(&old, &edits);
        (old, new)
    })
}

pub(super) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    vec(edit(), 1..=3)
}

pub(super) fn config() -> impl Strategy<Value = Config> {
    vec(entry(), 1..=3).prop_map(|mut entries| {
        // What is narrower must come first, or kube-apiserver refuses the file.
        entries.sort_by_key(|entry| {
            let wildcards = ["*.", "*.apps", "*.*"];
            wildcards.iter().rposition(|wildcard| entry.resources.contains(wildcard)).map_or(0, |at| at + 1)
        });
        Config(entries)
    })
}
