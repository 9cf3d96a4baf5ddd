//! A ClusterConfiguration, and the commands that kubeadm would write for it.

mod command;
mod defaults;
mod external;
mod extra_args;
mod pod;
mod release;
#[cfg(test)]
mod tests;
mod validity;

pub use command::Derived;
pub use external::{ApiserverSource, ExternalEtcd};
pub use extra_args::{Entry, ExtraArgs};
pub use release::Order;
pub use validity::{Signed, Validity};

use crate::source::{Cursor, DocumentId, Place};
use crate::subject::environment::{ConfigMaps, Environment};
use crate::subject::image::{Image, Version};
use crate::subject::kubeadm::{Api, Found};
use crate::subject::object::{ObjectId, Subject};

/// kubeadm's configuration of a cluster.
#[derive(Clone, Debug)]
pub struct ClusterConfiguration {
    /// What findings about it are about.
    pub subject: Subject,
    /// The object it is or stands in.
    pub object: ObjectId,
    /// The document it is in.
    pub document: DocumentId,
    /// Its place.
    pub place: Place,
    /// The API it is written in.
    pub api: Api,
    /// The version of Kubernetes, if it says one.
    pub kubernetes: Option<Version>,
    /// `etcd.local`
    pub local: Option<Component>,
    /// `etcd.external`
    pub external: Option<ExternalEtcd>,
    /// `apiServer`
    pub apiserver: Option<Component>,
    /// The image of the node's own etcd.
    pub etcd_image: EtcdImage,
    /// `certificatesDir`
    pub certificates: String,
    /// `etcd.local.dataDir`
    pub data_dir: String,
    /// How long certificates are to be valid, where it says so.
    pub validities: Vec<Validity>,
    service_subnet: String,
    dns_domain: String,
}

/// The section of a component.
#[derive(Clone, Debug)]
pub struct Component {
    /// The section's place.
    pub place: Place,
    /// Its `extraArgs`.
    pub args: ExtraArgs,
    /// Its `extraEnvs`.
    pub environment: Environment,
}

/// What a ClusterConfiguration says of etcd's image.
#[derive(Clone, Debug, Default)]
pub struct EtcdImage {
    /// The image, if the configuration names its tag or its repository.
    pub image: Option<Image>,
    /// The place of that name.
    pub place: Option<Place>,
    /// `imageTag`
    pub tag: Option<String>,
}

impl ClusterConfiguration {
    /// Reads a ClusterConfiguration; `subject` is what findings about it are about.
    pub(crate) fn read(
        found: &Found,
        object: &Cursor,
        subject: Subject,
        config_maps: ConfigMaps,
    ) -> ClusterConfiguration {
        let root = &found.root;
        let local = root.at(&["etcd", "local"]).filter(|local| !local.node.is_null());
        let component = |section: &Cursor| Component::of(section, &found.api, config_maps);
        let text = |keys: &[&str], default: &str| {
            let value = root.at(keys).and_then(|value| value.node.as_str()).filter(|text| !text.is_empty());
            value.unwrap_or(default).to_owned()
        };
        let version = found.control_plane_version.or(root.str("kubernetesVersion"));
        let kubernetes = version.and_then(Version::from_tag).filter(|version| version.major == 1);
        ClusterConfiguration {
            subject,
            object: ObjectId::of(object),
            document: root.document,
            place: root.place(),
            api: found.api.clone(),
            kubernetes,
            external: root.at(&["etcd", "external"]).and_then(|external| ExternalEtcd::of(&external)),
            apiserver: root.get("apiServer").filter(|section| !section.node.is_null()).map(|s| component(&s)),
            etcd_image: EtcdImage::of(root, local.as_ref(), kubernetes),
            certificates: text(&["certificatesDir"], "/etc/kubernetes/pki"),
            data_dir: text(&["etcd", "local", "dataDir"], "/var/lib/etcd"),
            service_subnet: text(&["networking", "serviceSubnet"], "10.96.0.0/12"),
            dns_domain: text(&["networking", "dnsDomain"], "cluster.local"),
            validities: Validity::all(root, &found.api),
            local: local.map(|section| component(&section)),
        }
    }

    /// What findings about one of its components are about.
    pub(crate) fn subject_of(&self, container: &str) -> Subject {
        Subject { container: Some(container.to_owned()), ..self.subject.clone() }
    }

    /// The sections with `extraArgs` that end up in a command of etcd or kube-apiserver.
    pub fn components(&self) -> impl Iterator<Item = &Component> {
        self.local.iter().chain(&self.apiserver)
    }

    /// The etcd that kubeadm would run, where the configuration speaks of one.
    pub(crate) fn etcd(&self) -> Option<(Derived, ExtraArgs)> {
        let local = self.local.as_ref().filter(|_| self.external.is_none())?;
        let defaults = defaults::of_etcd(self, local.place.to_key());
        let derived = Derived::new("etcd", defaults, &local.args, self.order(), local.environment.clone());
        Some((derived, local.args.clone()))
    }

    /// The kube-apiserver that kubeadm would run, where the configuration speaks of it or of an external etcd.
    pub(crate) fn apiserver(&self) -> Option<(Derived, ApiserverSource)> {
        let args = match (&self.apiserver, &self.external) {
            (Some(section), _) => section.args.clone(),
            (None, Some(external)) => ExtraArgs::absent(external.place.clone()),
            (None, None) => return None,
        };
        let environment = self.apiserver.as_ref().map_or_else(Default::default, |it| it.environment.clone());
        let defaults = defaults::of_apiserver(self, args.section.to_key());
        let derived = Derived::new("kube-apiserver", defaults, &args, self.order(), environment);
        Some((derived, ApiserverSource { args, external: self.external.clone() }))
    }

    /// The version of etcd that kubeadm would run.
    pub fn etcd_version(&self) -> Option<Version> {
        match &self.etcd_image.tag {
            Some(tag) => Version::from_tag(tag).filter(|version| version.major == 3),
            None => release::etcd_version(self.kubernetes?),
        }
    }

    /// In which order kubeadm writes the extra arguments of one name.
    pub fn order(&self) -> Order {
        // kubeadm 1.37 is the first that reads this version.
        if self.api.has_merge_methods() { Order::Listed } else { release::order(self.kubernetes) }
    }

    fn has_new_etcd_flags(&self) -> bool {
        release::has_new_etcd_flags(self.etcd_image.tag.as_deref(), self.kubernetes)
    }

    fn has_authorization_config(&self) -> bool {
        self.apiserver.as_ref().is_some_and(|it| it.args.named("authorization-config").next().is_some())
    }
}

impl Component {
    fn of(section: &Cursor, api: &Api, config_maps: ConfigMaps) -> Component {
        let environment = section.get("extraEnvs").map(|list| Environment::of_variables(&list, config_maps));
        Component {
            place: section.place(),
            args: ExtraArgs::of(section, api),
            environment: environment.unwrap_or_default(),
        }
    }
}

impl EtcdImage {
    fn of(root: &Cursor, local: Option<&Cursor>, kubernetes: Option<Version>) -> EtcdImage {
        let named = |section: Option<&Cursor>, key: &str| {
            let value = section?.get(key)?;
            let text = value.node.as_str().filter(|text| !text.is_empty())?.to_owned();
            Some((text, value.place()))
        };
        let tag = named(local, "imageTag");
        let repository = named(local, "imageRepository").or_else(|| named(Some(root), "imageRepository"));
        let place = tag.as_ref().or(repository.as_ref()).map(|(_, place)| place.clone());
        let tag = tag.map(|(tag, _)| tag);
        let full_tag = tag.clone().or_else(|| kubernetes.and_then(release::etcd_tag).map(str::to_owned));
        let prefix = repository.map_or_else(|| "registry.k8s.io".to_owned(), |(text, _)| text);
        let image =
            place.as_ref().zip(full_tag).map(|(_, tag)| Image::parse(&format!("{prefix}/etcd:{tag}")));
        EtcdImage { place: place.filter(|_| image.is_some()), image, tag }
    }
}
