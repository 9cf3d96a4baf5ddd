//! `files` of the objects of Cluster API's providers, which become `write_files` of a cloud-config.

use super::encoding::{Budget, Encoding};
use super::{Carried, Carrier, Reference, Undecodable, ValueOf};
use crate::source::Cursor;
use crate::subject::object::ObjectId;

/// Where the lists of files are: of kubeadm's control plane, of k3s' and k0s', and of what has them in its
/// `spec`, as KubeadmConfig, KThreesConfig, RKE2Config and RKE2ControlPlane do. A template has it all
/// in `spec.template`.
const HOMES: [&[&str]; 8] = [
    &["spec", "kubeadmConfigSpec", "files"],
    &["spec", "template", "spec", "kubeadmConfigSpec", "files"],
    &["spec", "kthreesConfigSpec", "files"],
    &["spec", "template", "spec", "kthreesConfigSpec", "files"],
    &["spec", "k0sConfigSpec", "files"],
    &["spec", "template", "spec", "k0sConfigSpec", "files"],
    &["spec", "files"],
    &["spec", "template", "spec", "files"],
];

fn entries<'a>(object: &Cursor<'a>) -> impl Iterator<Item = Cursor<'a>> {
    HOMES.iter().filter_map(|home| object.at(home)).flat_map(|list| list.items().collect::<Vec<_>>())
}

/// The files whose content stands in the object.
pub(super) fn files(object: &Cursor, budget: &mut Budget) -> Vec<Carried> {
    entries(object).filter_map(|entry| file(&entry, budget)).collect()
}

fn file(entry: &Cursor, budget: &mut Budget) -> Option<Carried> {
    let content = entry.get("content")?;
    let text = content.node.as_str()?;
    let encoding = Encoding::of(entry.str("encoding").unwrap_or_default());
    Some(Carried {
        carrier: Carrier::ClusterApi,
        place: content.place(),
        name: entry.str("path").unwrap_or_default().to_owned(),
        text: match encoding {
            Some(encoding) => encoding.decode(text, budget),
            None => Err(Undecodable::Encoding),
        },
        verbatim: encoding == Some(Encoding::Text),
    })
}

/// The files whose content is in a Secret, or with RKE2 in a ConfigMap.
pub(super) fn references(object: &Cursor, id: &ObjectId) -> Vec<Reference> {
    entries(object).filter_map(|entry| reference(&entry, id)).collect()
}

fn reference(entry: &Cursor, owner: &ObjectId) -> Option<Reference> {
    let from = entry.get("contentFrom")?;
    let (carrier, source) = [(Carrier::Secret, "secret"), (Carrier::ConfigMap, "configMap")]
        .into_iter()
        .find_map(|(carrier, key)| from.get(key).map(|source| (carrier, source)))?;
    let text = |key: &str| source.str(key).map(str::to_owned);
    Some(Reference {
        place: source.place(),
        owner: owner.clone(),
        name: entry.str("path").unwrap_or_default().to_owned(),
        value: ValueOf {
            carrier,
            object: text("name")?,
            namespace: text("namespace").or_else(|| owner.namespace.clone()),
            key: text("key")?,
        },
        found: None,
        encoding: Encoding::of(entry.str("encoding").unwrap_or_default()),
    })
}
