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
            Some(at) => {
                let scheme = match word.text.get(..at).unwrap_or_default() {
                    _ if !word.is_known_in(0..at + 3) => EndpointScheme::Unknown,
                    "https" => EndpointScheme::Https,
                    "http" => EndpointScheme::Http,
                    "unix" | "unixs" => EndpointScheme::Unix,
                    _ => EndpointScheme::Unknown,
                };
                (scheme, word.slice(at + 3..word.text.len()))
            }
            None if word.starts_known() => (EndpointScheme::None, word.clone()),
            None => (EndpointScheme::Unknown, Word::opaque(word.text.clone(), word.place.clone())),
        };
        let is_loopback = is_loopback(&host);
        Endpoint { place: word.place.clone(), scheme, is_loopback, word }
    }
}

fn is_loopback(host: &Word) -> Option<bool> {
    let end = match host.text.starts_with('[') {
        true => host.text.find(']'),
        false => host.text.find([':', '/']),
    };
    let end = end.unwrap_or(host.text.len());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Path};

    /// A hole stands in angle brackets here.
    fn word(text: &str) -> Word {
        let mut word = Word::literal(text.replace(['<', '>'], ""), Place::value(DocumentId(0), Path::ROOT));
        if let (Some(start), Some(end)) = (text.find('<'), text.find('>')) {
            word.unknown.push(start..end - 1);
        }
        word
    }

    #[test]
    fn endpoints() {
        use EndpointScheme::*;
        let table = [
            ("https://10.0.0.4:2379", Https, Some(false)),
            ("http://[::1]:2379", Http, Some(true)),
            ("https://LOCALHOST/", Https, Some(true)),
            ("unix:///run/etcd.sock", Unix, Some(false)),
            ("ftp://127.0.0.1:1", Unknown, Some(true)),
            ("127.0.0.1:<$PORT>", None, Some(true)),
            ("etcd<$N>:2379", None, Option::None),
            ("<$ENDPOINT>", Unknown, Option::None),
            ("<$HOST>:2379", Unknown, Option::None),
            ("https://<$HOST>:2379", Https, Option::None),
            ("<$SCHEME>://127.0.0.1:2379", Unknown, Some(true)),
            // Known or not, it is written so.
            ("<https>://10.0.0.4:2379", Unknown, Some(false)),
            ("http<s>://10.0.0.4:2379", Unknown, Some(false)),
            ("<https://10.0.0.4:2379>", Unknown, Option::None),
        ];
        for (text, scheme, is_loopback) in table {
            let endpoint = Endpoint::read(word(text));
            assert_eq!((endpoint.scheme, endpoint.is_loopback), (scheme, is_loopback), "{text}");
        }
    }
}
