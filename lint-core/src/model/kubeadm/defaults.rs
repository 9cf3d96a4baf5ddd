//! The arguments that kubeadm itself gives etcd and kube-apiserver.
//!
//! By `getEtcdCommand` of cmd/kubeadm/app/phases/etcd/local.go and `getAPIServerCommand` of
//! cmd/kubeadm/app/phases/controlplane/manifests.go, as of Kubernetes 1.34.2.

use super::ClusterConfiguration;
use crate::source::Place;
use crate::subject::volume::clean;
use crate::subject::word::Word;

/// An argument of kubeadm's own.
pub(super) struct DefaultArg {
    /// The name of the flag.
    pub name: &'static str,
    /// Its value, placed at the section of the component.
    pub value: Word,
}

/// What stands for the node's name.
pub(super) const NODE_NAME: &str = "$(NODE_NAME)";

/// What stands for the address that the node's API server advertises.
pub(super) const NODE_ADDRESS: &str = "$(NODE_ADDRESS)";

/// Makes defaults whose words stand at one place.
struct Maker<'a> {
    place: Place,
    certificates: &'a str,
}

impl Maker<'_> {
    /// A value in which the node's name and address are not known.
    fn of(&self, name: &'static str, value: &str) -> DefaultArg {
        let mut word = Word::derived(value, self.place.clone());
        let holes = [NODE_NAME, NODE_ADDRESS].into_iter().flat_map(|hole| value.match_indices(hole));
        word.unknown = holes.map(|(start, hole)| start..start + hole.len()).collect();
        word.unknown.sort_by_key(|hole| hole.start);
        DefaultArg { name, value: word.with_placeholders() }
    }

    /// A file below `certificatesDir`.
    fn file(&self, name: &'static str, file: &str) -> DefaultArg {
        self.of(name, &clean(&format!("{}/{file}", self.certificates)))
    }
}

/// The arguments of etcd. That the node's loopback address is that of IPv4 is assumed.
pub(super) fn of_etcd(config: &ClusterConfiguration, place: Place) -> Vec<DefaultArg> {
    let make = Maker { place, certificates: &config.certificates };
    let client = format!("https://{NODE_ADDRESS}:2379");
    let peer = format!("https://{NODE_ADDRESS}:2380");
    let mut defaults = vec![
        make.of("name", NODE_NAME),
        make.of("listen-client-urls", &format!("https://127.0.0.1:2379,{client}")),
        make.of("advertise-client-urls", &client),
        make.of("listen-peer-urls", &peer),
        make.of("initial-advertise-peer-urls", &peer),
        make.of("initial-cluster", &format!("{NODE_NAME}={peer}")),
        make.of("data-dir", &config.data_dir),
        make.file("cert-file", "etcd/server.crt"),
        make.file("key-file", "etcd/server.key"),
        make.file("trusted-ca-file", "etcd/ca.crt"),
        make.of("client-cert-auth", "true"),
        make.file("peer-cert-file", "etcd/peer.crt"),
        make.file("peer-key-file", "etcd/peer.key"),
        make.file("peer-trusted-ca-file", "etcd/ca.crt"),
        make.of("peer-client-cert-auth", "true"),
        make.of("snapshot-count", "10000"),
        make.of("listen-metrics-urls", "http://127.0.0.1:2381"),
    ];
    defaults.extend(if config.has_new_etcd_flags() {
        [
            make.of("feature-gates", "InitialCorruptCheck=true"),
            make.of("watch-progress-notify-interval", "5s"),
        ]
    } else {
        [
            make.of("experimental-initial-corrupt-check", "true"),
            make.of("experimental-watch-progress-notify-interval", "5s"),
        ]
    });
    defaults
}

/// The arguments of kube-apiserver.
pub(super) fn of_apiserver(config: &ClusterConfiguration, place: Place) -> Vec<DefaultArg> {
    let make = Maker { place, certificates: &config.certificates };
    let mut defaults = vec![
        make.of("advertise-address", NODE_ADDRESS),
        make.of("enable-admission-plugins", "NodeRestriction"),
        make.of("service-cluster-ip-range", &config.service_subnet),
        make.file("service-account-key-file", "sa.pub"),
        make.file("service-account-signing-key-file", "sa.key"),
        make.of("service-account-issuer", &format!("https://kubernetes.default.svc.{}", config.dns_domain)),
        make.file("client-ca-file", "ca.crt"),
        make.file("tls-cert-file", "apiserver.crt"),
        make.file("tls-private-key-file", "apiserver.key"),
        make.file("kubelet-client-certificate", "apiserver-kubelet-client.crt"),
        make.file("kubelet-client-key", "apiserver-kubelet-client.key"),
        make.of("enable-bootstrap-token-auth", "true"),
        make.of("secure-port", "6443"),
        make.of("allow-privileged", "true"),
        make.of("kubelet-preferred-address-types", "InternalIP,ExternalIP,Hostname"),
        make.of("requestheader-username-headers", "X-Remote-User"),
        make.of("requestheader-group-headers", "X-Remote-Group"),
        make.of("requestheader-extra-headers-prefix", "X-Remote-Extra-"),
        make.file("requestheader-client-ca-file", "front-proxy-ca.crt"),
        make.of("requestheader-allowed-names", "front-proxy-client"),
        make.file("proxy-client-cert-file", "front-proxy-client.crt"),
        make.file("proxy-client-key-file", "front-proxy-client.key"),
    ];
    if !config.has_authorization_config() {
        defaults.push(make.of("authorization-mode", "Node,RBAC"));
    }
    defaults.extend(to_etcd(config, &make));
    defaults
}

/// How kube-apiserver reaches etcd: the external one, or the node's own.
fn to_etcd(config: &ClusterConfiguration, make: &Maker) -> Vec<DefaultArg> {
    let Some(external) = &config.external else {
        let own = make.of("etcd-servers", "https://127.0.0.1:2379");
        let advertised = config.local.as_ref().and_then(|local| {
            let entry = local.args.named("advertise-client-urls").next_back()?;
            let value = make.of("etcd-servers", &entry.value);
            let joined = entry.merge.map(|merge| merge.joined(&own.value, &value.value));
            Some(DefaultArg { value: joined.unwrap_or(value.value), ..value })
        });
        return vec![
            advertised.unwrap_or(own),
            make.file("etcd-cafile", "etcd/ca.crt"),
            make.file("etcd-certfile", "apiserver-etcd-client.crt"),
            make.file("etcd-keyfile", "apiserver-etcd-client.key"),
        ];
    };
    let mut defaults = vec![DefaultArg { name: "etcd-servers", value: external.servers() }];
    if let Some(ca) = external.ca.as_ref().filter(|file| !file.text.is_empty()) {
        defaults.push(DefaultArg { name: "etcd-cafile", value: ca.clone() });
    }
    if let Some((certificate, key)) = external.pair() {
        defaults.push(DefaultArg { name: "etcd-certfile", value: certificate.clone() });
        defaults.push(DefaultArg { name: "etcd-keyfile", value: key.clone() });
    }
    defaults
}
