//! Where an etcd server keeps its data, and on what that lies.

use crate::context::Context;
use crate::model::etcd::Etcd;
use crate::model::setting::Setting;
use crate::source::Place;
use crate::subject::volume::clean;
use crate::subject::workload::{Container, Mounted, Workload};

/// A directory that etcd writes to.
pub(super) struct Directory {
    /// The path as it is written, or the default.
    pub written: String,
    /// The path in the container, in each working directory that it may have.
    pub paths: Vec<String>,
    /// What sets it; the container if nothing does.
    pub place: Place,
    /// Whether it is the default.
    pub is_default: bool,
}

/// Where Bitnami's images keep data unless they are told otherwise: they set the variable themselves.
const BITNAMI_DEFAULT: &str = "/bitnami/etcd/data";

impl Directory {
    /// The data directory; nothing if it cannot be seen.
    pub(super) fn data(etcd: &Etcd, cx: &Context) -> Option<Directory> {
        let (_, container) = cx.home(etcd)?;
        // etcd takes an empty value for none.
        if etcd.is_given("data-dir")? {
            return Directory::written(&etcd.option("data-dir"), container, cx);
        }
        let written = default_path(etcd, container)?;
        Some(Directory {
            paths: absolute(&written, container, cx)?,
            written,
            place: etcd.place_of("data-dir"),
            is_default: true,
        })
    }

    /// The directory of the write-ahead log, if it has one of its own.
    pub(super) fn log(etcd: &Etcd, cx: &Context) -> Option<Directory> {
        let (_, container) = cx.home(etcd)?;
        Directory::written(&etcd.option("wal-dir"), container, cx)
    }

    fn written(setting: &Setting, container: &Container, cx: &Context) -> Option<Directory> {
        let path = setting.text().filter(|path| !path.is_empty())?;
        Some(Directory {
            paths: absolute(path, container, cx)?,
            written: path.to_owned(),
            place: setting.place()?.clone(),
            is_default: false,
        })
    }

    /// What the directory may lie on; `None` is the container's own file system.
    pub(super) fn mounts<'a>(
        &self,
        workload: &'a Workload,
        container: &'a Container,
    ) -> impl Iterator<Item = Option<Mounted<'a>>> {
        self.paths.iter().map(|path| workload.mount_of(container, path))
    }
}

/// etcd's own default is `NAME.etcd` in its working directory.
fn default_path(etcd: &Etcd, container: &Container) -> Option<String> {
    const ENDING: &str = ".etcd";
    if is_bitnami(container) {
        return Some(BITNAMI_DEFAULT.to_owned());
    }
    match etcd.name() {
        Some(name) => Some(format!("{name}{ENDING}")),
        // Whatever the name, it is a folder of the working directory, unless a volume is mounted there.
        None if container.mounts.iter().any(|mount| mount.path.ends_with(ENDING)) => None,
        None => Some(format!("NAME{ENDING}")),
    }
}

/// Without `workingDir` the image decides. Where that is not known, each mount may be the working directory.
fn absolute(path: &str, container: &Container, cx: &Context) -> Option<Vec<String>> {
    if path.starts_with('/') {
        return Some(vec![clean(path)]);
    }
    let at = cx.at(&container.place);
    let folders: Vec<&str> = match at.as_ref().and_then(|container| container.get("workingDir")) {
        Some(folder) => vec![folder.node.as_str()?],
        None => match working_directories(container) {
            [] => container.mounts.iter().map(|mount| mount.path.as_str()).chain(["/"]).collect(),
            known => known.to_vec(),
        },
    };
    Some(folders.into_iter().map(|folder| clean(&format!("{folder}/{path}"))).collect())
}

/// The working directories of images: etcd's own ones are in `/var/lib/etcd`, and older ones of them in the root
/// directory, as those of Kubernetes are.
fn working_directories(container: &Container) -> &'static [&'static str] {
    let Some(image) = &container.image else { return &[] };
    match (image.registry.as_deref(), image.repository.as_str()) {
        (Some("gcr.io"), "etcd-development/etcd") | (Some("quay.io"), "coreos/etcd") => {
            &["/var/lib/etcd", "/"]
        }
        (Some("registry.k8s.io" | "k8s.gcr.io"), _) if image.last_segment().starts_with("etcd") => &["/"],
        (Some("gcr.io"), "google_containers/etcd" | "google-containers/etcd") => &["/"],
        _ => &[],
    }
}

/// Whether the image is one of etcd's or Kubernetes' own, which run as root.
pub(super) fn is_official(container: &Container) -> bool {
    !working_directories(container).is_empty()
}

fn is_bitnami(container: &Container) -> bool {
    container.image.as_ref().is_some_and(|image| image.is_of_bitnami())
}
