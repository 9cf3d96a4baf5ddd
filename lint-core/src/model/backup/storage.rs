//! Where a file of a backup lies, and how long it lasts there.

use crate::subject::volume::{VolumeSource, clean};
use crate::subject::word::Word;
use crate::subject::workload::{Container, Workload};

/// Where a path lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// What keeps it.
    pub storage: Storage,
    /// The volume, by its name in the pod.
    pub volume: Option<String>,
    /// Whether the mount makes a folder of its own for each pod (`subPathExpr: $(POD_NAME)`).
    pub varies: bool,
}

/// What keeps a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// The container's own file system, which ends with it.
    Container,
    /// An `emptyDir`, which ends with the pod.
    EmptyDir,
    /// A generic ephemeral volume, whose claim is deleted with the pod.
    Ephemeral,
    /// A ConfigMap, Secret or other volume that nobody can write to, or any that is mounted read-only.
    ReadOnly,
    /// The disk of the machine; the path there.
    Machine(String),
    /// A volume that lasts.
    Durable,
    /// It cannot be seen.
    Unknown,
}

impl Location {
    fn of(storage: Storage) -> Location {
        Location { storage, volume: None, varies: false }
    }

    /// A path that cannot be followed.
    pub(super) fn unknown() -> Location {
        Location::of(Storage::Unknown)
    }

    /// Where a path of a script lies: on the machine that runs it.
    pub(super) fn on_machine(path: &Word) -> Location {
        match known_folder(path) {
            Some(_) => Location::of(Storage::Machine(path.text.clone())),
            None => Location::unknown(),
        }
    }

    /// Where a path of a container lies.
    pub(super) fn in_container(path: &Word, workload: &Workload, container: &Container) -> Location {
        let Some(folder) = known_folder(path) else { return Location::unknown() };
        // A folder mounted for a single file is found by the whole path.
        let mounted = match path.known() {
            Some(path) => workload.mount_of(container, path),
            None => workload.mount_of(container, &folder),
        };
        let Some(mounted) = mounted else { return Location::of(Storage::Container) };
        let storage = match mounted.volume {
            _ if mounted.mount.read_only => Storage::ReadOnly,
            None if workload.claim_templates.contains(&mounted.mount.volume) => Storage::Durable,
            None => Storage::Unknown,
            Some(volume) => match volume.sources.first() {
                Some(VolumeSource::EmptyDir { .. }) => Storage::EmptyDir,
                Some(VolumeSource::HostPath { path, .. }) => {
                    Storage::Machine(clean(&format!("{path}/{}", mounted.file())))
                }
                Some(VolumeSource::ConfigMap(_) | VolumeSource::Secret(_)) => Storage::ReadOnly,
                Some(VolumeSource::Other(kind)) if kind == "downwardAPI" => Storage::ReadOnly,
                Some(VolumeSource::Ephemeral) => Storage::Ephemeral,
                Some(VolumeSource::Claim | VolumeSource::Other(_)) => Storage::Durable,
                // `- name: scratch` alone is an emptyDir.
                None => Storage::EmptyDir,
            },
        };
        Location {
            storage,
            volume: Some(mounted.mount.volume.clone()),
            varies: mounted.mount.sub_path.contains("$("),
        }
    }

    /// Whether a file there ends with the pod.
    pub fn is_ephemeral(&self) -> bool {
        matches!(
            self.storage,
            Storage::Container | Storage::EmptyDir | Storage::Ephemeral | Storage::ReadOnly
        )
    }
}

/// The folder of an absolute path, up to the first part that is not known.
fn known_folder(path: &Word) -> Option<String> {
    let known = path.unknown.first().map_or(path.text.len(), |hole| hole.start);
    let known = path.text.get(..known)?;
    let folder = known.rfind('/').and_then(|end| known.get(..=end))?;
    folder.starts_with('/').then(|| folder.to_owned())
}
