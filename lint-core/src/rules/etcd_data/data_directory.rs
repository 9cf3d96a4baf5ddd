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
    /// The path in the container.
    pub path: String,
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
            path: absolute(&written, container, cx),
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
            path: absolute(path, container, cx),
            written: path.to_owned(),
            place: setting.place()?.clone(),
            is_default: false,
        })
    }

    /// What the directory lies on; nothing if that is the container's own file system.
    pub(super) fn mount<'a>(&self, workload: &'a Workload, container: &'a Container) -> Option<Mounted<'a>> {
        workload.mount_of(container, &self.path)
    }
}

/// etcd's own default is `NAME.etcd` in its working directory.
fn default_path(etcd: &Etcd, container: &Container) -> Option<String> {
    if container.image.as_ref().is_some_and(|image| image.repository.contains("bitnami")) {
        return Some(BITNAMI_DEFAULT.to_owned());
    }
    match etcd.option("name") {
        Setting::Unset => Some("default.etcd".to_owned()),
        setting => Some(format!("{}.etcd", setting.text()?)),
    }
}

/// Without `workingDir` the image decides; those of etcd start in the root directory.
fn absolute(path: &str, container: &Container, cx: &Context) -> String {
    if path.starts_with('/') {
        return clean(path);
    }
    let at = cx.at(&container.place);
    let working_directory = at.as_ref().and_then(|container| container.str("workingDir")).unwrap_or("/");
    clean(&format!("{working_directory}/{path}"))
}
