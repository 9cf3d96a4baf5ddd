//! Volumes of a pod and where a container mounts them.

use crate::source::{Cursor, Place};

/// A volume of a pod.
#[derive(Clone, Debug)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub place: Place,
    /// What it holds. Several for a projected volume.
    pub sources: Vec<VolumeSource>,
}

/// What a volume holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VolumeSource {
    /// A file or folder of the node.
    HostPath {
        /// The path on the node.
        path: String,
        /// `Directory`, `FileOrCreate`, …; empty if unset.
        kind: String,
    },
    /// Scratch space that lives as long as the pod, on disk or in memory.
    EmptyDir {
        /// `medium: Memory`.
        memory: bool,
    },
    /// A ConfigMap.
    ConfigMap(Keys),
    /// A Secret.
    Secret(Keys),
    /// A claim on a persistent volume.
    Claim,
    /// A claim that is made with the pod and deleted with it.
    Ephemeral,
    /// Any other kind: `csi`, `nfs`, …, by its key.
    Other(String),
}

/// The keys of a ConfigMap or Secret that a volume shows as files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// The ConfigMap's or Secret's name.
    pub name: String,
    /// `items`: key and file path; empty means that every key is a file of its own name.
    pub items: Vec<(String, String)>,
}

impl Keys {
    /// The key that stands in the volume as `file`.
    pub fn key_of<'a>(&'a self, file: &'a str) -> Option<&'a str> {
        // The kubelet's own link to the files of today.
        let file = file.strip_prefix("..data/").unwrap_or(file);
        if self.items.is_empty() {
            return Some(file);
        }
        self.items
            .iter()
            .find(|(_, path)| clean(path).trim_start_matches('/') == file)
            .map(|(key, _)| key.as_str())
    }
}

/// A mount of a volume in a container.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The volume's name.
    pub volume: String,
    /// Where it is mounted, cleaned (`/etc//pki/` is `/etc/pki`).
    pub path: String,
    /// The part of the volume that is mounted; empty for all of it.
    pub sub_path: String,
    /// Whether the container cannot write there.
    pub read_only: bool,
    /// Where it is declared.
    pub place: Place,
}

impl Volume {
    /// The volumes of the pod spec at `pod`.
    pub fn all(pod: &Cursor) -> Vec<Volume> {
        pod.get("volumes").iter().flat_map(Cursor::items).filter_map(|volume| Volume::of(&volume)).collect()
    }

    fn of(volume: &Cursor) -> Option<Volume> {
        let name = volume.str("name")?.to_owned();
        let sources =
            volume.entries().filter(|(key, _)| *key != "name").flat_map(|(key, source)| match key {
                "projected" => projected(&source),
                _ => vec![VolumeSource::of(key, &source, "name")],
            });
        Some(Volume { name, place: volume.place(), sources: sources.collect() })
    }
}

fn projected(volume: &Cursor) -> Vec<VolumeSource> {
    let sources = volume.get("sources");
    let entries =
        sources.iter().flat_map(Cursor::items).flat_map(|source| source.entries().collect::<Vec<_>>());
    entries.map(|(key, source)| VolumeSource::of(key, &source, "name")).collect()
}

impl VolumeSource {
    fn of(key: &str, source: &Cursor, name_key: &str) -> VolumeSource {
        let text = |key: &str| source.str(key).unwrap_or_default().to_owned();
        match key {
            "hostPath" => VolumeSource::HostPath { path: text("path"), kind: text("type") },
            "emptyDir" => VolumeSource::EmptyDir { memory: source.str("medium") == Some("Memory") },
            "configMap" => VolumeSource::ConfigMap(Keys::of(source, name_key)),
            // A plain Secret volume says `secretName`, a projected one `name`.
            "secret" if source.node.get("secretName").is_some() => {
                VolumeSource::Secret(Keys::of(source, "secretName"))
            }
            "secret" => VolumeSource::Secret(Keys::of(source, name_key)),
            "persistentVolumeClaim" => VolumeSource::Claim,
            "ephemeral" => VolumeSource::Ephemeral,
            other => VolumeSource::Other(other.to_owned()),
        }
    }
}

impl Keys {
    fn of(source: &Cursor, name_key: &str) -> Keys {
        let items = source.get("items");
        let pair = |item: Cursor| Some((item.str("key")?.to_owned(), item.str("path")?.to_owned()));
        Keys {
            name: source.str(name_key).unwrap_or_default().to_owned(),
            items: items.iter().flat_map(Cursor::items).filter_map(pair).collect(),
        }
    }
}

impl Mount {
    /// The mounts of the container at `container`.
    pub fn all(container: &Cursor) -> Vec<Mount> {
        let mounts = container.get("volumeMounts");
        mounts.iter().flat_map(Cursor::items).filter_map(|mount| Mount::of(&mount)).collect()
    }

    fn of(mount: &Cursor) -> Option<Mount> {
        Some(Mount {
            volume: mount.str("name")?.to_owned(),
            path: clean(mount.str("mountPath")?),
            sub_path: mount.str("subPath").or(mount.str("subPathExpr")).unwrap_or_default().to_owned(),
            read_only: mount.bool("readOnly").unwrap_or(false),
            place: mount.place(),
        })
    }

    /// The rest of `path` below this mount: `Some("")` for the mount itself.
    pub fn relative<'p>(&self, path: &'p str) -> Option<&'p str> {
        if self.path == "/" {
            return path.strip_prefix('/');
        }
        let rest = path.strip_prefix(self.path.as_str())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }
}

/// Go's `filepath.Clean` for slash paths.
pub fn clean(path: &str) -> String {
    let is_part = |part| !matches!(part, "" | "." | "..");
    if path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_part)) {
        return path.to_owned();
    }
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_as_go_does() {
        let rows = [
            ("", "."),
            ("/", "/"),
            ("//a//b/", "/a/b"),
            ("/a/.b/..c", "/a/.b/..c"),
            ("/a/./b/../c", "/a/c"),
            ("/../a", "/a"),
            ("a/../..", ".."),
            ("../../a", "../../a"),
            ("default.etcd", "default.etcd"),
        ];
        for (path, cleaned) in rows {
            assert_eq!(clean(path), cleaned, "{path}");
        }
    }
}
