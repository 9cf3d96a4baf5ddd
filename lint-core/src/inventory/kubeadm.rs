//! From ClusterConfigurations to the servers that kubeadm would start.

use super::Inventory;
use crate::model::apiserver::Apiserver;
use crate::model::etcd::{Etcd, Home};
use crate::model::kubeadm::ClusterConfiguration;
use crate::source::DocumentId;
use crate::subject::kubeadm;
use crate::subject::object::objects;
use crate::subject::workload::Workload;

impl Inventory {
    /// Adds the ClusterConfigurations of a document, and the static pods of etcd and kube-apiserver for each.
    pub(super) fn add_kubeadm(&mut self, id: DocumentId) {
        for config in self.cluster_configurations(id) {
            self.add_kubeadm_etcd(&config);
            self.add_kubeadm_apiserver(&config);
            self.kubeadms.push(config);
        }
    }

    fn cluster_configurations(&self, id: DocumentId) -> Vec<ClusterConfiguration> {
        let config_maps = |name: &str| self.config_map(id, name);
        let mut configs = Vec::new();
        for object in objects(&self.root(id)) {
            let Some(found) = kubeadm::find(&object) else { continue };
            let is_root = found.root.path == crate::source::Path::ROOT;
            let own = crate::subject::object::ObjectId::of(&object).subject();
            let subject = if is_root { self.held(id).subject() } else { own };
            configs.push(ClusterConfiguration::read(&found, &object, subject, &config_maps));
        }
        configs
    }

    fn add_kubeadm_etcd(&mut self, config: &ClusterConfiguration) {
        let Some((derived, args)) = config.etcd() else { return };
        let pod = config.etcd_pod(&derived);
        let subject = config.subject_of("etcd");
        let home = self.add_pod(pod);
        let version = config.etcd_version();
        let near = config.place.document;
        let find_config = |path: &str| self.config_file(Some(home), near, path);
        let etcd = Etcd::by_kubeadm(&derived, args, subject, home, version, &find_config);
        self.etcds.push(etcd);
    }

    fn add_kubeadm_apiserver(&mut self, config: &ClusterConfiguration) {
        let Some((derived, source)) = config.apiserver() else { return };
        let section = config.apiserver.as_ref().and_then(|section| self.at(&section.place));
        let pod = config.apiserver_pod(&derived, section.as_ref());
        let subject = config.subject_of("kube-apiserver");
        let home = self.add_pod(pod);
        self.apiservers.extend(Apiserver::by_kubeadm(&derived, source, subject, home, config.kubernetes));
    }

    fn add_pod(&mut self, pod: Workload) -> Home {
        self.workloads.push(pod);
        Home { workload: self.workloads.len() - 1, container: 0 }
    }
}
