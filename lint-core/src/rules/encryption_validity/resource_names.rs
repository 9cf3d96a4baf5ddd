//! Names of resources that kube-apiserver refuses.

use crate::fix::{Edit, Scalar};
use crate::model::encryption::{EncryptionConfig, Entry, GroupResource, Refusal, ResourceName, resources};

/// The names that kube-apiserver refuses for `reason`, each with its entry.
pub(super) fn refused(
    config: &EncryptionConfig,
    reason: Refusal,
) -> impl Iterator<Item = (&Entry, &ResourceName)> {
    let names = config.entries.iter().flat_map(|entry| entry.resources.iter().map(move |name| (entry, name)));
    names.filter(move |(_, name)| resources::refusal(&name.text) == Some(reason))
}

/// Writes `text` in place of `name`, or takes `name` away if the list has `text` already.
pub(super) fn replaced_by(entry: &Entry, name: &ResourceName, text: &str) -> Edit {
    let place = name.place.clone();
    let wanted = GroupResource::parse(text);
    if entry.resources.iter().any(|other| other.group_resource == wanted) {
        Edit::Remove { place }
    } else {
        Edit::Replace { place, value: Scalar::String(text.to_owned()) }
    }
}
