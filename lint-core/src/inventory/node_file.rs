//! Which file of the input a program reads at a path of its container or of the node.
//!
//! Inputs seldom have the whole path in their name: `/etc/kubernetes` is linted as a copy in a repository,
//! or from inside. So the way from the manifest that names a file counts first, and then the ends of names.

use std::iter;

use super::{Inventory, folder_of};
use crate::model::etcd::Home;
use crate::source::{DocumentId, Path, Place};
use crate::subject::carrier::{self, Budget, Carrier, ValueOf};
use crate::subject::object::ObjectId;
use crate::subject::volume::{VolumeSource, clean};

/// Where a file that a program reads is in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenFile {
    /// An input of its own, by its position.
    Input(usize),
    /// A document that another one carries.
    Carried(DocumentId),
    /// A value of an object, with nothing of ours in it.
    Other,
}

/// Where kubelet finds the manifests of static pods; the other files of the node lie around it.
const STATIC_PODS: &str = "manifests";

impl Inventory {
    /// The file that a path shows, in a container or on the node; `None` if it is not part of the input.
    pub fn file_at(&self, path: &str, home: Option<Home>, near: DocumentId) -> Option<GivenFile> {
        let mounted = home.and_then(|home| {
            let (workload, container) = self.home(home);
            Some((workload, workload.mount_of(container, path)?))
        });
        let user = self.user_at(home, near);
        let Some((workload, mounted)) = mounted else { return self.file_on_node(path, &user) };
        let file = mounted.file();
        mounted.sources().iter().find_map(|source| {
            let (carrier, keys) = match source {
                VolumeSource::HostPath { path, .. } => {
                    return self.file_on_node(&format!("{path}/{file}"), &user);
                }
                VolumeSource::ConfigMap(keys) => (Carrier::ConfigMap, keys),
                VolumeSource::Secret(keys) => (Carrier::Secret, keys),
                _ => return None,
            };
            let value = ValueOf {
                carrier,
                object: keys.name.clone(),
                namespace: workload.object.namespace.clone(),
                key: keys.key_of(&file)?.to_owned(),
            };
            let carried = self.carried_document(near, &value).map(GivenFile::Carried);
            carried.or_else(|| self.has_value(&value).then_some(GivenFile::Other))
        })
    }

    /// The document that a program reads at a path: the first of its file, as Kubernetes and etcd do.
    pub fn document_at(&self, path: &str, home: Option<Home>, near: DocumentId) -> Option<DocumentId> {
        match self.file_at(path, home, near)? {
            GivenFile::Carried(id) => Some(id),
            GivenFile::Input(input) => {
                let is_first = |held: &&super::Held| held.input == input && held.carried.is_none();
                self.documents.iter().find(is_first).map(|held| held.id)
            }
            GivenFile::Other => None,
        }
    }

    /// The place of what names a file: a workload, or a document.
    pub(super) fn user_at(&self, home: Option<Home>, near: DocumentId) -> Place {
        home.map_or_else(|| Place::value(near, Path::ROOT), |home| self.home(home).0.place.clone())
    }

    /// The file at a path of the node, for what stands at `user`.
    fn file_on_node(&self, path: &str, user: &Place) -> Option<GivenFile> {
        let path = clean(path);
        let laid = self.laid_on_node(&path, user).map(GivenFile::Carried);
        let laid = laid.or_else(|| self.is_laid_for(&path, user).then_some(GivenFile::Other));
        laid.or_else(|| self.input_on_node(&path, user.document, 1).map(GivenFile::Input))
    }

    /// The file that a Cluster API object or a cloud-config lays at a path of the node. Such an object makes nodes
    /// of its own, and what it starts sees the files that it lays, not those of another.
    fn laid_on_node(&self, path: &str, user: &Place) -> Option<DocumentId> {
        let carried = self.documents.iter().filter_map(|held| {
            let carried = held.carried.as_ref()?;
            let is_laid = matches!(carried.carrier, Carrier::ClusterApi | Carrier::CloudConfig);
            (is_laid && clean(&carried.name) == path).then_some((&carried.place, &carried.place))
        });
        let named = self.referenced.iter().filter(|one| clean(&one.name) == path);
        let laid = carried.chain(named.filter_map(|one| Some((&one.place, one.found.as_ref()?))));
        let own = self.object_around(user);
        let (beside, others): (Vec<_>, Vec<_>) = laid
            .filter(|(place, _)| self.are_neighbours(place.document, user.document))
            .partition(|(place, _)| self.object_around(place) == own);
        let found = if beside.is_empty() && !self.makes_nodes(&own) { others } else { beside };
        let (_, content) = *found.first()?;
        let is_one = found.iter().all(|(_, other)| *other == content);
        let mut documents = self.documents.iter();
        let first = documents.find(|held| held.carried.as_ref().is_some_and(|one| one.place == *content));
        first.filter(|_| is_one).map(|held| held.id)
    }

    /// Whether the object around `user` lays a file at a path of its nodes, whatever is in it.
    fn is_laid_for(&self, path: &str, user: &Place) -> bool {
        let Some(object) = self.at(&self.object_around(user)) else { return false };
        let id = ObjectId::of(&object);
        if !carrier::is_cluster_api(id.group()) {
            return false;
        }
        let place = object.place();
        let named = self.referenced.iter().filter(|one| one.found.is_some());
        carrier::files(&object, &id, &mut Budget::default()).iter().any(|file| clean(&file.name) == path)
            || named.filter(|one| clean(&one.name) == path).any(|one| self.object_around(&one.place) == place)
    }

    /// Whether what stands at two places may run on one node: objects that make nodes make different ones.
    pub(crate) fn may_share_nodes(&self, one: &Place, other: &Place) -> bool {
        let (one, other) = (self.object_around(one), self.object_around(other));
        one == other || !(self.makes_nodes(&one) && self.makes_nodes(&other))
    }

    /// Whether the object at a place makes nodes, with files on them.
    pub(crate) fn makes_nodes(&self, object: &Place) -> bool {
        let is_cloud_config = || carrier::is_cloud_config(&self.held(object.document).document.text.0);
        self.at(object).is_some_and(|object| carrier::is_cluster_api(ObjectId::of(&object).group()))
            || is_cloud_config()
    }

    /// The input that stands for a path of the node, as a manifest names it. Of the path, `shortest` components
    /// at its end have to be there: many folders have a `ca.crt`, few an `etcd/ca.crt`.
    pub(super) fn input_on_node(&self, path: &str, near: DocumentId, shortest: usize) -> Option<usize> {
        let path = clean(path);
        let own = self.held(near).input;
        // A manifest is not the file that it names, though it may have the file's name.
        let named: Vec<usize> =
            self.names.get(last_component(&path))?.iter().copied().filter(|input| *input != own).collect();
        let manifest = folder_of(&self.inputs[own].name);
        let around = (last_component(manifest) == STATIC_PODS).then(|| folder_of(manifest));
        let by_way = iter::once(manifest).chain(around).find_map(|base| {
            let mut ends = ends(&path, shortest);
            ends.find_map(|end| named.iter().find(|input| self.is_called(**input, &format!("{base}/{end}"))))
        });
        if let Some(input) = by_way.or_else(|| self.below_a_root(manifest, &path, &named)) {
            return Some(*input);
        }
        let mut by_name = named.iter().filter(|input| self.stands_for(**input, &path));
        by_name.next().filter(|_| by_name.next().is_none()).copied()
    }

    /// The input at a path of a node whose files are in one of the folders around a manifest, as in
    /// `cp1/etc/systemd/system`.
    fn below_a_root<'n>(&self, manifest: &str, path: &str, named: &'n [usize]) -> Option<&'n usize> {
        let roots =
            iter::successors(Some(manifest), |folder| Some(folder_of(folder)).filter(|one| !one.is_empty()));
        let mut called = roots.map(|root| format!("{root}/{}", path.trim_start_matches('/')));
        called.find_map(|name| named.iter().find(|input| self.is_called(**input, &name)))
    }

    fn is_called(&self, input: usize, name: &str) -> bool {
        clean(&self.inputs[input].name).trim_start_matches('/') == clean(name).trim_start_matches('/')
    }

    /// Whether the name of an input and a path of the node end in the same components, one of them in all of its
    /// own.
    fn stands_for(&self, input: usize, path: &str) -> bool {
        let name = clean(&self.inputs[input].name);
        name == path || name.contains('/') && is_end(&name, path) || is_end(path, &name)
    }
}

/// The ends of a path with at least `shortest` components, the longest first.
fn ends(path: &str, shortest: usize) -> impl Iterator<Item = &str> {
    let starts = path.match_indices('/').map(|(at, _)| at + 1);
    starts.filter_map(|start| path.get(start..)).filter(move |end| end.split('/').count() >= shortest)
}

/// The last component of a path: the name of the file.
pub(super) fn last_component(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// Whether `path` ends in the components of `end`.
fn is_end(end: &str, path: &str) -> bool {
    path.strip_suffix(end.trim_start_matches('/')).is_some_and(|rest| rest.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Input;

    const POD: &str = "kind: Pod\nspec: {containers: [{command: [etcd]}]}\n";

    /// The input that `path` means in a manifest, the first of the inputs.
    fn meant<'a>(inputs: &[&'a str], path: &str, shortest: usize) -> Option<&'a str> {
        let mut inventory = Inventory::default();
        for (position, name) in inputs.iter().enumerate() {
            let text = if position == 0 { POD } else { "" };
            inventory.add_text(Input { name: (*name).to_owned(), ..Input::default() }, text);
        }
        inventory.input_on_node(path, DocumentId(0), shortest).map(|input| inputs[input])
    }

    #[test]
    fn inputs_stand_for_files_of_the_node() {
        const CA: &str = "/etc/kubernetes/pki/etcd/ca.crt";
        let rows: [(&[&str], Option<&str>); 13] = [
            // From inside, from outside, from the root, as a copy, and beside the manifest.
            (&["manifests/etcd.yaml", "pki/etcd/ca.crt"], Some("pki/etcd/ca.crt")),
            (&["./manifests/etcd.yaml", "./pki/etcd/ca.crt"], Some("./pki/etcd/ca.crt")),
            (&["/etc/kubernetes/manifests/etcd.yaml", CA], Some(CA)),
            (&["a/cp1/manifests/etcd.yaml", "a/cp1/pki/etcd/ca.crt"], Some("a/cp1/pki/etcd/ca.crt")),
            (&["a/etcd.yaml", "a/etcd/ca.crt"], Some("a/etcd/ca.crt")),
            (
                &["x.yaml", "backup/etc/kubernetes/pki/etcd/ca.crt"],
                Some("backup/etc/kubernetes/pki/etcd/ca.crt"),
            ),
            // Each node has its own.
            (
                &[
                    "a/cp1/etc/systemd/system/etcd.yaml",
                    "a/cp2/etc/kubernetes/pki/etcd/ca.crt",
                    "a/cp1/etc/kubernetes/pki/etcd/ca.crt",
                ],
                Some("a/cp1/etc/kubernetes/pki/etcd/ca.crt"),
            ),
            (
                &["a/cp1/manifests/etcd.yaml", "a/cp2/pki/etcd/ca.crt", "a/cp1/pki/etcd/ca.crt"],
                Some("a/cp1/pki/etcd/ca.crt"),
            ),
            // Two could be meant, and nothing says which.
            (&["x.yaml", "1/etc/kubernetes/pki/etcd/ca.crt", "2/etc/kubernetes/pki/etcd/ca.crt"], None),
            // That of the cluster is another one.
            (&["manifests/etcd.yaml", "pki/ca.crt"], None),
            (&["a/etcd.yaml", "a/ca.crt"], None),
            (&["manifests/etcd.yaml", "xpki/etcd/ca.crt"], None),
            (&["manifests/etcd.yaml"], None),
        ];
        for (inputs, expected) in rows {
            assert_eq!(meant(inputs, CA, 2), expected, "{inputs:?}");
        }
        let file = "/etc/kubernetes/enc/enc.yaml";
        assert_eq!(meant(&["a/kube-apiserver.yaml", "a/enc.yaml"], file, 1), Some("a/enc.yaml"));
        assert_eq!(meant(&["a/kube-apiserver.yaml", "b/enc.yaml"], file, 1), None);
        assert_eq!(meant(&["a/x.yaml"], "", 1), None);
    }
}
