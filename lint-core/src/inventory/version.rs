//! Which EncryptionConfiguration of an earlier input is the earlier version of one of this input.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::Inventory;
use super::node_file::last_component;
use crate::model::encryption::Encryption;
use crate::source::DocumentId;
use crate::subject::object::ObjectId;

/// The configurations of two inputs, by position: those that are versions of one another, those of the
/// earlier input that have no later version, and those of the later one that have no earlier version.
pub(crate) struct Versions {
    pub(crate) pairs: Vec<(usize, usize)>,
    pub(crate) gone: Vec<usize>,
    pub(crate) new: Vec<usize>,
}

/// What a configuration is known by, from the surest to the least.
struct Identity {
    /// The file it is in.
    file: String,
    /// What carries it: the object, and its name there; several if one is in the other.
    carriers: Vec<(String, Option<String>, Option<String>, String)>,
    /// Its position among those of its file and carriers.
    position: usize,
}

/// Pairs the configurations: by file and carrier; then those that are left by the carrier alone, for a file
/// may have been moved; then by the name of the file alone, for a carrier may have been renamed.
pub(crate) fn pair(earlier: &Inventory, later: &Inventory) -> Versions {
    let (before, after) = (identities(earlier), identities(later));
    let mut versions =
        Versions { pairs: Vec::new(), gone: (0..before.len()).collect(), new: (0..after.len()).collect() };
    versions.pair_by(&before, &after, |one| Some((&one.file, &one.carriers, one.position)));
    versions.pair_by(&before, &after, |one| (!one.carriers.is_empty()).then_some(&one.carriers));
    versions.pair_by(&before, &after, |one| Some(last_component(&one.file)));
    versions.pairs.sort_unstable();
    versions
}

impl Versions {
    /// Pairs what has no partner yet and is the only one of its key on both sides.
    fn pair_by<'a, K: Eq + Hash>(
        &mut self,
        before: &'a [Identity],
        after: &'a [Identity],
        key: impl Fn(&'a Identity) -> Option<K>,
    ) {
        let new = self.new.iter().filter_map(|position| Some((key(&after[*position])?, *position)));
        let later = only_ones(new);
        let gone = self.gone.iter().filter_map(|position| Some((key(&before[*position])?, *position)));
        let found =
            only_ones(gone).into_iter().filter_map(|(key, earlier)| Some((earlier, *later.get(&key)?)));
        self.pairs.extend(found);
        let (earlier, later): (HashSet<usize>, HashSet<usize>) = self.pairs.iter().copied().unzip();
        self.gone.retain(|position| !earlier.contains(position));
        self.new.retain(|position| !later.contains(position));
    }
}

/// The values of the keys that have one value only.
fn only_ones<K: Eq + Hash>(entries: impl Iterator<Item = (K, usize)>) -> HashMap<K, usize> {
    let mut found: HashMap<K, Option<usize>> = HashMap::new();
    for (key, value) in entries {
        found.entry(key).and_modify(|first| *first = None).or_insert(Some(value));
    }
    found.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn identities(inventory: &Inventory) -> Vec<Identity> {
    let mut seen: HashMap<_, usize> = HashMap::new();
    let identity = |encryption: &Encryption| {
        let file = inventory.inputs[inventory.held(encryption.document).input].name.clone();
        let carriers = inventory.carriers_and_names(encryption.document);
        let count = seen.entry((file.clone(), carriers.clone())).or_default();
        *count += 1;
        Identity { file, carriers, position: *count }
    };
    inventory.encryptions.iter().map(identity).collect()
}

impl Inventory {
    fn carriers_and_names(&self, id: DocumentId) -> Vec<(String, Option<String>, Option<String>, String)> {
        let Some(carried) = &self.held(id).carried else { return Vec::new() };
        let ObjectId { kind, namespace, name, .. } = carried.object.clone();
        let mut carriers = self.carriers_and_names(carried.place.document);
        carriers.push((kind, namespace, name, carried.name.clone()));
        carriers
    }
}
