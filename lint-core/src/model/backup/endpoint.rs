//! What etcdctl connects to.

use std::net::IpAddr;

use super::invocation::Invocation;
use crate::model::setting::Setting;
use crate::source::Place;
use crate::subject::word::Word;

/// One endpoint of etcdctl.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// As it is written; what is not written is the default.
    pub word: Word,
    /// The endpoint, or the program where nothing names one.
    pub place: Place,
    /// How its address begins.
    pub scheme: EndpointScheme,
    /// Whether it is this machine; `None` if that cannot be seen.
    pub is_loopback: Option<bool>,
}

/// How an endpoint begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointScheme {
    /// `https://`: TLS, with the certificates that are given.
    Https,
    /// `http://`: plaintext, whatever certificates are given.
    Http,
    /// None: TLS if any certificate is given, or with `--insecure-transport=false` (`newClientCfg` in etcdctl).
    None,
    /// A Unix socket.
    Unix,
    /// It cannot be seen.
    Unknown,
}

/// The endpoint of etcdctl without `--endpoints`.
const DEFAULT: &str = "127.0.0.1:2379";

impl Endpoint {
    /// The endpoints of a call. All uses of the flag add up, as `StringSlice` flags do.
    pub(super) fn all(invocation: &Invocation) -> Vec<Endpoint> {
        let words: Vec<Word> =
            invocation.line.all("endpoints").filter_map(|used| used.value.clone()).collect();
        if !words.is_empty() {
            return words.iter().flat_map(|word| word.split(',')).map(Endpoint::read).collect();
        }
        match invocation.setting("endpoints") {
            Setting::Known(fact) => fact.value.split(',').into_iter().map(Endpoint::read).collect(),
            Setting::Unknown(place) => vec![Endpoint::read(Word::opaque("$ETCDCTL_ENDPOINTS", place))],
            Setting::Unset => vec![Endpoint::read(Word::derived(DEFAULT, invocation.place.clone()))],
        }
    }

    fn read(word: Word) -> Endpoint {
        let (scheme, host) = match word.text.find("://") {
            Some(at) if word.is_known_in(0..at + 3) => {
                let scheme = match word.text.get(..at).unwrap_or_default() {
                    "https" => EndpointScheme::Https,
                    "http" => EndpointScheme::Http,
                    "unix" | "unixs" => EndpointScheme::Unix,
                    _ => EndpointScheme::Unknown,
                };
                (scheme, word.slice(at + 3..word.text.len()))
            }
            None if word.starts_known() => (EndpointScheme::None, word.clone()),
            _ => (EndpointScheme::Unknown, Word::opaque(word.text.clone(), word.place.clone())),
        };
        let is_loopback = is_loopback(&host);
        Endpoint { place: word.place.clone(), scheme, is_loopback, word }
    }
}

fn is_loopback(host: &Word) -> Option<bool> {
    let end = match host.text.strip_prefix('[') {
        Some(_) => host.text.find(']').map_or(host.text.len(), |at| at + 1),
        None => host.text.find([':', '/']).unwrap_or(host.text.len()),
    };
    // `$PREFIX.example.org` is not known to be anything, `127.0.0.1:$PORT` is.
    if !host.is_known_in(0..end) {
        return None;
    }
    let name = host.text.get(..end)?.trim_matches(['[', ']']);
    match name.parse::<IpAddr>() {
        Ok(ip) => Some(ip.to_canonical().is_loopback()),
        Err(_) => Some(name.eq_ignore_ascii_case("localhost")),
    }
}
