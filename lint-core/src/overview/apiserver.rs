//! What a kube-apiserver says about etcd and about encryption at rest.

use crate::model::apiserver::{Apiserver, EndpointScheme};
use crate::model::etcd::State;
use crate::report::{Locator, Site};

/// What a kube-apiserver amounts to.
#[derive(Clone, Debug)]
pub struct ApiserverFacts {
    /// How it talks to etcd; the weakest of its endpoints decides.
    pub to_etcd: State,
    /// Where `--etcd-servers` is set; the server itself where it is not.
    pub servers: Site,
    /// Whether it reads an EncryptionConfiguration; `None` if that cannot be seen.
    pub encrypts: Option<bool>,
    /// Where `--encryption-provider-config` is set; the server itself where it is not.
    pub encryption: Site,
}

impl ApiserverFacts {
    pub(super) fn of(apiserver: &Apiserver, locator: &mut Locator) -> ApiserverFacts {
        ApiserverFacts {
            to_etcd: to_etcd(apiserver),
            servers: locator.site(&apiserver.place_of("etcd-servers")),
            encrypts: apiserver.is_given("encryption-provider-config"),
            encryption: locator.site(&apiserver.place_of("encryption-provider-config")),
        }
    }
}

/// An endpoint without a scheme uses TLS if any TLS option is set: whether it does is not told here.
fn to_etcd(apiserver: &Apiserver) -> State {
    let endpoints = apiserver.etcd_servers();
    let is = |scheme| endpoints.iter().any(|endpoint| endpoint.scheme == scheme);
    if is(EndpointScheme::Http) {
        return State::Off;
    }
    if endpoints.is_empty() || is(EndpointScheme::Missing) || is(EndpointScheme::Unknown) {
        return State::Unknown;
    }
    match apiserver.is_given("etcd-certfile") {
        Some(true) => State::Mtls,
        Some(false) => State::Tls,
        None => State::Unknown,
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
            ("'--etcd-servers=https://a:2379,http://b:2379', --etcd-certfile=c", State::Off),
            ("--etcd-servers=https://a:2379", State::Tls),
            ("--etcd-servers=https://a:2379, --etcd-certfile=c", State::Mtls),
            ("--etcd-servers=a:2379", State::Unknown),
            ("--v=2", State::Unknown),
        ];
        for (arguments, state) in rows {
            assert_eq!(facts(arguments).to_etcd, state, "{arguments}");
        }
    }

    #[test]
    fn encryption_at_rest() {
        assert_eq!(facts("--v=2").encrypts, Some(false));
        assert_eq!(facts("--encryption-provider-config=/etc/enc.yaml").encrypts, Some(true));
    }
}
