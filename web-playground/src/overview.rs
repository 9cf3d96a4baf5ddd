//! What was understood, for the page to draw.

use etcdlint_core::message::Message;
use etcdlint_core::model::etcd::State;
use etcdlint_core::model::setting::Origin;
use etcdlint_core::overview::{self, ApiserverFacts, EtcdFacts, ResourceFacts};
use etcdlint_core::subject::carrier::Carrier;
use etcdlint_core::subject::object::Subject;
use serde::Serialize;

use crate::lint::{Place, Places};

/// A subject, where it is, and what it amounts to.
#[derive(Serialize)]
pub(crate) struct Recognised {
    subject: Subject,
    place: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<&'static str>,
    #[serde(flatten)]
    facts: Facts,
}

#[derive(Serialize)]
#[serde(tag = "what", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Facts {
    Etcd {
        version: Option<String>,
        /// Each port by its name.
        ports: Vec<Port>,
        unseen_config: Option<Place>,
    },
    Apiserver {
        to_etcd: &'static str,
        endpoints: Vec<Listener>,
        causes: Vec<Cause>,
        encrypts: Option<bool>,
        encryption: Place,
    },
    Encryption {
        resources: Vec<Resource>,
    },
    Kubeadm,
    Backup {
        does: Vec<&'static str>,
    },
    Certificates {
        certificates: usize,
        private_keys: usize,
        ends: Option<Message>,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Port {
    name: &'static str,
    state: &'static str,
    listeners: Vec<Listener>,
    causes: Vec<Cause>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listener {
    url: Message,
    state: &'static str,
    is_local: bool,
}

#[derive(Serialize)]
struct Cause {
    option: &'static str,
    /// `flag`, `environment` or `file`; nothing if the option is not set.
    origin: Option<&'static str>,
    place: Place,
}

#[derive(Serialize)]
struct Resource {
    /// Nothing stands for whatever no entry names.
    name: Option<Message>,
    place: Option<Place>,
    /// The first one writes, all of them read.
    providers: Vec<Provider>,
}

#[derive(Serialize)]
struct Provider {
    name: &'static str,
    detail: Option<Message>,
    place: Place,
}

pub(crate) fn recognised(one: &overview::Recognised, places: &Places) -> Recognised {
    Recognised {
        subject: one.subject.clone(),
        place: places.place(&one.site),
        carrier: one.carrier.map(carrier),
        facts: match &one.facts {
            overview::Facts::Etcd(facts) => etcd(facts, places),
            overview::Facts::Apiserver(facts) => apiserver(facts, places),
            overview::Facts::Encryption(facts) => {
                Facts::Encryption { resources: facts.iter().map(|one| resource(one, places)).collect() }
            }
            overview::Facts::Kubeadm => Facts::Kubeadm,
            overview::Facts::Backup { does } => Facts::Backup { does: does.clone() },
            overview::Facts::Certificates { certificates, private_keys, ends } => Facts::Certificates {
                certificates: *certificates,
                private_keys: *private_keys,
                ends: ends.clone(),
            },
        },
    }
}

fn etcd(facts: &EtcdFacts, places: &Places) -> Facts {
    let own = [("client", &facts.client), ("peer", &facts.peer)].into_iter();
    let ports = own.chain(facts.metrics.as_ref().map(|port| ("metrics", port)));
    Facts::Etcd {
        version: facts.version.map(|version| version.to_string()),
        ports: ports.map(|(name, facts)| port(name, facts, places)).collect(),
        unseen_config: facts.unseen_config.as_ref().map(|site| places.place(site)),
    }
}

fn port(name: &'static str, facts: &overview::Port, places: &Places) -> Port {
    Port {
        name,
        state: state(facts.state),
        listeners: facts.listeners.iter().map(listener).collect(),
        causes: facts.causes.iter().map(|one| cause(one, places)).collect(),
    }
}

fn listener(facts: &overview::Listener) -> Listener {
    Listener { url: facts.url.clone(), state: state(facts.state), is_local: facts.is_local }
}

fn cause(facts: &overview::Cause, places: &Places) -> Cause {
    Cause { option: facts.option, origin: facts.origin.map(origin), place: places.place(&facts.site) }
}

fn apiserver(facts: &ApiserverFacts, places: &Places) -> Facts {
    Facts::Apiserver {
        to_etcd: state(facts.to_etcd),
        endpoints: facts.endpoints.iter().map(listener).collect(),
        causes: facts.causes.iter().map(|one| cause(one, places)).collect(),
        encrypts: facts.encrypts,
        encryption: places.place(&facts.encryption),
    }
}

fn resource(facts: &ResourceFacts, places: &Places) -> Resource {
    let providers = facts.providers.iter().map(|provider| Provider {
        name: provider.name.as_str(),
        detail: provider.detail.clone(),
        place: places.place(&provider.site),
    });
    Resource {
        name: facts.resource.clone(),
        place: facts.site.as_ref().map(|site| places.place(site)),
        providers: providers.collect(),
    }
}

const fn state(state: State) -> &'static str {
    match state {
        State::Off => "plaintext",
        State::Tls => "tls",
        State::Mtls => "mutual-tls",
        State::Unknown => "unknown",
    }
}

const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Flag => "flag",
        Origin::Environment => "environment",
        Origin::File => "file",
    }
}

const fn carrier(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::ConfigMap => "ConfigMap",
        Carrier::Secret => "Secret",
        Carrier::ClusterApi => "Cluster API object",
        Carrier::CloudConfig => "cloud-config",
    }
}
