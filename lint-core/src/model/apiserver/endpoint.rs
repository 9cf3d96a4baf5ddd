//! Where kube-apiserver finds etcd, as etcd's client library reads it
//! (`client/v3/internal/endpoint/endpoint.go`).

use std::net::IpAddr;
use std::ops::Range;

use crate::model::etcd_url::Host;
use crate::subject::word::Word;

/// One element of `--etcd-servers`, or one server of `--etcd-servers-overrides`.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// What decides on TLS.
    pub scheme: EndpointScheme,
    /// The host, without brackets.
    pub host: Host,
    /// The port, if it is written and known.
    pub port: Option<u16>,
    /// As it is written, without white space at its ends: the endpoint that was meant.
    pub word: Word,
    /// As it is written.
    pub written: Word,
}

/// What the scheme of an endpoint means for TLS, if it is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointScheme {
    /// `http`: TLS options are dropped.
    Http,
    /// `https`: always TLS.
    Https,
    /// `unix`, `unixs`: a socket in the file system.
    Socket,
    /// None: TLS if any TLS option is set, else plaintext.
    Missing,
    /// Not known, or none that the client library has a rule for.
    Unknown,
}

impl Endpoint {
    /// Reads one as etcd's client library does.
    pub(crate) fn of(word: &Word) -> Endpoint {
        let written = word.clone();
        let word = word.trimmed();
        let (scheme, authority) = split(&word);
        let (host, port) = authority.map_or((Host::Unknown, None), |range| host_and_port(&word, range));
        Endpoint { scheme, host, port, word, written }
    }

    /// Whether there is white space at its ends. kube-apiserver keeps it, and cannot connect.
    pub fn is_padded(&self) -> bool {
        self.word.text.len() != self.written.text.len()
    }

    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        match &self.host {
            Host::Ip(ip) => ip.to_canonical().is_loopback(),
            Host::Name(name) => name.eq_ignore_ascii_case("localhost"),
            Host::Empty | Host::Unknown => false,
        }
    }

    /// Whether etcd's client library speaks TLS to all endpoints of a list that begins with this one. Where its scheme
    /// does not tell, a TLS option does. `None` if that cannot be seen.
    pub(crate) fn has_all_dialled_with_tls(&self, has_tls_option: impl Fn() -> Option<bool>) -> Option<bool> {
        match self.scheme {
            // Before a scheme the client library reads a blank as a part of it, and knows no such scheme.
            _ if self.written.is_known() && self.written.text.starts_with(char::is_whitespace) => {
                has_tls_option()
            }
            EndpointScheme::Http => Some(false),
            EndpointScheme::Https => Some(true),
            EndpointScheme::Socket if self.word.text.starts_with("unixs:") => Some(true),
            EndpointScheme::Missing | EndpointScheme::Socket => has_tls_option(),
            EndpointScheme::Unknown => None,
        }
    }

    /// Whether it is `http://`.
    pub fn is_http(&self) -> bool {
        self.scheme == EndpointScheme::Http
    }
}

/// The scheme, and where host and port stand.
fn split(word: &Word) -> (EndpointScheme, Option<Range<usize>>) {
    let text = word.text.as_str();
    let is_socket = text.starts_with("unix:") || text.starts_with("unixs:");
    if is_socket && word.is_known_in(0..5) {
        return (EndpointScheme::Socket, None);
    }
    // Several addresses that quotes have made one of: the client library cannot read it.
    if word.split(',').len() > 1 {
        return (EndpointScheme::Unknown, None);
    }
    let Some(end) = text.find("://") else {
        // `${SERVERS}` and `<servers>` may stand for an address with its scheme.
        let host = text.split(':').next().unwrap_or_default();
        if host.contains(['$', '{', '<']) {
            return (EndpointScheme::Unknown, None);
        }
        let scheme = if word.is_known() { EndpointScheme::Missing } else { EndpointScheme::Unknown };
        return (scheme, Some(0..text.len()));
    };
    let start = end + 3;
    if !word.is_known_in(0..start) {
        return (EndpointScheme::Unknown, Some(start..text.len()));
    }
    let scheme = match text.get(..end).unwrap_or_default().to_ascii_lowercase().as_str() {
        "http" => EndpointScheme::Http,
        "https" => EndpointScheme::Https,
        _ => EndpointScheme::Unknown,
    };
    let rest = text.get(start..).unwrap_or_default();
    let length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    (scheme, Some(start..start + length))
}

fn host_and_port(word: &Word, range: Range<usize>) -> (Host, Option<u16>) {
    let text = word.text.get(range.clone()).unwrap_or_default();
    let after_user = text.rfind('@').map_or(0, |at| at + 1);
    let host_port = text.get(after_user..).unwrap_or_default();
    let colon =
        host_port.rfind(':').filter(|colon| !host_port.get(*colon..).is_some_and(|end| end.contains(']')));
    let host_end = colon.unwrap_or(host_port.len());
    let start = range.start + after_user;
    let host_text = host_port.get(..host_end).unwrap_or_default();
    let host = if !word.is_known_in(start..start + host_end) {
        Host::Unknown
    } else {
        host(host_text.trim_start_matches('[').trim_end_matches(']'))
    };
    let port = word.slice(start + host_end..range.end);
    (host, port.known().and_then(|port| port.strip_prefix(':')?.parse().ok()))
}

fn host(text: &str) -> Host {
    match text.parse::<IpAddr>() {
        Ok(ip) => Host::Ip(ip),
        Err(_) if text.is_empty() => Host::Empty,
        Err(_) => Host::Name(text.to_owned()),
    }
}

/// One element of `--etcd-servers-overrides`: `GROUP/RESOURCE#SERVER;SERVER`.
#[derive(Clone, Debug)]
pub struct ServersOverride {
    /// The API group; empty for the core group.
    pub group: String,
    /// The resource.
    pub resource: String,
    /// Its servers.
    pub servers: Vec<Endpoint>,
}

impl ServersOverride {
    /// By the rules of `ParseEtcdServersOverrides` in k8s.io/apiserver pkg/server/options/etcd.go.
    pub(super) fn parse(word: &Word) -> Option<ServersOverride> {
        let parts = word.split('#');
        let [resource, servers] = parts.as_slice() else { return None };
        let names = resource.split('/');
        let [group, resource] = names.as_slice() else { return None };
        let servers = servers.split(';');
        if servers.iter().any(|server| server.text.is_empty()) {
            return None;
        }
        Some(ServersOverride {
            group: group.text.clone(),
            resource: resource.text.clone(),
            servers: servers.iter().map(Endpoint::of).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Path, Place};

    fn word(text: &str) -> Word {
        let mut word = Word::literal(text, Place::value(DocumentId(0), Path::ROOT));
        if let Some(start) = text.find("$(") {
            let end = text.find(')').unwrap() + 1;
            word.unknown.push(start..end);
        }
        word
    }

    #[test]
    fn endpoints() {
        use EndpointScheme::*;
        let name = |name: &str| Host::Name(name.to_owned());
        let ip = |ip: &str| Host::Ip(ip.parse().unwrap());
        let table = [
            ("http://10.0.0.5:2379", Http, ip("10.0.0.5"), Some(2379), false),
            ("HTTP://etcd:2379/", Http, name("etcd"), Some(2379), false),
            (" https://localhost:2379", Https, name("localhost"), Some(2379), true),
            ("https://[::1]:2379", Https, ip("::1"), Some(2379), true),
            ("https://[fd00::1]", Https, ip("fd00::1"), None, false),
            ("https://user:pass@etcd:1", Https, name("etcd"), Some(1), false),
            ("https://etcd", Https, name("etcd"), None, false),
            ("https://:2379", Https, Host::Empty, Some(2379), false),
            ("https://etcd:$(PORT)", Https, name("etcd"), None, false),
            ("127.0.0.1:2379", Missing, ip("127.0.0.1"), Some(2379), true),
            ("etcd", Missing, name("etcd"), None, false),
            ("unix:///run/etcd.sock", Socket, Host::Unknown, None, false),
            ("unixs:etcd.sock", Socket, Host::Unknown, None, false),
            ("ftp://etcd:1", Unknown, name("etcd"), Some(1), false),
            ("http://$(HOST):2379", Http, Host::Unknown, Some(2379), false),
            ("$(SCHEME)://etcd:2379", Unknown, name("etcd"), Some(2379), false),
            ("$(SERVER)", Unknown, Host::Unknown, None, false),
            ("http://a:1,http://b:1", Unknown, Host::Unknown, None, false),
            ("${ETCD_SERVERS}", Unknown, Host::Unknown, None, false),
            ("{{ etcd_servers }}", Unknown, Host::Unknown, None, false),
            ("<etcd>:2379", Unknown, Host::Unknown, None, false),
        ];
        for (text, scheme, host, port, loopback) in table {
            let endpoint = Endpoint::of(&word(text));
            assert_eq!((endpoint.scheme, &endpoint.host, endpoint.port), (scheme, &host, port), "{text}");
            assert_eq!(endpoint.is_loopback(), loopback, "{text}");
        }
    }

    #[test]
    fn the_first_decides_on_tls() {
        // Without and with a TLS option.
        let table = [
            ("http://a:1", [Some(false), Some(false)]),
            ("https://a:1", [Some(true), Some(true)]),
            (" https://a:1", [Some(false), Some(true)]),
            ("https://a:1 ", [Some(true), Some(true)]),
            ("a:1", [Some(false), Some(true)]),
            ("unix:///run/etcd.sock", [Some(false), Some(true)]),
            ("unixs:///run/etcd.sock", [Some(true), Some(true)]),
            ("$(SCHEME)://a:1", [None, None]),
            (" $(SCHEME)://a:1", [None, None]),
        ];
        for (text, expected) in table {
            let endpoint = Endpoint::of(&word(text));
            let found = [false, true].map(|option| endpoint.has_all_dialled_with_tls(|| Some(option)));
            assert_eq!(found, expected, "{text}");
        }
    }

    /// Each row was given to `EtcdOptions.Validate` of k8s.io/apiserver 0.34.2.
    #[test]
    fn overrides() {
        let table = [
            ("/events#http://a:1", true),
            ("apps/deployments#a;b", true),
            ("/#a", true),
            ("events#http://a:1", false),
            ("/events", false),
            ("/events#", false),
            ("/events#a;", false),
            ("#a", false),
            ("a/b/c#d", false),
            ("/a#b#c", false),
        ];
        for (text, accepted) in table {
            assert_eq!(ServersOverride::parse(&word(text)).is_some(), accepted, "{text}");
        }
    }
}
