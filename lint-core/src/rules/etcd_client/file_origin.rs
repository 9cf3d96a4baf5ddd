//! What a path in a container stands for.

use crate::subject::volume::{VolumeSource, clean};
use crate::subject::workload::{Container, Workload};

/// What a path in a container stands for, so that paths of two containers can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileOrigin {
    /// A file of the node, or of what the container is given there by means that are not seen.
    File(String),
    /// A key of a ConfigMap or Secret.
    Object {
        /// The namespace, the name and the key.
        id: (Option<String>, String, String),
        /// Whether it is a Secret.
        secret: bool,
    },
}

impl FileOrigin {
    /// The origin of `path` in a container, or on the node if there is none; `None` if it cannot be told.
    pub(super) fn of(path: &str, home: Option<(&Workload, &Container)>) -> Option<FileOrigin> {
        let Some((workload, container)) = home else { return Some(FileOrigin::File(clean(path))) };
        let Some(mounted) = workload.mount_of(container, path) else {
            return Some(FileOrigin::File(clean(path)));
        };
        let file = mounted.file();
        let namespace = workload.object.namespace.clone();
        match mounted.sources() {
            [VolumeSource::HostPath { path, .. }] => Some(FileOrigin::File(clean(&format!("{path}/{file}")))),
            [VolumeSource::ConfigMap(keys)] => {
                let id = (namespace, keys.name.clone(), keys.key_of(&file)?.to_owned());
                Some(FileOrigin::Object { id, secret: false })
            }
            [VolumeSource::Secret(keys)] => {
                let id = (namespace, keys.name.clone(), keys.key_of(&file)?.to_owned());
                Some(FileOrigin::Object { id, secret: true })
            }
            _ => None,
        }
    }
}
