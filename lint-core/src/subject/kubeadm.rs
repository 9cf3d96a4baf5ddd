//! kubeadm's ClusterConfiguration, alone or inside a Cluster API object.

use super::object::ObjectId;
use crate::source::Cursor;

/// A ClusterConfiguration and what stands around it.
pub struct Found<'a> {
    /// The configuration.
    pub root: Cursor<'a>,
    /// The API it is written in.
    pub api: Api,
    /// `spec.version` of a KubeadmControlPlane, which kubeadm gets as `kubernetesVersion`.
    pub control_plane_version: Option<&'a str>,
}

/// The API that a ClusterConfiguration is written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Api {
    /// kubeadm's own, with its version: `v1beta4`.
    Kubeadm(String),
    /// Cluster API, with its version: `v1beta2`.
    ClusterApi(String),
}

/// How extra arguments are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `name: value`
    Map,
    /// `- {name: …, value: …}`
    List,
}

impl Api {
    /// The form that the API asks for; `None` for a version that is not known.
    pub fn form(&self) -> Option<Form> {
        match self {
            Api::Kubeadm(version) => match version.as_str() {
                "v1beta1" | "v1beta2" | "v1beta3" => Some(Form::Map),
                "v1beta4" | "v1" => Some(Form::List),
                _ => None,
            },
            Api::ClusterApi(version) => match version.as_str() {
                "v1alpha3" | "v1alpha4" | "v1beta1" => Some(Form::Map),
                "v1beta2" => Some(Form::List),
                _ => None,
            },
        }
    }
}

impl Api {
    /// Whether extra arguments may say that they add to kubeadm's own.
    pub fn has_merge_methods(&self) -> bool {
        matches!(self, Api::Kubeadm(version) if version == "v1")
    }
}

/// Whether a document is a ClusterConfiguration of kubeadm's own API.
pub fn looks_like(root: &Cursor) -> bool {
    root.str("kind") == Some("ClusterConfiguration")
        && root.str("apiVersion").is_some_and(|version| version.starts_with("kubeadm.k8s.io/"))
}

/// The ClusterConfiguration that an object is or holds.
pub fn find<'a>(object: &Cursor<'a>) -> Option<Found<'a>> {
    let id = ObjectId::of(object);
    let version = id.api_version.rsplit('/').next().unwrap_or_default().to_owned();
    if looks_like(object) {
        return Some(Found { root: object.clone(), api: Api::Kubeadm(version), control_plane_version: None });
    }
    let path: &[&str] = match (id.group(), id.kind.as_str()) {
        ("controlplane.cluster.x-k8s.io", "KubeadmControlPlane") => &["spec", "kubeadmConfigSpec"],
        ("controlplane.cluster.x-k8s.io", "KubeadmControlPlaneTemplate") => {
            &["spec", "template", "spec", "kubeadmConfigSpec"]
        }
        ("bootstrap.cluster.x-k8s.io", "KubeadmConfig") => &["spec"],
        ("bootstrap.cluster.x-k8s.io", "KubeadmConfigTemplate") => &["spec", "template", "spec"],
        _ => return None,
    };
    Some(Found {
        root: object.at(path)?.get("clusterConfiguration")?,
        api: Api::ClusterApi(version),
        control_plane_version: object.get("spec")?.str("version"),
    })
}
