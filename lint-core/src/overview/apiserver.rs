//! What a kube-apiserver says about etcd and about encryption at rest.

use super::etcd::{Cause, Listener, weakest};
use crate::message::show;
use crate::model::apiserver::{Apiserver, Endpoint, EndpointScheme};
use crate::model::etcd::State;
use crate::report::{Locator, Site};

/// What a kube-apiserver amounts to.
#[derive(Clone, Debug)]
pub struct ApiserverFacts {
    /// How it talks to etcd; the weakest of its endpoints counts.
    pub to_etcd: State,
    /// The endpoints.
    pub endpoints: Vec<Listener>,
    /// What decides.
    pub causes: Vec<Cause>,
    /// Whether it reads an EncryptionConfiguration; `None` if that cannot be seen.
    pub encrypts: Option<bool>,
    /// Where `--encryption-provider-config` is set; the server itself where it is not.
    pub encryption: Site,
}

impl ApiserverFacts {
    pub(super) fn of(apiserver: &Apiserver, locator: &mut Locator) -> ApiserverFacts {
        let endpoints = apiserver.etcd_servers();
        let options = options(&endpoints).iter();
        let causes = options
            .map(|option| Cause::of(option, &apiserver.option(option), &apiserver.place, locator))
            .collect();
        let deciding = apiserver.dials_tls(&endpoints).filter(|_| endpoints.len() > 1);
        let endpoints: Vec<_> =
            endpoints.iter().map(|endpoint| listener(apiserver, endpoint, deciding)).collect();
        ApiserverFacts {
            to_etcd: weakest(&endpoints),
            endpoints,
            causes,
            encrypts: apiserver.is_given("encryption-provider-config"),
            encryption: locator.site(&apiserver.place_of("encryption-provider-config")),
        }
    }
}

/// Of several endpoints the first decides for all.
fn listener(apiserver: &Apiserver, endpoint: &Endpoint, deciding: Option<bool>) -> Listener {
    let scheme = match deciding {
        Some(true) => EndpointScheme::Https,
        Some(false) => EndpointScheme::Http,
        None => endpoint.scheme,
    };
    Listener {
        url: show(&endpoint.word.text).into(),
        state: state_of(apiserver, scheme),
        is_local: endpoint.is_loopback() || endpoint.scheme == EndpointScheme::Socket,
    }
}

/// An endpoint without a scheme uses TLS if any TLS option is set: whether it does is not told here.
fn state_of(apiserver: &Apiserver, scheme: EndpointScheme) -> State {
    match (scheme, apiserver.is_given("etcd-certfile")) {
        (EndpointScheme::Http | EndpointScheme::Socket, _) => State::Off,
        (EndpointScheme::Https, Some(true)) => State::Mtls,
        (EndpointScheme::Https, Some(false)) => State::Tls,
        _ => State::Unknown,
    }
}

/// The options that decide: without TLS only the endpoints do.
fn options(endpoints: &[Endpoint]) -> &'static [&'static str] {
    let is_plain = |one: &Endpoint| matches!(one.scheme, EndpointScheme::Http | EndpointScheme::Socket);
    if endpoints.first().is_none_or(is_plain) {
        &["etcd-servers"]
    } else {
        &["etcd-servers", "etcd-cafile", "etcd-certfile"]
    }
}

#[cfg(test)]
mod tests {
    use super::super::Facts;
    use super::super::tests::only;
    use super::*;

    fn facts(arguments: &str) -> ApiserverFacts {
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, command: \
             [kube-apiserver, {arguments}]}}]}}\n"
        );
        match only(&text) {
            Facts::Apiserver(facts) => *facts,
            other => panic!("not a kube-apiserver: {other:?}"),
        }
    }

    #[test]
    fn the_way_to_etcd() {
        let rows = [
            ("--etcd-servers=http://127.0.0.1:2379", State::Off),
            ("'--etcd-servers=https://a:2379,http://b:2379', --etcd-certfile=c", State::Mtls),
            ("'--etcd-servers=http://a:2379,https://b:2379', --etcd-certfile=c", State::Off),
            ("--etcd-servers=https://a:2379", State::Tls),
            ("--etcd-servers=https://a:2379, --etcd-certfile=c", State::Mtls),
            ("--etcd-servers=a:2379", State::Unknown),
            ("--v=2", State::Unknown),
        ];
        for (arguments, state) in rows {
            let facts = facts(arguments);
            assert_eq!(facts.to_etcd, state, "{arguments}");
            assert!(facts.endpoints.iter().all(|endpoint| endpoint.state == state), "{arguments}");
        }
    }

    #[test]
    fn what_decides_about_it() {
        let options = |arguments: &str| -> Vec<_> {
            facts(arguments).causes.iter().map(|cause| (cause.option, cause.origin.is_some())).collect()
        };
        assert_eq!(options("--etcd-servers=http://a:2379"), [("etcd-servers", true)]);
        let secure = "--etcd-servers=https://a:2379, --etcd-certfile=c";
        assert_eq!(
            options(secure),
            [("etcd-servers", true), ("etcd-cafile", false), ("etcd-certfile", true)]
        );
        assert_eq!(
            facts("--etcd-servers=http://root:hunter2@a:2379").endpoints[0].url.as_str(),
            "http://************@a:2379"
        );
    }

    #[test]
    fn encryption_at_rest() {
        assert_eq!(facts("--v=2").encrypts, Some(false));
        assert_eq!(facts("--encryption-provider-config=/etc/enc.yaml").encrypts, Some(true));
    }
}
