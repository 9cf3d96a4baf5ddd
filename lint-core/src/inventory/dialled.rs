//! Which listener of an etcd in the input an endpoint of kube-apiserver leads to.

use super::Inventory;
use crate::model::apiserver::{Apiserver, Endpoint};
use crate::model::etcd::{Etcd, Url};
use crate::model::etcd_url::Host;

impl Inventory {
    /// The listeners for clients that an endpoint leads to.
    pub fn listeners_of<'a>(&'a self, apiserver: &Apiserver, endpoint: &Endpoint) -> Vec<&'a Url> {
        let etcds = self.etcds.iter().filter(|etcd| self.are_neighbours(etcd.document, apiserver.document));
        etcds
            .flat_map(|etcd| etcd.client.listeners.iter().map(move |listener| (etcd, listener)))
            .filter(|(etcd, listener)| self.leads_to(apiserver, endpoint, etcd, listener))
            .map(|(_, listener)| listener)
            .collect()
    }

    /// The endpoints that kube-apiservers dial with TLS, of those that lead to a listener of an etcd.
    pub fn tls_endpoints_to(&self, etcd: &Etcd, listener: &Url) -> Vec<Endpoint> {
        let mut found = Vec::new();
        let is_near = |one: &&Apiserver| self.are_neighbours(one.document, etcd.document);
        for apiserver in self.apiservers.iter().filter(is_near) {
            let endpoints = apiserver.etcd_servers();
            if apiserver.dials_tls(&endpoints) == Some(true) {
                let leads_there = |endpoint: &Endpoint| self.leads_to(apiserver, endpoint, etcd, listener);
                found.extend(endpoints.into_iter().filter(leads_there));
            }
        }
        found
    }

    /// By host and port. Nothing is said of a name or an address that no listener has: it may be another
    /// machine's, or a load balancer's.
    fn leads_to(&self, apiserver: &Apiserver, endpoint: &Endpoint, etcd: &Etcd, listener: &Url) -> bool {
        if endpoint.port.is_none() || endpoint.port != listener.port() {
            return false;
        }
        if endpoint.is_loopback() {
            let is_local = listener.is_loopback() || listener.is_unspecified();
            return is_local && self.share_loopback(apiserver, etcd);
        }
        match (&endpoint.host, listener.host()) {
            (Host::Ip(dialled), Host::Ip(own)) => dialled.to_canonical() == own.to_canonical(),
            (Host::Name(dialled), Host::Name(own)) => dialled.eq_ignore_ascii_case(own),
            _ => false,
        }
    }

    /// Whether the loopback address is the same for both: they run in one pod, or both on the node's network.
    fn share_loopback(&self, apiserver: &Apiserver, etcd: &Etcd) -> bool {
        let is_on_node = |workload: usize| self.workloads[workload].host_network;
        let Some(home) = etcd.home else { return is_on_node(apiserver.home.workload) };
        home.workload == apiserver.home.workload
            || is_on_node(home.workload)
                && is_on_node(apiserver.home.workload)
                && self.may_share_nodes(&etcd.place, &apiserver.place)
    }
}
