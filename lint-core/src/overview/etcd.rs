//! The ports of an etcd server: who may talk to them, and what decides that.

use crate::message::{Message, show};
use crate::model::etcd::{Config, Etcd, State, Transport, Url};
use crate::model::etcd_url::Scheme;
use crate::model::setting::{Origin, Setting};
use crate::report::{Locator, Site};
use crate::source::Place;
use crate::subject::image::Version;

/// What an etcd server amounts to.
#[derive(Clone, Debug)]
pub struct EtcdFacts {
    /// Its version, where the image tells it.
    pub version: Option<Version>,
    /// For clients: kube-apiserver, etcdctl.
    pub client: Port,
    /// For the other members.
    pub peer: Port,
    /// For metrics and health; `None` if they have no port of their own.
    pub metrics: Option<Port>,
    /// Where a configuration file is named that is in force and not part of the input.
    pub unseen_config: Option<Site>,
}

/// One side on which an etcd server listens.
#[derive(Clone, Debug)]
pub struct Port {
    /// What the weakest of its listeners demands.
    pub state: State,
    /// Its listeners; none if they cannot be seen.
    pub listeners: Vec<Listener>,
    /// What decides.
    pub causes: Vec<Cause>,
}

/// An address of etcd.
#[derive(Clone, Debug)]
pub struct Listener {
    /// The URL.
    pub url: Message,
    /// What protects a connection to it.
    pub state: State,
    /// Whether only the node itself can reach it.
    pub is_local: bool,
}

/// An option that decides how a connection is protected.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Its name as a flag, without dashes.
    pub option: &'static str,
    /// What sets it; `None` if nothing does, or if that cannot be seen.
    pub origin: Option<Origin>,
    /// Where it is set; the server itself where it is not.
    pub site: Site,
}

impl EtcdFacts {
    pub(super) fn of(etcd: &Etcd, locator: &mut Locator) -> EtcdFacts {
        EtcdFacts {
            version: etcd.version,
            client: port(etcd, &etcd.client, locator),
            peer: port(etcd, &etcd.peer, locator),
            metrics: metrics(etcd, locator),
            unseen_config: match &etcd.config {
                Config::NotGiven(fact) => Some(locator.site(&fact.place)),
                Config::None | Config::Given(_) => None,
            },
        }
    }
}

fn port(etcd: &Etcd, transport: &Transport, locator: &mut Locator) -> Port {
    let listeners = listeners(&transport.listeners, transport);
    let is_plain = transport.secure().next().is_none();
    let protection = if is_plain { Vec::new() } else { protection(transport) };
    let options = ["listen-client-urls"].into_iter().chain(protection).map(|flag| transport.side.flag(flag));
    let causes = options.map(|option| cause(etcd, option, locator)).collect();
    let state = match weakest(&listeners) {
        State::Off => State::Off,
        state if transport.sees_all => state,
        _ => State::Unknown,
    };
    Port { state, listeners, causes }
}

/// The port for metrics: its https URLs take the certificate and the demands of the client port.
fn metrics(etcd: &Etcd, locator: &mut Locator) -> Option<Port> {
    const OPTION: &str = "listen-metrics-urls";
    if matches!(etcd.option(OPTION), Setting::Unset) {
        return None;
    }
    let urls = etcd.urls(OPTION).unwrap_or_default();
    let listeners = listeners(&urls, &etcd.client);
    let is_secure = urls.iter().any(Url::is_secure);
    let protection = if is_secure { protection(&etcd.client) } else { Vec::new() };
    let causes = [OPTION].into_iter().chain(protection).map(|option| cause(etcd, option, locator)).collect();
    Some(Port { state: weakest(&listeners), listeners, causes })
}

fn listeners(urls: &[Url], transport: &Transport) -> Vec<Listener> {
    urls.iter()
        .map(|url| Listener {
            url: show(&url.word.text).into(),
            state: state_of(url, transport),
            is_local: url.is_loopback() || url.is_unix(),
        })
        .collect()
}

fn state_of(url: &Url, transport: &Transport) -> State {
    match url.scheme() {
        Scheme::Http | Scheme::Unix => State::Off,
        Scheme::Unknown => State::Unknown,
        Scheme::Https | Scheme::Unixs => match (transport.is_self_signed(), transport.asks) {
            (Some(true), _) | (Some(false), Some(false)) => State::Tls,
            (Some(false), Some(true)) => State::Mtls,
            _ => State::Unknown,
        },
    }
}

/// Plaintext on one listener is plaintext, whatever the others do; what cannot be seen may be that too.
pub(super) fn weakest(listeners: &[Listener]) -> State {
    let has = |state| listeners.iter().any(|listener| listener.state == state);
    [State::Off, State::Unknown, State::Tls, State::Mtls]
        .into_iter()
        .find(|state| has(*state))
        .unwrap_or(State::Unknown)
}

/// The options that decide about https, by their names on the client side.
fn protection(transport: &Transport) -> Vec<&'static str> {
    if transport.is_self_signed() == Some(true) {
        return vec!["auto-tls"];
    }
    let clients = match (transport.auth, transport.ca) {
        (Some(false), Some(true)) => "trusted-ca-file",
        _ => "client-cert-auth",
    };
    vec!["cert-file", clients]
}

fn cause(etcd: &Etcd, option: &'static str, locator: &mut Locator) -> Cause {
    Cause::of(option, &etcd.option(option), &etcd.place, locator)
}

impl Cause {
    /// `server` is the place to show where nothing sets the option.
    pub(super) fn of(
        option: &'static str,
        setting: &Setting,
        server: &Place,
        locator: &mut Locator,
    ) -> Cause {
        let place = setting.place().unwrap_or(server);
        Cause { option, origin: setting.fact().map(|fact| fact.origin), site: locator.site(place) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Facts;
    use super::super::tests::only;
    use super::*;

    /// The facts of an etcd with these arguments.
    fn facts(arguments: &[&str]) -> EtcdFacts {
        let list: String = arguments.iter().map(|argument| format!("    - {argument}\n")).collect();
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: etcd}}\nspec:\n  containers:\n  - name: etcd\n    \
             image: registry.k8s.io/etcd:3.6.5-0\n    command:\n    - etcd\n{list}"
        );
        match only(&text) {
            Facts::Etcd(facts) => *facts,
            other => panic!("not an etcd: {other:?}"),
        }
    }

    #[test]
    fn the_state_of_the_client_port() {
        const HTTPS: &str = "--listen-client-urls=https://10.0.0.4:2379";
        let rows: [(&[&str], State, &[&str]); 7] = [
            (&[], State::Off, &["listen-client-urls"]),
            (&["--client-cert-auth=true"], State::Off, &["listen-client-urls"]),
            (
                &[HTTPS, "--cert-file=a", "--key-file=b"],
                State::Tls,
                &["listen-client-urls", "cert-file", "client-cert-auth"],
            ),
            (
                &[HTTPS, "--cert-file=a", "--key-file=b", "--trusted-ca-file=c"],
                State::Mtls,
                &["listen-client-urls", "cert-file", "trusted-ca-file"],
            ),
            (&[HTTPS, "--auto-tls", "--client-cert-auth"], State::Tls, &["listen-client-urls", "auto-tls"]),
            (
                &["--listen-client-urls=https://a:1,http://b:2", "--cert-file=a", "--key-file=b"],
                State::Off,
                &["listen-client-urls", "cert-file", "client-cert-auth"],
            ),
            (&["--listen-client-urls=$(URLS)"], State::Unknown, &["listen-client-urls"]),
        ];
        for (arguments, state, options) in rows {
            let port = facts(arguments).client;
            assert_eq!(port.state, state, "{arguments:?}");
            let found: Vec<_> = port.causes.iter().map(|cause| cause.option).collect();
            assert_eq!(found, options, "{arguments:?}");
        }
    }

    #[test]
    fn a_cause_points_at_its_flag() {
        let facts = facts(&["--peer-auto-tls", "--listen-peer-urls=https://10.0.0.4:2380"]);
        let auto = facts.peer.causes.iter().find(|cause| cause.option == "peer-auto-tls").unwrap();
        assert_eq!(auto.origin, Some(Origin::Flag));
        assert_eq!(auto.site.span.as_ref().unwrap().start.line, 10);
        assert_eq!(facts.client.causes[0].origin, None);
    }

    #[test]
    fn metrics_have_a_port_of_their_own_only_if_they_are_given_one() {
        assert!(facts(&[]).metrics.is_none());
        let port = facts(&["--listen-metrics-urls=http://127.0.0.1:2381"]).metrics.unwrap();
        assert_eq!(port.state, State::Off);
        assert!(port.listeners[0].is_local);
        let secure = ["--listen-metrics-urls=https://10.0.0.4:2381", "--cert-file=a", "--client-cert-auth"];
        let port = facts(&secure).metrics.unwrap();
        assert_eq!(port.state, State::Mtls);
        let causes: Vec<_> = port.causes.iter().map(|cause| cause.option).collect();
        assert_eq!(causes, ["listen-metrics-urls", "cert-file", "client-cert-auth"]);
    }

    #[test]
    fn a_configuration_file_that_is_not_there_hides_everything() {
        let facts = facts(&["--config-file=/etc/etcd.yaml"]);
        assert_eq!((facts.client.state, facts.peer.state), (State::Unknown, State::Unknown));
        assert!(facts.unseen_config.is_some());
    }
}
