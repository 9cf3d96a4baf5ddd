//! The static pods that kubeadm would write, as far as rules look at them.

use super::{ClusterConfiguration, Derived};
use crate::source::{Cursor, Place};
use crate::subject::image::Image;
use crate::subject::volume::{Mount, Volume, VolumeSource, clean};
use crate::subject::workload::{Container, Role, Workload};

/// Host folders that a container sees under their own or another path.
struct HostPath {
    name: String,
    path: String,
    mount: String,
    kind: String,
    read_only: bool,
    place: Place,
}

/// Where the folder for certificates of the system is mounted.
const SYSTEM_CERTIFICATES: &str = "/etc/ssl/certs";

impl ClusterConfiguration {
    /// The pod of etcd.
    pub(crate) fn etcd_pod(&self, derived: &Derived) -> Workload {
        let place = derived.command.program.place.clone();
        let folders = vec![
            HostPath::folder("etcd-data", &self.data_dir, false, &place),
            HostPath::folder("etcd-certs", &format!("{}/etcd", self.certificates), false, &place),
        ];
        let mut pod = self.pod("etcd", derived, folders);
        if let Some(container) = pod.containers.first_mut() {
            container.image = self.etcd_image.image.clone();
            container.image_place = self.etcd_image.place.clone();
        }
        pod
    }

    /// The pod of kube-apiserver; `section` is the configuration's `apiServer`, if it is there.
    pub(crate) fn apiserver_pod(&self, derived: &Derived, section: Option<&Cursor>) -> Workload {
        let place = derived.command.program.place.clone();
        let mut folders = vec![
            HostPath::folder("k8s-certs", &self.certificates, true, &place),
            HostPath::folder("ca-certs", SYSTEM_CERTIFICATES, true, &place),
        ];
        folders.extend(
            self.external_folders().into_iter().enumerate().map(|(index, folder)| {
                HostPath::folder(&format!("etcd-certs-{index}"), &folder, true, &place)
            }),
        );
        let extra = section.and_then(|section| section.get("extraVolumes"));
        folders.extend(extra.iter().flat_map(Cursor::items).map(|volume| HostPath::extra(&volume)));
        let mut pod = self.pod("kube-apiserver", derived, folders);
        if let (Some(container), Some(version)) = (pod.containers.first_mut(), self.kubernetes) {
            container.image = Some(Image::parse(&format!("registry.k8s.io/kube-apiserver:v{version}")));
        }
        pod
    }

    /// The folders of the files that reach an external etcd, unless they are mounted anyway
    /// (`getEtcdCertVolumes` of cmd/kubeadm/app/phases/controlplane/volumes.go).
    fn external_folders(&self) -> Vec<String> {
        let mut folders: Vec<String> = Vec::new();
        let files = self.external.iter().flat_map(|external| external.files());
        for (_, file) in files {
            let folder = clean(&format!("{}/..", clean(&file.text)));
            let is_mounted =
                folder.starts_with(SYSTEM_CERTIFICATES) || folder.starts_with(&self.certificates);
            if is_mounted || folders.iter().any(|other| folder.starts_with(other.as_str())) {
                continue;
            }
            folders.retain(|other| !other.starts_with(&folder));
            folders.push(folder);
        }
        folders.sort();
        folders
    }

    fn pod(&self, name: &str, derived: &Derived, folders: Vec<HostPath>) -> Workload {
        let command = derived.command.clone();
        let place = command.program.place.clone();
        let container = Container {
            role: Role::Main,
            name: name.to_owned(),
            place: place.clone(),
            image: None,
            image_place: None,
            has_command: true,
            argv: std::iter::once(&command.program).chain(&command.args).cloned().collect(),
            environment: command.environment.clone(),
            mounts: folders.iter().map(HostPath::mount).collect(),
            commands: vec![command],
            scripts: Vec::new(),
            opaque: Vec::new(),
        };
        let label = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        Workload {
            document: self.document,
            object: self.object.clone(),
            place: self.place.clone(),
            pod: place,
            labels: vec![label("component", name), label("tier", "control-plane")],
            annotations: Vec::new(),
            replicas: None,
            host_network: true,
            volumes: folders.iter().map(HostPath::volume).collect(),
            claim_templates: Vec::new(),
            containers: vec![container],
        }
    }
}

impl HostPath {
    /// A folder of the node under its own path.
    fn folder(name: &str, path: &str, read_only: bool, place: &Place) -> HostPath {
        HostPath {
            name: name.to_owned(),
            path: path.to_owned(),
            mount: path.to_owned(),
            kind: "DirectoryOrCreate".to_owned(),
            read_only,
            place: place.clone(),
        }
    }

    /// One of `extraVolumes`.
    fn extra(volume: &Cursor) -> HostPath {
        let text = |key: &str| volume.str(key).unwrap_or_default().to_owned();
        HostPath {
            name: text("name"),
            path: text("hostPath"),
            mount: text("mountPath"),
            kind: text("pathType"),
            read_only: volume.bool("readOnly").unwrap_or(false),
            place: volume.place(),
        }
    }

    fn volume(&self) -> Volume {
        let source = VolumeSource::HostPath { path: self.path.clone(), kind: self.kind.clone() };
        Volume { name: self.name.clone(), place: self.place.clone(), sources: vec![source] }
    }

    fn mount(&self) -> Mount {
        Mount {
            volume: self.name.clone(),
            path: clean(&self.mount),
            sub_path: String::new(),
            read_only: self.read_only,
            place: self.place.clone(),
        }
    }
}
